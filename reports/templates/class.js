(() => {
  "use strict";
  const sorted = (rows, column, up) => {
    const key = (row) => row.cells[column].dataset.key;
    const numeric = rows.every((row) => key(row) !== undefined && !Number.isNaN(Number(key(row))));
    const text = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
    const order = numeric
      ? (a, b) => Number(key(a)) - Number(key(b))
      : (a, b) => text.compare(a.cells[column].textContent.trim(), b.cells[column].textContent.trim());
    return rows.sort((a, b) => (up ? order(a, b) : -order(a, b)));
  };

  for (const table of document.querySelectorAll("table.sheet")) {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      if (head.dataset.sort === undefined) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const first = head.dataset.sort === "up";
        const up = head.ariaSort ? head.ariaSort === "descending" : first;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        body.append(...sorted([...body.rows], column, up));
      });
    });
  }

  const tools = document.getElementById("tools");
  if (!tools) return;
  const name = document.getElementById("find");
  const status = document.getElementById("status");
  const shown = document.getElementById("shown");
  const rows = [...document.querySelectorAll("#students tbody tr")];
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
  const words = rows.map((row) => plain(row.cells[0].textContent));
  const filter = () => {
    const wanted = plain(name.value);
    let left = 0;
    rows.forEach((row, i) => {
      const fits = words[i].includes(wanted) &&
        (!status.value || row.dataset.ends.split(" ").includes(status.value));
      row.hidden = !fits;
      left += fits;
    });
    shown.textContent = `${left} of ${rows.length} shown`;
  };
  name.addEventListener("input", filter);
  status.addEventListener("change", filter);
  tools.hidden = false;
  filter();
})();

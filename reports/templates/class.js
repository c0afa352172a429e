(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();

  // Sorting: every table of the page, by the column whose heading is pressed.

  const sorted = (rows, column, up) => {
    const key = (row) => row.cells[column].dataset.key ?? row.cells[column].textContent.trim();
    const known = rows.map((row) => [key(row), row]).filter(([value]) => value !== "");
    const unknown = rows.filter((row) => key(row) === ""); // last, whichever way it is sorted
    const text = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
    const order = known.every(([value]) => !Number.isNaN(Number(value)))
      ? ([a], [b]) => Number(a) - Number(b)
      : ([a], [b]) => text.compare(a, b);
    known.sort((a, b) => (up ? order(a, b) : order(b, a)));
    return [...known.map(([, row]) => row), ...unknown];
  };

  for (const table of document.querySelectorAll("table.sheet")) {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    // Of a table whose first rows matter most only those are shown, until one asks for the others.
    const first = Number(table.dataset.first ?? body.rows.length);
    let folded = body.rows.length > first + 2;
    const fold = () => [...body.rows].forEach((row, k) => {
      row.classList.toggle("folded", folded && k >= first); // on paper all of them stand
    });

    heads.forEach((head, column) => {
      if (head.dataset.sort === undefined) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort");
        const up = now ? now === "descending" : head.dataset.sort === "up";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        body.append(...sorted([...body.rows], column, up));
        if (folded) fold();
      });
    });

    if (!folded) continue;
    const more = document.createElement("button");
    more.type = "button";
    more.className = "more screen";
    more.textContent = `Show all ${body.rows.length}`;
    more.addEventListener("click", () => {
      folded = false;
      fold();
      body.rows[first].querySelector("a")?.focus();
      more.remove();
    });
    table.after(more);
    fold();
  }

  const checkRows = [...document.querySelectorAll("#checks tbody tr")];
  if (byId("check-tools")) {
    const texts = checkRows.map((row) => plain(row.cells[0].textContent));
    const find = () => {
      const wanted = plain(byId("find-check").value);
      let left = 0;
      checkRows.forEach((row, i) => {
        row.hidden = !texts[i].includes(wanted);
        left += !row.hidden;
      });
      byId("checks-shown").textContent = `${left} of ${checkRows.length} shown`;
    };
    byId("find-check").addEventListener("input", find);
    byId("check-tools").hidden = false;
    find();
  }

  // The students shown are a function of the address: #check=softmax.large&status=failed.
  // Every figure of the page is a link to such an address.

  const tools = byId("tools");
  if (!tools) return;
  const title = byId("students-title");
  const rows = [...document.querySelectorAll("#students tbody tr")];
  const words = rows.map((row) => plain(row.cells[0].textContent));
  const checks = checkRows.map((row) => row.dataset);

  const figures = new Map();
  for (const list of document.querySelectorAll(".behind [id]")) {
    if (list.dataset.who !== undefined) {
      const who = new Set();
      for (const run of list.dataset.who.split(" ").filter(Boolean)) {
        const [from, to] = run.split("-").map(Number);
        for (let k = from; k <= (to ?? from); k += 1) who.add(k);
      }
      figures.set(list.id.slice("figure=".length), [list.querySelector("b").textContent, who]);
    }
  }
  // Or the browser would scroll to the list of names, not to the table.
  for (const list of document.querySelectorAll('[id*="="]')) list.removeAttribute("id");
  document.querySelectorAll(".behind").forEach((list) => list.remove());

  const fields = ["find", "question", "check", "status"];
  const read = () => new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
  const statuses = new Map([...byId("status").options].map((one) => [one.value, one]));
  const endedSo = (k, wanted) => {
    const letters = wanted.status && (statuses.get(wanted.status)?.dataset.letters ?? "!");
    return checks.some((check) =>
      (!wanted.check || check.check === wanted.check) &&
      (!wanted.question || check.question === wanted.question) &&
      (letters ? letters.includes(check.ends[k]) : check.ends[k] !== "-"));
  };

  // With one check chosen, how it ended for each student stands in place of their bar.
  let column = null;
  const showEnds = (id) => {
    const table = byId("students");
    table.classList.toggle("one", id !== "");
    if (!id) return;
    if (!column) {
      const head = document.createElement("th");
      head.scope = "col";
      head.className = "end";
      head.textContent = "This check";
      table.tHead.rows[0].append(head);
      column = rows.map((row) => row.insertCell());
    }
    const letters = checks.find((check) => check.check === id)?.ends ?? "";
    const ends = new Map([...statuses.values()].map((one) => [one.dataset.letters, one]));
    rows.forEach((row, k) => {
      const end = ends.get(letters[k]);
      column[k].textContent = end?.textContent ?? "";
      column[k].className = end ? `end s-${end.value}` : "end";
    });
  };

  const show = (wanted = Object.fromEntries(read())) => {
    fields.forEach((field) => {
      const control = byId(field);
      if (control.value !== (wanted[field] ?? "")) control.value = wanted[field] ?? "";
      if (control.selectedIndex === -1) control.value = "";
    });
    const [label, who] = wanted.figure === undefined
      ? ["", null]
      : figures.get(wanted.figure) ?? ["this group is no more", new Set()];
    const text = plain(wanted.find ?? "");
    const asked = wanted.check || wanted.question || wanted.status;
    let left = 0;
    rows.forEach((row, k) => {
      const fits = (!who || who.has(k)) && words[k].includes(text) && (!asked || endedSo(k, wanted));
      row.hidden = !fits;
      left += fits;
    });
    showEnds(wanted.check ?? "");
    byId("shown").textContent = `${left} of ${rows.length} shown${label ? `: ${label}` : ""}`;
    byId("everybody").hidden = !(asked || who || text);
  };

  let waiting = 0;
  const write = () => {
    const wanted = read();
    fields.forEach((field) => {
      if (byId(field).value) wanted.set(field, byId(field).value);
      else wanted.delete(field);
    });
    show(Object.fromEntries(wanted));
    clearTimeout(waiting); // browsers refuse to change the address at every key
    waiting = setTimeout(() => {
      const hash = `${wanted}` ? `#${wanted}` : "";
      history.replaceState(null, "", `${location.pathname}${location.search}${hash}`);
    }, 150);
  };

  const goThere = () => {
    title.scrollIntoView({ behavior: "instant" });
    title.focus({ preventScroll: true });
  };

  let followed = false;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !link.hash.includes("=")) return;
    if (link.hash === location.hash) goThere();
    else followed = true;
  });
  addEventListener("hashchange", () => {
    clearTimeout(waiting);
    show();
    if (followed) goThere();
    followed = false;
  });
  fields.forEach((field) => byId(field).addEventListener("input", write));

  tools.hidden = false;
  show();
  if (`${read()}`) goThere();
})();

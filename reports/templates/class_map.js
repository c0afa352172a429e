(() => {
  "use strict";
  // The whole class as a picture: a column for each check, a row for each student, the strongest on
  // top. It shows nothing that the tables do not say, so it is there for the eye and the pointer.

  const section = document.getElementById("map-section");
  const checks = [...document.querySelectorAll("#checks tbody tr")].map((row) => row.dataset);
  const rows = [...document.querySelectorAll("#students tbody tr")];
  if (!section || !checks.length) return;
  const canvas = section.querySelector("canvas");
  const told = section.querySelector("output");
  const ends = new Map(
    [...section.querySelectorAll("[data-letter]")].map((item) => [item.dataset.letter, item]),
  );
  const order = rows.map((row, k) => [Number(row.cells[1].dataset.key), k])
    .sort((a, b) => b[0] - a[0] || a[1] - b[1])
    .map(([, k]) => k);
  const columns = []; // an empty one between two questions
  checks.forEach((check, n) => {
    if (n && check.question !== checks[n - 1].question) columns.push(null);
    columns.push(check);
  });

  const paint = () => {
    canvas.width = columns.length;
    canvas.height = rows.length;
    const context = canvas.getContext("2d");
    for (const [letter, item] of ends) {
      context.fillStyle = getComputedStyle(item.querySelector(".key")).backgroundColor;
      columns.forEach((check, x) => {
        if (!check) return;
        order.forEach((k, y) => {
          if (check.ends[k] === letter) context.fillRect(x, y, 1, 1);
        });
      });
    }
  };

  const cell = (event) => {
    const box = canvas.getBoundingClientRect();
    const check = columns[Math.floor(((event.clientX - box.left) / box.width) * columns.length)];
    const k = order[Math.floor(((event.clientY - box.top) / box.height) * rows.length)];
    const end = check && ends.get(check.ends[k]);
    return end ? { check: check.check, row: rows[k], end } : null;
  };
  canvas.addEventListener("pointermove", (event) => {
    const at = cell(event);
    if (!at) return;
    const name = at.row.querySelector("bdi").textContent;
    told.textContent = `${name}, ${at.check}: ${at.end.textContent.trim()}`;
  });
  canvas.addEventListener("pointerleave", () => {
    told.textContent = "";
  });
  canvas.addEventListener("click", (event) => {
    const at = cell(event);
    if (!at) return;
    const link = document.createElement("a");
    link.href = `#check=${encodeURIComponent(at.check)}&status=${at.end.dataset.status}`;
    section.append(link);
    link.click(); // as any other link of the page does
    link.remove();
  });

  canvas.style.height = `${Math.min(560, Math.max(rows.length, Math.min(160, rows.length * 12)))}px`;
  section.hidden = false;
  paint();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
})();

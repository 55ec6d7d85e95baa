"use strict";
(() => {
  const status = document.getElementById("status");

  for (const table of document.querySelectorAll("table.people")) {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    const names = new Intl.Collator(undefined, { numeric: true });
    for (const [n, head] of heads.entries()) {
      const title = head.textContent;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = title;
      // Buttons are not painted in a head that is repeated on the next sheet of paper: there the words stand alone.
      const paper = document.createElement("span");
      paper.className = "paper";
      paper.textContent = title;
      head.replaceChildren(button, paper);
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const value = (row) => {
          const cell = row.cells[n];
          return head.dataset.sort === "text" ? cell.textContent : parseFloat(cell.dataset.v ?? cell.textContent);
        };
        const rows = [...body.rows].map((row) => [row, value(row)]);
        rows.sort(([, one], [, other]) => {
          if (head.dataset.sort === "text") return (up ? 1 : -1) * names.compare(one, other);
          // What is not known comes last, whichever way round.
          if (isNaN(one) || isNaN(other)) return isNaN(one) - isNaN(other);
          return (up ? 1 : -1) * (one - other);
        });
        body.append(...rows.map(([row]) => row));
        if (status) status.textContent = `sorted by ${title}, ${up ? "ascending" : "descending"}`;
      });
    }
  }

  const form = document.getElementById("find");
  const people = document.getElementById("people-table");
  if (form && people && people.tBodies[0].rows.length > 12) {
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => {
      const wanted = form.elements.text.value.trim().toLocaleLowerCase();
      let count = 0;
      for (const row of people.tBodies[0].rows) {
        const told = [...row.cells].slice(0, 2).map((cell) => cell.textContent).join(" ").toLocaleLowerCase();
        row.hidden = !told.includes(wanted);
        count += !row.hidden;
      }
      status.textContent = `${count} people shown`;
    });
  }
})();

"use strict";
(() => {
  const body = document.body;
  const form = document.getElementById("filters");
  const status = document.getElementById("status");
  const marks = [...document.querySelectorAll("a.m")].map((mark) => [mark, mark.dataset.f.split(" ")]);
  const turns = [...document.querySelectorAll(".turn")];
  const boxes = [...form.querySelectorAll('[name="family"]')];
  let current = null;

  const close = () => {
    if (!current) return;
    current.mark.classList.remove("current");
    current.mark.setAttribute("aria-expanded", "false");
    current.note.classList.remove("current");
    current.note.closest("details").open = false;
    current = null;
  };

  const show = (mark) => {
    const again = current && current.mark === mark;
    close();
    if (again) return;
    const note = document.getElementById(mark.hash.slice(1));
    if (!note) return;
    note.closest("details").open = true;
    note.classList.add("current");
    mark.classList.add("current");
    mark.setAttribute("aria-expanded", "true");
    current = { mark, note };
    status.textContent = note.innerText;
  };

  const apply = () => {
    const on = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    for (const box of boxes) body.classList.toggle("no-" + box.value, !box.checked);
    let count = 0;
    const busy = new Set();
    for (const [mark, families] of marks) {
      const here = families.some((family) => on.has(family));
      mark.classList.toggle("off", !here);
      if (here) {
        mark.removeAttribute("tabindex");
        busy.add(mark.closest(".turn"));
        count += 1;
      } else {
        mark.tabIndex = -1;
      }
    }
    const only = form.elements.only.checked;
    for (const turn of turns) turn.hidden = only && !busy.has(turn);
    status.textContent = `${count} marks shown`;
  };

  document.addEventListener("click", (event) => {
    const mark = event.target.closest("a.m");
    if (mark) {
      event.preventDefault();
      if (!mark.classList.contains("off")) show(mark);
      return;
    }
    const place = event.target.closest("[data-turn]");
    const turn = place && document.getElementById("turn-" + place.dataset.turn);
    if (turn) {
      turn.hidden = false;
      turn.scrollIntoView({ block: "center" });
      turn.classList.add("flash");
      setTimeout(() => turn.classList.remove("flash"), 1600);
    }
    const link = event.target.closest('a[href^="#turn-"]');
    if (link) document.getElementById(link.hash.slice(1)).hidden = false;
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && current) {
      const mark = current.mark;
      close();
      mark.focus();
    }
  });

  for (const [mark] of marks) mark.setAttribute("aria-expanded", "false");
  if (boxes.length) {
    form.hidden = false;
    form.addEventListener("change", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const button of form.querySelectorAll("button[data-all]")) {
      button.addEventListener("click", () => {
        for (const box of boxes) box.checked = Boolean(button.dataset.all);
        apply();
      });
    }
  }
})();

// Ticks of a checklist stay in this browser; they are never sent. Where nothing can be stored, the list still ticks.
const place = (box) => `tick:${box.dataset.tick}`;

function read(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}

function keep(box) {
  try {
    if (box.checked) localStorage.setItem(place(box), "1");
    else localStorage.removeItem(place(box));
  } catch { /* storage is switched off here */ }
}

for (const list of document.querySelectorAll("[data-checklist]")) {
  const boxes = [...list.querySelectorAll("[data-tick]")];
  for (const box of boxes) {
    box.checked = read(place(box)) === "1";
    box.addEventListener("change", () => keep(box));
  }
  list.querySelector("[data-checklist-kept]").hidden = false;
  list.querySelector("[data-checklist-clear]").addEventListener("click", () => {
    for (const box of boxes) { box.checked = false; keep(box); }
    boxes[0]?.focus();
  });
}

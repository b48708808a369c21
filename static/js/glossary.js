// Panels of glossary terms start closed; a term opens its own, one at a time. Without script they stand open.
const terms = [...document.querySelectorAll("[data-term]")];

function show(term, open) {
  const panel = document.getElementById(term.getAttribute("aria-controls"));
  if (!panel) return;
  term.setAttribute("aria-expanded", String(open));
  panel.hidden = !open;
  panel.toggleAttribute("data-open", open);
}

for (const term of terms) {
  show(term, false);
  const panel = document.getElementById(term.getAttribute("aria-controls"));
  const close = panel?.querySelector("[data-term-close]");
  if (close) close.hidden = false;
  const shut = () => { show(term, false); term.focus(); };
  close?.addEventListener("click", shut);
  for (const part of [term, panel]) {
    part?.addEventListener("keydown", (event) => { if (event.key === "Escape") shut(); });
  }
  term.addEventListener("click", () => {
    const open = term.getAttribute("aria-expanded") !== "true";
    for (const other of terms) show(other, other === term && open);
  });
}

// A tap elsewhere closes it too; the focus stays where the reader has put it.
addEventListener("click", (event) => {
  if (event.target.closest("[data-term], [data-term-panel]")) return;
  for (const term of terms) if (term.getAttribute("aria-expanded") === "true") show(term, false);
});

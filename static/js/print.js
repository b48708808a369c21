// The button that prints: it appears only where script runs. A page for paper has everything open.
for (const part of document.querySelectorAll("[data-all-open] details")) part.open = true;
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

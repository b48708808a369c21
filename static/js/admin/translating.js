// Ctrl and Enter saves, leaving with unsaved words asks first, and the picture of the place opens where its link leads to it.
const form = document.querySelector("[data-translation-form]");
const preview = document.querySelector("[data-translation-preview]");
let changed = false;

form?.addEventListener("input", () => { changed = true; });
form?.addEventListener("submit", () => { changed = false; });
form?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[value=save]"));
  }
});
addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});
for (const link of document.querySelectorAll("[data-preview-link]")) {
  link.addEventListener("click", () => {
    preview.open = true;
    preview.dataset.docked = "";
  });
}

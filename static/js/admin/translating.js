// Ctrl and Enter saves, nothing typed is lost, and the picture of the place opens where its link leads to it.
const form = document.querySelector("[data-translation-form]");
const preview = document.querySelector("[data-translation-preview]");
const store = form?.dataset.keep;
let changed = false;

// The server keeps what is typed as a draft (draft.js). Until it has, or where its answer does not come because somebody was signed
// out, this window does: it puts the words back when the page is here again.
const putBack = () => {
  const kept = JSON.parse(sessionStorage.getItem(store) ?? "{}");
  sessionStorage.removeItem(store);
  for (const [name, words] of Object.entries(kept)) {
    const field = form.elements[name];
    if (!field || field.value === words) continue;
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
};
if (store) {
  form.addEventListener("input", () => {
    changed = true;
    const typed = [...form.querySelectorAll("textarea")].filter((field) => field.value !== field.defaultValue);
    sessionStorage.setItem(store, JSON.stringify(Object.fromEntries(typed.map((field) => [field.name, field.value]))));
  });
  form.addEventListener("draft-kept", () => {
    changed = false;
    sessionStorage.removeItem(store);
  });
  form.addEventListener("submit", () => { changed = false; });
  putBack();
}
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

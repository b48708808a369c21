// Filters apply as they are ticked; on a narrow screen they start folded. Without script a button applies them.
const form = document.querySelector("[data-filters]");
form.addEventListener("change", () => form.requestSubmit());
form.querySelector("button")?.setAttribute("hidden", "");
if (matchMedia("(max-width: 999.98px)").matches) form.querySelector("details").open = false;

// Opens the note of the reader's own country, which the frame of the lesson names. Without script every note can be opened.
const country = document.querySelector("[data-reader-country]")?.dataset.readerCountry;

for (const notes of country ? document.querySelectorAll("[data-local-notes]") : []) {
  const own = notes.querySelector(`[data-country="${CSS.escape(country)}"]`);
  if (!own) continue;
  own.open = true;
  const tag = document.createElement("span");
  tag.className = "small local-note__own";
  tag.textContent = notes.dataset.own;
  own.querySelector("summary > span").after(tag);
}

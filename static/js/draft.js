// What is typed is kept as a draft a moment after the last key. Files go with the form itself. Words come from the server.
const QUIET = 1500; // milliseconds
for (const form of document.querySelectorAll("[data-draft]")) {
  const seen = form.elements.seen;
  const said = form.querySelector("[data-draft-said]");
  let waiting = 0;
  let sending = Promise.resolve();

  const save = async () => {
    const data = new FormData();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value);
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: data, headers: { Accept: "application/json" } });
      const saved = await answer.json();
      if (saved.version) seen.value = saved.version;
      said.textContent = saved.words;
    } catch {
      // Without a connection the page keeps what is typed; the next change tries again.
    }
  };
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { sending = sending.then(save); }, QUIET);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => clearTimeout(waiting));
}

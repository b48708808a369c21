// What is typed is kept as a draft a moment after the last key. Files go with the form itself. Words come from the server.
const QUIET = 1500; // milliseconds
for (const form of document.querySelectorAll("[data-draft]")) {
  const seen = form.elements.seen;
  const said = form.querySelector("[data-draft-said]");
  let waiting = 0;
  let sending = Promise.resolve();
  let newer = false;

  const save = async () => {
    const data = new FormData();
    newer = false;
    for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value);
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: data, headers: { Accept: "application/json" } });
      const saved = await answer.json();
      if ("version" in saved) seen.value = saved.version;
      said.textContent = saved.words;
      if ("version" in saved && !newer) form.dispatchEvent(new Event("draft-kept"));
    } catch {
      // Without a connection the page keeps what is typed; the next change tries again.
    }
  };
  const later = () => {
    newer = true;
    clearTimeout(waiting);
    waiting = setTimeout(() => { sending = sending.then(save); }, QUIET);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => clearTimeout(waiting));
}

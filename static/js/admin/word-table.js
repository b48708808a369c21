// A text block cannot hold a table: whoever pastes one into it is told, beside what is left of it, where tables stay tables.
const { words, linkWords } = document.querySelector("[data-word-table]").dataset;

document.addEventListener("paste", (event) => {
  const editor = event.target.closest?.(".Draftail-Editor");
  if (!editor || !/<table[\s>]/i.test(event.clipboardData?.getData("text/html") ?? "")) return;
  const href = document.querySelector("[data-add-from-word]")?.dataset.addFromWord;
  if (!href) return;
  const said = editor.nextElementSibling?.matches("[data-table-lost]") ? editor.nextElementSibling : document.createElement("p");
  const link = Object.assign(document.createElement("a"), { href, textContent: linkWords, target: "_blank" });
  said.className = "help-block help-warning";
  said.setAttribute("role", "status");
  said.dataset.tableLost = "";
  editor.after(said);
  said.replaceChildren(`${words} `, link);
}, true);

// Notes, bookmarks and answers at the paragraphs of a lesson, fetched after the page. Without script the links beside it do.
const holder = document.querySelector("[data-notes]");
const piece = (name) => holder.querySelector(`template[data-notes-${name}]`).content.firstElementChild.cloneNode(true);
const said = holder.querySelector("[data-notes-said]");
const address = holder.dataset.notes;
let token = "";

const headers = () => ({ Accept: "application/json", "X-CSRFToken": token });
const post = (url, data) => fetch(url, { method: "POST", body: new URLSearchParams(data), headers: headers() });
const blockOf = (key) => document.getElementById(`block-${key}`);

function say(kind) {
  holder.after(said);
  said.textContent = "";
  requestAnimationFrame(() => { said.textContent = said.dataset[kind]; });
}

// Where in a block notes stand: after its words, before nothing else.
function place(block) {
  const found = block.querySelector(":scope > .notes");
  if (found) return found;
  const made = document.createElement("div");
  made.className = "notes";
  block.append(made);
  return made;
}

function problem(form, sentence) {
  const line = form.querySelector(".field__error");
  line.querySelector("span").textContent = sentence;
  line.hidden = !sentence;
}

async function send(form, url, data) {
  try {
    const answer = await post(url, data);
    const body = await answer.json();
    if (answer.ok) return body;
    problem(form, body.sentence);
  } catch {
    problem(form, holder.dataset.unsaved);
  }
  return null;
}

function show(note) {
  const block = blockOf(note.block);
  if (!block || block.querySelector(`[data-note="${note.key}"]`)) return;
  const shown = piece(note.text ? "note" : "mark");
  shown.dataset.note = note.key;
  if (note.text) shown.querySelector(".note__text").textContent = note.text;
  shown.querySelector("[data-notes-delete]").addEventListener("click", async () => {
    const answer = await post(note.delete, {}).catch(() => null);
    if (!answer?.ok) return;
    shown.remove();
    say("deleted");
    block.querySelector(".note-tool")?.focus();
  });
  shown.querySelector("[data-notes-change]")?.addEventListener("click", () => change(note, shown));
  place(block).append(shown);
}

function change(note, shown) {
  const form = piece("panel");
  form.querySelector("[data-notes-bookmark]").remove();
  form.querySelector("[data-notes-question]").closest("p").remove();
  form.elements.text.value = note.text;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const kept = await send(form, note.url, { text: form.elements.text.value });
    if (!kept) return;
    note.text = kept.text;
    shown.querySelector(".note__text").textContent = kept.text;
    form.replaceWith(shown);
    say("kept");
    shown.querySelector("[data-notes-change]").focus();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    form.replaceWith(shown);
    shown.querySelector("[data-notes-change]").focus();
  });
  shown.replaceWith(form);
  form.elements.text.focus();
}

// What the reader has selected within this block, to be quoted; else the block's own beginning is.
function selected(block) {
  const range = getSelection();
  return range.rangeCount && block.contains(range.anchorNode) && block.contains(range.focusNode) ? range.toString().slice(0, 400) : "";
}

function open(block, tool) {
  const key = block.dataset.block;
  const words = tool.dataset.words ?? "";
  const form = piece("panel");
  const ask = (kind) => `${holder.dataset.ask}?${new URLSearchParams({ block: key, kind, words })}`;
  form.querySelector("[data-notes-question]").href = ask("question");
  form.querySelector("[data-notes-problem]").href = ask("mistake");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const note = await send(form, address, { block: key, words, text: form.elements.text.value });
    if (!note) return;
    close(form, tool);
    show(note);
    say("kept");
  });
  form.querySelector("[data-notes-bookmark]").addEventListener("click", async () => {
    const note = await send(form, address, { block: key, words, what: "bookmark" });
    if (!note) return;
    close(form, tool);
    show(note);
    say("marked");
  });
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") close(form, tool); });
  tool.setAttribute("aria-expanded", "true");
  place(block).prepend(form);
  form.elements.text.focus();
}

function close(form, tool) {
  form.remove();
  tool.setAttribute("aria-expanded", "false");
  tool.focus();
}

function equip(block) {
  const tool = piece("tool");
  tool.addEventListener("pointerdown", () => { tool.dataset.words = selected(block); });
  tool.addEventListener("click", () => {
    const form = block.querySelector(":scope > .notes > form");
    if (form && tool.getAttribute("aria-expanded") === "true") close(form, tool);
    else open(block, tool);
  });
  block.append(tool);
}

const answer = await fetch(address, { headers: headers() }).catch(() => null);
if (answer?.ok) {
  const found = await answer.json();
  token = found.token;
  if (found.mine) for (const block of document.querySelectorAll(".lesson__body > [data-block]")) equip(block);
  for (const one of found.answers) {
    const block = blockOf(one.block);
    if (!block) continue;
    const shown = piece("answer");
    shown.querySelector("[data-question]").textContent = one.question;
    shown.querySelector("[data-answer]").textContent = one.answer;
    place(block).append(shown);
  }
  for (const note of found.notes) show(note);
}

// Saves each answer as soon as it is given, keeps what could not be sent on this device, and sends it again until the server
// has acknowledged it. Every answer carries a number; the server keeps the highest, so the order of arrival does not matter.
const quiz = document.querySelector("[data-quiz]");
const { attempt, url, result } = quiz.dataset;
const forms = [...quiz.querySelectorAll("[data-quiz-question]")];
const notice = quiz.querySelector("[data-quiz-notice]");
const language = document.documentElement.lang || "en";
const prefix = `icrweb-quiz-${attempt}-`;
const queue = stored();
const sequences = new Map(forms.map((form) => [form.dataset.item, Number(form.dataset.sequence)]));
let sending = null;
let timer = 0;
let pause = 4000;
let remark = ""; // what stays said after everything is sent

// One entry a question, so that two tabs never write over each other's answers. Without storage they wait in memory.
function stored() {
  const found = new Map();
  try {
    for (const name of Object.keys(localStorage).filter((key) => key.startsWith(prefix))) {
      found.set(name.slice(prefix.length), JSON.parse(localStorage.getItem(name)));
    }
  } catch {
    // Storage is switched off.
  }
  return found;
}

function put(item, entry) {
  queue.set(item, entry);
  try {
    localStorage.setItem(prefix + item, JSON.stringify(entry));
  } catch {
    // Storage is full or switched off.
  }
}

function drop(item, sequence) {
  queue.delete(item);
  try {
    const kept = JSON.parse(localStorage.getItem(prefix + item));
    if (kept && kept.sequence <= sequence) localStorage.removeItem(prefix + item);
  } catch {
    // Nothing is stored.
  }
}

// An answer that was saved while the page was going away: the next page may have been made just before that. It goes along in
// this tab, is shown there, and is not sent again.
const AWHILE = 10000;
const lately = new Map();

addEventListener("pagehide", () => {
  const late = [...lately].filter(([, { at }]) => Date.now() - at < AWHILE);
  try {
    if (late.length) sessionStorage.setItem(prefix, JSON.stringify(late));
  } catch {
    // Storage is full or switched off.
  }
});

function savedOnLeaving() {
  try {
    const found = JSON.parse(sessionStorage.getItem(prefix)) ?? [];
    sessionStorage.removeItem(prefix);
    return found;
  } catch {
    return [];
  }
}

const formOf = (item) => forms.find((form) => form.dataset.item === item);
const formAt = (number) => forms.find((form) => Number(form.dataset.number) === number); // none where it was not reached yet
const words = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

function token() {
  // Signing in again in another tab gives a new one: the cookie knows it, this page does not.
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : quiz.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

// --- One answer -------------------------------------------------------------------------------------------------------

function valuesOf(form) {
  const inputs = [...form.querySelectorAll("[name=answer]")];
  return inputs.filter((input) => (input.matches("[type=radio], [type=checkbox]") ? input.checked : input.value.trim())).map((input) => input.value);
}

const flagOf = (form) => form.querySelector("[name=come_back]").checked;

function fill(form, chosen, flag) {
  for (const input of form.querySelectorAll("[name=answer]")) {
    if (input.matches("[type=radio], [type=checkbox]")) input.checked = chosen.includes(input.value);
    else if (input.matches("select")) input.value = [...input.options].find((option) => option.value && chosen.includes(option.value))?.value ?? "";
    else input.value = chosen[0] ?? "";
  }
  form.dispatchEvent(new CustomEvent("icrweb:filled"));
  form.querySelector("[name=come_back]").checked = flag;
  drawRuler();
}

function note(form) {
  const { item } = form.dataset;
  const sequence = Math.max(Date.now(), (sequences.get(item) ?? 0) + 1);
  sequences.set(item, sequence);
  put(item, { sequence, answer: valuesOf(form), flag: flagOf(form), tries: 0 });
  delete form.dataset.unsaved;
  clearRefusal(form);
  showState(form);
  drawRuler();
  return send();
}

// --- Sending ----------------------------------------------------------------------------------------------------------

function send() {
  clearTimeout(timer);
  sending ??= sendAll().finally(() => {
    sending = null;
    if (!queue.size) return;
    timer = setTimeout(send, pause);
    pause = Math.min(pause * 2, 60000);
  });
  return sending;
}

async function sendAll() {
  remark = "";
  while (queue.size) {
    const [item, entry] = queue.entries().next().value;
    if (!(await sendOne(item, entry))) return;
  }
  pause = 4000;
  tell(remark, "info");
}

async function sendOne(item, entry) {
  const body = new URLSearchParams([["item", item], ["sequence", entry.sequence], ...entry.answer.map((value) => ["answer", value])]);
  if (entry.flag) body.append("come_back", "1");
  let reply;
  try {
    reply = await fetch(url, { method: "POST", body, keepalive: true, headers: { Accept: "application/json", "X-CSRFToken": token() } });
  } catch {
    tell(quiz.dataset.offline);
    return waits(item);
  }
  // 401: signed out. 403: signed in again elsewhere, with a new token. 404: somebody else is signed in. 5xx, 429: busy. All pass.
  if ([401, 403, 404].includes(reply.status)) {
    tell(quiz.dataset.signedOut, "lock");
    return waits(item);
  }
  if (reply.status !== 409 && !reply.ok) return waits(item);
  const told = await reply.json();
  if (reply.ok) acknowledged(item, entry, told);
  else refused(item, entry, told);
  return true;
}

function waits(item) {
  const form = formOf(item);
  if (form) showState(form);
  return false;
}

function settle(item, entry) {
  // A later answer to the same question may have come meanwhile; that one stays.
  if (queue.get(item)?.sequence !== entry.sequence) return false;
  drop(item, entry.sequence);
  return true;
}

function acknowledged(item, entry, told) {
  sequences.set(item, Math.max(sequences.get(item) ?? 0, told.sequence));
  if (told.left !== undefined) document.dispatchEvent(new CustomEvent("time-left", { detail: told.left }));
  const form = formOf(item);
  if (told.sequence > entry.sequence && entry.live !== false && queue.get(item)?.sequence === entry.sequence && entry.tries < 2) {
    // Another tab or device holds a higher number, but this answer was given just now: it is the newest.
    entry.tries += 1;
    entry.sequence = Math.max(Date.now(), told.sequence + 1);
    sequences.set(item, entry.sequence);
    put(item, entry);
    return;
  }
  if (!settle(item, entry) || !form) return;
  if (told.sequence > entry.sequence) {
    fill(form, told.answer, told.come_back);
    remark = quiz.dataset.elsewhere;
  }
  lately.set(item, { sequence: told.sequence, answer: valuesOf(form), flag: flagOf(form), saved: told.saved_at, at: Date.now() });
  showState(form, new Date(told.saved_at));
}

function refused(item, entry, told) {
  settle(item, entry);
  if (told.code === "closed" || told.code === "time_up") {
    for (const [waiting] of [...queue]) drop(waiting, Infinity);
    location.assign(told.code === "closed" ? result : quiz.dataset.overview);
    return;
  }
  const form = formOf(item);
  if (!form) {
    remark = told.sentence;
    return;
  }
  if (told.code === "locked") {
    // Gone on from elsewhere: what was kept is shown again, and there is nothing to mend.
    fill(form, told.answer, told.come_back);
    form.querySelector("fieldset").disabled = true;
    form.querySelector("[data-saved]").hidden = true;
    remark = told.sentence;
    return;
  }
  form.querySelector("[data-saved]").hidden = true;
  showRefusal(form, told.sentence);
  form.dataset.refused = "";
  drawRuler();
}

// --- What the reader sees -----------------------------------------------------------------------------------------------

function showState(form, at = null) {
  const state = form.querySelector("[data-saved]");
  if (!state) return;
  const waiting = queue.has(form.dataset.item);
  const empty = !waiting && !valuesOf(form).length && !flagOf(form);
  const clock = at?.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  state.classList.toggle("saved--waiting", waiting);
  state.hidden = empty;
  if (waiting) state.querySelector("[data-saved-text]").textContent = quiz.dataset.waitingWords;
  else if (clock) state.querySelector("[data-saved-text]").textContent = words(quiz.dataset.savedWords, { clock });
}

function tell(sentence, icon = "offline") {
  if (notice.hidden === !sentence && notice.querySelector("p").textContent === sentence) return;
  notice.querySelector("p").textContent = sentence;
  const use = notice.querySelector("use");
  use?.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${icon}`));
  notice.hidden = !sentence;
}

function clearRefusal(form) {
  delete form.dataset.refused;
  form.querySelector(".field__error")?.remove();
  form.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
}

function showRefusal(form, sentence) {
  clearRefusal(form);
  const problem = quiz.querySelector("[data-quiz-refusal]").content.firstElementChild.cloneNode(true);
  problem.querySelector("span").textContent = sentence;
  form.querySelector(".question-head").after(problem);
  form.querySelector("input[type=text], textarea")?.setAttribute("aria-invalid", "true");
}

function drawRuler() {
  if (!forms.length) return;
  const ticks = quiz.querySelectorAll(".ruler > li");
  const links = quiz.querySelectorAll(".ruler-all a");
  let done = 0;
  for (const form of forms) {
    const index = Number(form.dataset.number) - 1;
    const answered = valuesOf(form).length > 0 && !("refused" in form.dataset);
    done += answered;
    for (const [element, here] of [[ticks[index], "data-here"], [links[index], ""]]) {
      element?.toggleAttribute("data-answered", answered);
      if (here) {
        element?.toggleAttribute(here, !form.hidden);
        element?.toggleAttribute("data-flag", flagOf(form));
      } else if (element) {
        if (form.hidden) element.removeAttribute("aria-current");
        else element.setAttribute("aria-current", "step");
      }
    }
  }
  const [where, state] = quiz.querySelector(".ruler-line").children;
  const here = forms.find((form) => !form.hidden).dataset.number;
  where.textContent = words(quiz.dataset.where, { here });
  state.textContent = words(quiz.dataset.state, { done, left: ticks.length - done });
}

// --- Going from question to question, without the network ------------------------------------------------------------------

function show(number, { push = true, focus = true } = {}) {
  const form = formAt(number);
  if (!form) return location.assign(`?q=${number}`);
  for (const other of forms) other.hidden = other !== form;
  const entered = showCaseOf(form);
  if (push) history.pushState({}, "", `?q=${number}`);
  drawRuler();
  const details = quiz.querySelector(".ruler-all");
  if (details) details.open = false;
  if (focus) {
    window.scrollTo({ top: 0 });
    (entered?.querySelector("summary") ?? form.querySelector(".question")).focus({ preventScroll: true });
  }
}

// The vignette stays above the questions of its case as the reader left it. Returns the case when it was not in view before.
function showCaseOf(form) {
  const mine = form.closest("[data-case]");
  const entered = mine?.hidden ? mine : null;
  for (const section of quiz.querySelectorAll("[data-case]")) section.hidden = section !== mine;
  return entered;
}

const numberIn = (address) => Number(new URL(address, location.href).searchParams.get("q"));

// In a case with no way back the server shows the next question, once this answer is saved and locked.
async function goOn(form) {
  if (queue.size) await send();
  if (queue.size) return tell(notice.hidden ? quiz.dataset.wait : notice.querySelector("p").textContent);
  if ("refused" in form.dataset) return;
  form.querySelector("[name=csrfmiddlewaretoken]").value = token();
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "go", value: "on" }));
  form.submit();
}

async function lookOver() {
  if (queue.size) await send();
  if (queue.size) return tell(notice.hidden ? quiz.dataset.wait : notice.querySelector("p").textContent);
  if (forms.some((form) => "refused" in form.dataset)) return show(Number(forms.find((form) => "refused" in form.dataset).dataset.number));
  location.assign(quiz.dataset.overview);
}

for (const form of forms) {
  const number = Number(form.dataset.number);
  form.addEventListener("change", () => note(form));
  form.addEventListener("input", () => {
    form.dataset.unsaved = "";
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if ("unsaved" in form.dataset) note(form);
    const go = event.submitter?.value ?? "next";
    if (go === "overview") lookOver();
    else if (go === "on") goOn(form);
    else if (go !== "stay") show(go === "back" ? number - 1 : number + 1);
  });
  // Filled in before signing in again: saved by the button, as opening an address changes nothing.
  if (!form.hidden && new URL(location.href).searchParams.has("answer")) form.dataset.unsaved = "";
}

quiz.addEventListener("click", (event) => {
  const link = event.target.closest(".ruler-all a, [data-quiz-overview]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.matches("[data-quiz-overview]")) lookOver();
  else show(numberIn(link.href));
});

addEventListener("popstate", () => {
  if (forms.length) show(numberIn(location.href) || 1, { push: false });
});

// --- Handing in waits for every answer ---------------------------------------------------------------------------------------

const handIn = quiz.querySelector("[data-quiz-hand-in]");
handIn?.addEventListener("submit", async (event) => {
  if (!queue.size) return;
  event.preventDefault();
  document.querySelector("dialog[open]")?.close();
  tell(quiz.dataset.wait);
  await send();
  if (!queue.size) location.reload();
});

// The time is up: what was given last is sent within the grace, then everything is handed in.
document.addEventListener("time-up", async (event) => {
  event.preventDefault();
  for (const form of forms) if (!form.hidden && "unsaved" in form.dataset && valuesOf(form).length) note(form);
  if (queue.size) await send();
  if (!queue.size) quiz.querySelector("[data-time-hand-in]").submit();
});

// "Go back to question 9" says where it leads.
document.querySelector("#hand-in-dialog [data-dialog-close]")?.addEventListener("click", () => {
  if (quiz.dataset.back) location.assign(quiz.dataset.back);
});

// --- On arrival ----------------------------------------------------------------------------------------------------------------

// On a phone the vignette was read with the first question of its case: it opens again at a touch.
const later = quiz.querySelector("[data-case]:not([hidden]) .quiz-question:not([hidden]):not(.case__text + .quiz-question)");
if (later && matchMedia("(max-width: 40rem)").matches) later.closest("[data-case]").querySelector("details").open = false;

for (const [item, { sequence, answer, flag, saved }] of savedOnLeaving()) {
  const form = formOf(item);
  if (!form || sequence <= sequences.get(item)) continue;
  sequences.set(item, sequence);
  fill(form, answer, flag);
  showState(form, new Date(saved));
}

for (const [item, entry] of [...queue]) {
  const form = formOf(item);
  entry.live = false;
  if (!form) continue;
  if (entry.sequence <= sequences.get(item)) {
    drop(item, entry.sequence);
    continue;
  }
  sequences.set(item, entry.sequence);
  fill(form, entry.answer, entry.flag);
  showState(form);
}

async function sendWaiting() {
  if (!queue.size) return;
  pause = 4000;
  await send();
  // The overview was made before these answers arrived.
  if (!forms.length && !queue.size && !remark) location.reload();
}

addEventListener("online", sendWaiting);
addEventListener("focus", sendWaiting);
// A number that is still being typed when the page goes away.
addEventListener("pagehide", () => {
  for (const form of forms) if (!form.hidden && "unsaved" in form.dataset && valuesOf(form).length) note(form);
});
sendWaiting();

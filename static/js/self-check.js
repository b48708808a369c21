// A self-check shows its feedback in place and tells the server that it was answered. Without script the form posts.
const words = (form, name) => form.dataset[name] ?? "";

function reveal(form) {
  for (const option of form.querySelectorAll("[data-choice]")) {
    const chosen = option.querySelector("input").checked;
    const right = option.hasAttribute("data-right");
    const shown = chosen || right;
    option.toggleAttribute("data-mark", shown);
    if (shown) option.dataset.mark = right ? "right" : "wrong";
    option.querySelector("[data-choice-mark]").hidden = !shown;
    option.querySelector(".option__feedback").hidden = !shown;
  }
}

function say(form, sentence) {
  const problem = form.querySelector("[data-check-problem]");
  problem.textContent = sentence;
  problem.hidden = !sentence;
}

// What was sent in the last seconds goes along when the page goes away: the next one may have been made before it arrived.
const AWHILE = 10000;
const store = `icrweb-checks-${location.pathname}`;
const sent = new Map();

async function post(form, body) {
  sent.set(form.id, { body, at: Date.now() });
  try {
    const reply = await fetch(form.action, { method: "POST", body: new URLSearchParams(body), keepalive: true, headers: { Accept: "application/json" } });
    const told = await reply.json();
    if (told.sentence) {
      sent.delete(form.id);
      return say(form, told.sentence);
    }
    say(form, "");
    const result = form.querySelector("[data-check-result]");
    if (result) result.innerHTML = told.result;
    if (told.answered) form.querySelector("[data-check-done]").hidden = false;
    form.dispatchEvent(new CustomEvent("check-answered", { bubbles: true }));
  } catch {
    say(form, words(form, "unsaved"));
    if (sent.get(form.id)?.body === body) setTimeout(() => sent.get(form.id)?.body === body && post(form, body), 15000);
  }
}

const send = (form) => post(form, new URLSearchParams(new FormData(form)).toString());

function leftBehind() {
  try {
    const found = JSON.parse(sessionStorage.getItem(store)) ?? {};
    sessionStorage.removeItem(store);
    return found;
  } catch {
    return {};
  }
}

addEventListener("pagehide", () => {
  const late = [...sent].filter(([, { at }]) => Date.now() - at < AWHILE).map(([id, { body }]) => [id, body]);
  try {
    if (late.length) sessionStorage.setItem(store, JSON.stringify(Object.fromEntries(late)));
  } catch {
    // Storage is full or switched off.
  }
});

const answered = document.querySelector("[data-answered]")?.dataset.answered.split(" ") ?? [];
const behind = leftBehind();

for (const form of document.querySelectorAll("[data-self-check]")) {
  const known = answered.includes(form.id.replace("check-", ""));
  if (known) form.querySelector("[data-check-done]").hidden = false;
  else if (behind[form.id]) {
    const again = new URLSearchParams(behind[form.id]);
    if (form.elements.csrfmiddlewaretoken) again.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    post(form, again.toString());
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.querySelector("input[name=choice]:checked") && !form.querySelector("input[type=text]")?.value.trim()) return say(form, words(form, "none"));
    reveal(form);
    send(form);
  });
}

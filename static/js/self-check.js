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

async function send(form) {
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "application/json" },
    });
    const body = await answer.json();
    if (body.sentence) return say(form, body.sentence);
    say(form, "");
    const result = form.querySelector("[data-check-result]");
    if (result) result.innerHTML = body.result;
    if (body.answered) form.querySelector("[data-check-done]").hidden = false;
    form.dispatchEvent(new CustomEvent("check-answered", { bubbles: true }));
  } catch {
    say(form, words(form, "unsaved"));
    addEventListener("online", () => send(form), { once: true });
  }
}

const answered = document.querySelector("[data-answered]")?.dataset.answered.split(" ") ?? [];

for (const form of document.querySelectorAll("[data-self-check]")) {
  if (answered.includes(form.id.replace("check-", ""))) form.querySelector("[data-check-done]").hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.querySelector("input[name=choice]:checked") && !form.querySelector("input[type=text]")?.value.trim()) return say(form, words(form, "none"));
    reveal(form);
    send(form);
  });
}

// A case in steps shows one step after another. Without script, and on paper, all of them stand there.
for (const story of document.querySelectorAll("[data-story]")) {
  const steps = [...story.querySelectorAll("[data-story-step]")];
  const ways = story.querySelector("[data-story-ways]");
  const shown = () => steps.filter((step) => !step.hidden).length;

  const show = (number) => {
    const from = shown();
    steps.forEach((step, at) => { step.hidden = at >= number; });
    ways.hidden = number >= steps.length;
    if (number > from) steps[from].focus();
  };

  steps.forEach((step, at) => { step.hidden = at > 0; });
  ways.hidden = steps.length < 2;
  story.querySelector("[data-story-next]").addEventListener("click", () => show(shown() + 1));
  story.querySelector("[data-story-all]").addEventListener("click", () => show(steps.length));
}

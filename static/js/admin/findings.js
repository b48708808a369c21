// The editor's list of findings follows each save, whether the editor or Wagtail's autosave made it.
document.addEventListener("w-autosave:success", async () => {
  const panel = document.querySelector("[data-findings]");
  if (!panel) return;
  const answer = await fetch(panel.dataset.findings, { credentials: "same-origin" });
  if (answer.ok && !answer.redirected) panel.querySelector("[data-findings-list]").innerHTML = await answer.text();
});

// A file that is too large is refused before it is sent; the rest of the form stays as it is.
for (const input of document.querySelectorAll("input[type=file][data-most-bytes]")) {
  const said = document.createElement("p");
  said.className = "error-message";
  said.id = `${input.id}-too-large`;
  said.setAttribute("role", "alert");
  input.after(said);
  input.addEventListener("change", () => {
    const tooLarge = [...input.files].some((file) => file.size > Number(input.dataset.mostBytes));
    said.textContent = tooLarge ? input.dataset.tooLarge : "";
    input.setCustomValidity(said.textContent);
    input.toggleAttribute("aria-invalid", tooLarge);
    const described = (input.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && id !== said.id);
    input.setAttribute("aria-describedby", [...described, ...(tooLarge ? [said.id] : [])].join(" "));
  });
  // Before the button says that it is sending; the enter key clicks it, too.
  input.form.addEventListener("click", (event) => {
    if (!said.textContent || !event.target.closest("[type=submit], button:not([type])")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    input.focus();
  }, { capture: true });
}

/* The name preview follows what is typed; an empty time zone takes the one of this device. */
for (const form of document.querySelectorAll("[data-name-form]")) {
  const show = (input) => {
    const line = form.querySelector(`[data-name-${input.dataset.nameInput}]`);
    const name = input.value.normalize("NFC").trim().replace(/\s+/gu, " ");
    line.textContent = name || (input.dataset.nameInput === "latin" ? "—" : "");
  };
  for (const input of form.querySelectorAll("[data-name-input]")) {
    input.addEventListener("input", () => show(input));
  }
  const zone = form.querySelector("select[data-time-zone]");
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && zone.value === "UTC" && [...zone.options].some((option) => option.value === here)) {
    zone.value = here;
  }
}

// Pointing at a place on a picture chooses its line in the list below, and the picture shows what is chosen there.
for (const figure of document.querySelectorAll("[data-places]")) {
  const places = [...figure.querySelectorAll("[data-place]")];
  const choice = (place) => document.getElementById(place.dataset.place);
  const draw = () => {
    for (const place of places) place.toggleAttribute("data-chosen", Boolean(choice(place)?.checked));
  };
  for (const place of places) {
    const input = choice(place);
    if (!input || input.disabled) continue;
    place.toggleAttribute("data-open", true);
    place.addEventListener("click", () => input.click());
  }
  const form = figure.closest("form");
  form?.addEventListener("change", draw);
  form?.addEventListener("icrweb:filled", draw);
}

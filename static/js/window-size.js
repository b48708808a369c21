// Fills in the size of the window for who agrees to send it along with a question.
for (const field of document.querySelectorAll("[data-window]")) field.value = `${innerWidth}×${innerHeight} @${devicePixelRatio}`;

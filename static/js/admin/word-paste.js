// Keeps the tables, lists and headings of what is pasted: the markup goes into the text area instead of the bare words.
document.querySelectorAll("[data-word-paste]").forEach((area) => {
  area.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html");
    if (!html) return;
    event.preventDefault();
    area.setRangeText(html, area.selectionStart, area.selectionEnd, "end");
  });
});

// Draws the digits of one ordinary input into six boxes. The input keeps focus, paste, autofill and its name.
for (const field of document.querySelectorAll("[data-code-field]")) {
  const input = field.querySelector("input");
  const cells = [...field.querySelectorAll(".code__cells i")];

  const draw = () => {
    const western = input.value.normalize("NFKC").replace(/[๐-๙]/g, (digit) => digit.charCodeAt(0) - 0x0e50);
    const digits = western.replace(/\D/g, "").slice(0, cells.length);
    if (input.value !== digits) input.value = digits;
    const here = document.activeElement === input ? Math.min(digits.length, cells.length - 1) : -1;
    cells.forEach((cell, index) => {
      cell.textContent = digits[index] ?? "";
      cell.classList.toggle("code__here", index === here);
    });
    input.setSelectionRange(digits.length, digits.length);
  };

  field.classList.add("code--drawn");
  for (const name of ["input", "focus", "blur", "keyup", "click"]) input.addEventListener(name, draw);
  draw();
}

// After a refused form, focus goes to the summary of what is wrong.
document.querySelector("[data-form-errors]").focus();

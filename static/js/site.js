// Each behaviour is one module, fetched only where the page asks for it by a data- attribute.
const behaviours = {
  "[data-menu]": "./menu.js",
  "[data-local-time]": "./local-time.js",
  "[data-code-field]": "./code-field.js",
  "[data-term]": "./glossary.js",
  "[data-dialog]": "./confirm-dialog.js",
  "[data-toast]": "./toast.js",
  "[data-copy]": "./copy.js",
  "[data-form-errors]": "./form-errors.js",
  "[data-tabs]": "./tabs.js",
  "[data-lesson]": "./lesson.js",
  "[data-quiz]": "./quiz.js",
  "[data-order]": "./order.js",
  "[data-places]": "./places.js",
  "[data-time-left]": "./time-left.js",
  "[data-self-check]": "./self-check.js",
  "[data-checklist]": "./checklist.js",
  "[data-story]": "./story.js",
  "[data-branching]": "./branching.js",
  "[data-local-notes]": "./local-notes.js",
  "[data-recording]": "./recording.js",
  "[data-drop-paper]": "./drop-paper.js",
  "[data-print]": "./print.js",
  "[data-watching]": "./watching.js",
  "[data-filters]": "./filters.js",
  "icr-kaplan-meier": "./figures/kaplan-meier.js",
  "icr-consort-flow": "./figures/consort-flow.js",
  "icr-sample-size": "./figures/sample-size.js",
  "icr-recist": "./figures/recist.js",
  "icr-ctcae": "./figures/ctcae.js",
  "icr-variant": "./figures/variant.js",
  "icr-non-inferiority": "./figures/non-inferiority.js",
  "[data-guest]": "./guest.js",
  "[data-notes]": "./notes.js",
  "[data-window]": "./window-size.js",
  "[data-draft]": "./draft.js",
};

// On a page for paper nothing is closed or turned into fields.
const onPaper = new Set(["[data-menu]", "[data-print]"]);
const forPaper = document.querySelector("[data-all-open]");

for (const [selector, module] of Object.entries(behaviours)) {
  if ((!forPaper || onPaper.has(selector)) && document.querySelector(selector)) import(module);
}

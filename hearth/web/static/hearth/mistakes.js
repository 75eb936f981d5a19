// Where something of a form is wrong, the list of what is wrong takes the focus.

export function start() {
  const summary = document.querySelector(".govuk-error-summary");
  if (!summary) return;
  summary.tabIndex = -1;
  summary.focus();
}

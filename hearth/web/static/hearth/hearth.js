// Makes pages easier where script runs; every page works without it.
import { start as keepDrafts } from "./drafts.js";
import { start as watchTheDevice } from "./handover.js";
import { Button, ErrorSummary, NotificationBanner } from "./govuk.js";
import { watch } from "./lock.js";
import { start as sayWhatIsWrong } from "./mistakes.js";
import "./way_out.js";

// What each part does: mistakes and what was just done take the focus; a button pressed twice in a
// second posts once.
const PARTS = [
  ["govuk-button", (part) => new Button(part, { preventDoubleClick: true })],
  ["govuk-error-summary", (part) => new ErrorSummary(part)],
  ["govuk-notification-banner", (part) => new NotificationBanner(part)],
];

// Wake the parts of this page that are not awake yet.
function begin() {
  document.body.classList.add("govuk-frontend-supported");
  for (const [name, wake] of PARTS) {
    const asleep = `[data-module="${name}"]:not([data-${name}-init])`;
    document.querySelectorAll(asleep).forEach(wake);
  }
}

begin();
// Whoever puts another page into this one says so by this event.
document.addEventListener("hearth:shown", () => { begin(); keepDrafts(true); });

watch();
watchTheDevice();
keepDrafts();
sayWhatIsWrong();

// What GOV.UK's components do where script runs, and no more of it than our pages use.
// `python3 -m tools.look` writes it as one file into static/hearth.
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { NotificationBanner } from "govuk-frontend/dist/govuk/components/notification-banner/notification-banner.mjs";

export { Button, ErrorSummary, NotificationBanner };

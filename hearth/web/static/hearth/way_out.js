// Leaving in haste, and leaving nothing behind, on the pages of a resident or a host.
//
// The button, or Shift three times, empties the page at once, ends the session, and puts the quiet
// page in this one's place. Until then every link and form takes the place of the page it is on, so
// that Back leads to whatever was open before. Without script the forms do their work all the same.

import { addressOf, isTypedInto, send } from "./send.js";

const PRESSES = 3;
const WITHIN_MS = 5000;

// From the first page on, where nobody is signed in yet: else Back would lead to the way in.
const isQuiet = () => ["", "resident", "host"].includes(document.body?.dataset.audience);
const wayOut = () => document.querySelector("form[data-way-out]");

function leave() {
  const form = wayOut();
  if (!form) return;
  const to = form.action;
  const sent = new FormData(form);
  document.documentElement.hidden = true;
  document.body.replaceChildren();
  try {
    fetch(to, { method: "POST", body: sent, keepalive: true, redirect: "manual" }).catch(() => {});
  } finally {
    location.replace(to); // which ends the session as well, should the first not arrive
  }
}

let presses = 0;
let lastAt = 0;

function onKey(event) {
  if (event.key !== "Shift") {
    presses = 0;
    return;
  }
  if (event.repeat || !isQuiet()) return;
  presses = event.timeStamp - lastAt < WITHIN_MS ? presses + 1 : 1;
  lastAt = event.timeStamp;
  if (presses >= PRESSES) leave();
}

function onClick(event) {
  const link = event.target.closest?.("a[href]");
  const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !plain || event.defaultPrevented || !isQuiet()) return;
  if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (link.hash && link.pathname === location.pathname && link.search === location.search) {
    event.preventDefault(); // a jump within the page would be an entry of its own
    goTo(document.getElementById(link.hash.slice(1)));
    return;
  }
  event.preventDefault();
  location.replace(link.href);
}

function goTo(part) {
  part?.scrollIntoView();
  part?.focus();
}

function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || !(isQuiet() || isTypedInto(form))) return;
  event.preventDefault();
  if (isQuiet() && form.matches("[data-way-out]")) {
    leave();
  } else if (form.method === "get") {
    const to = addressOf(form, event.submitter);
    location.replace(`${to.split("?")[0]}?${new URLSearchParams(new FormData(form, event.submitter))}`);
  } else {
    send(form, event.submitter, goOn);
  }
}

// On pages that leave nothing behind, in the place of this one.
function goOn(to) {
  const isHere = to.split("#")[0] === location.href.split("#")[0];
  if (isHere) history.replaceState(null, "", to);
  if (isHere) location.reload();
  else if (isQuiet()) location.replace(to);
  else location.assign(to);
}

document.addEventListener("keydown", onKey);
document.addEventListener("click", onClick);
document.addEventListener("submit", onSubmit);
addEventListener("pageshow", (event) => {
  if (event.persisted && isQuiet()) location.reload();
});
document.querySelector(".govuk-error-summary")?.focus();

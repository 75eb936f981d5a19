// Leaving in haste, and leaving nothing behind, on the pages of a resident or a host.
//
// The button, or Shift three times, empties the page at once, ends the session, and puts the quiet
// page in this one's place. Until then every link and form takes the place of the page it is on, so
// that Back leads to whatever was open before. Without script the forms do their work all the same.

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

async function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || !isQuiet()) return;
  event.preventDefault();
  if (form.matches("[data-way-out]")) {
    leave();
    return;
  }
  const sent = new FormData(form, event.submitter);
  const to = event.submitter?.hasAttribute("formaction") ? event.submitter.formAction : form.action;
  if (form.method === "get") {
    location.replace(`${to.split("?")[0]}?${new URLSearchParams(sent)}`);
    return;
  }
  if (form.dataset.sending) return; // pressed twice
  form.dataset.sending = "yes";
  const body = form.enctype === "multipart/form-data" ? sent : new URLSearchParams(sent);
  try {
    const answer = await fetch(to, { method: "POST", body });
    if (answer.redirected) location.replace(answer.url);
    else show(await answer.text());
  } catch {
    sendPlainly(form, event.submitter);
  } finally {
    delete form.dataset.sending;
  }
}

// What the server answered, on the entry of the page that asked.
function show(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  document.documentElement.lang = page.documentElement.lang;
  document.documentElement.dir = page.documentElement.dir;
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  document.dispatchEvent(new Event("hearth:shown"));
  scrollTo(0, 0);
  const first = document.querySelector(".govuk-error-summary") ?? document.getElementById("main");
  first?.setAttribute("tabindex", "-1");
  first?.focus();
}

// The network failed: let the browser say so in its own way, with what was typed kept.
function sendPlainly(form, submitter) {
  document.removeEventListener("submit", onSubmit);
  form.requestSubmit(submitter);
  document.addEventListener("submit", onSubmit);
}

document.addEventListener("keydown", onKey);
document.addEventListener("click", onClick);
document.addEventListener("submit", onSubmit);
addEventListener("pageshow", (event) => {
  if (event.persisted && isQuiet()) location.reload();
});
document.querySelector(".govuk-error-summary")?.focus();

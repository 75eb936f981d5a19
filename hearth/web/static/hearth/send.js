// Carries a form, and leaves the page as it is until an answer has come: where none comes, what was
// typed still stands there, and a press sends it again. The server does the same form once.
//
// On a resident's or host's page every form goes this way; on other pages, each in which something is
// typed or chosen. The browser would show its own error page in place of what was typed; and a page that
// came back with mistakes would be a page of its own, at which Back asks whether to send it again.

import { arrived } from "./drafts.js";

const ANSWERS_WITHIN_MS = 60_000;
const TYPED = "textarea, input:not([type]), input[type=text], input[type=search], input[type=email], " +
  "input[type=tel], input[type=number], input[type=date], input[type=time], " +
  "select, input[type=radio], input[type=checkbox]";
const TOKEN = "csrfmiddlewaretoken";

// Whether something can be typed or chosen in it that is no secret.
export const isTypedInto = (form) =>
  form.method === "post" && form.querySelector(TYPED) && !form.querySelector("input[type=password]");

export const addressOf = (form, submitter) =>
  submitter?.hasAttribute("formaction") ? submitter.formAction : new URL(form.getAttribute("action") || location.href, location.href).href;

export async function send(form, submitter, goTo) {
  if (form.dataset.sending) return; // pressed twice
  form.dataset.sending = "yes";
  form.querySelector("[data-unsent]")?.remove();
  try {
    const sent = new FormData(form, submitter);
    if (form.querySelector("[data-begun] [data-show]")) sent.set("begun", "waits"); // not looked at
    await arrived(form);
    await take(form, await ask(addressOf(form, submitter), sent, form.enctype), addressOf(form, submitter), goTo);
  } catch {
    tell(form, "unsent");
  } finally {
    delete form.dataset.sending;
  }
}

async function ask(to, sent, kind) {
  const isFiles = kind === "multipart/form-data"; // may take as long as they take
  const answer = await fetch(to, {
    method: "POST",
    body: isFiles ? sent : new URLSearchParams(sent),
    headers: { "X-Pressed": "1" },
    signal: isFiles ? undefined : AbortSignal.timeout(ANSWERS_WITHIN_MS),
  });
  const onwards = answer.headers.get("X-Goes-To") ?? (answer.redirected ? answer.url : null);
  return { answer, onwards, content: onwards ? null : await answer.blob() };
}

async function take(form, { answer, onwards, content }, to, goTo) {
  if (onwards) {
    form.reset(); // else Back fills it in again, and a press sends twice what has arrived
    return goTo(new URL(onwards, location.href).href);
  }
  if (answer.status >= 500 || answer.status === 408) return tell(form, "unsent");
  if (!content.type.startsWith("text/html")) return save(content, answer);
  const text = await content.text();
  const page = new DOMParser().parseFromString(text, "text/html");
  if (answer.headers.has("X-Stale") && renew(page)) return tell(form, "stale");
  show(page, to);
}

// The page was open for too long, and the same person is here: it takes the tokens of today.
function renew(page) {
  const fresh = page.querySelector(`input[name=${TOKEN}]`)?.value;
  const whose = document.body.dataset.whose;
  if (!fresh || !whose || page.body.dataset.whose !== whose) return false;
  for (const field of document.querySelectorAll(`input[name=${TOKEN}]`)) field.value = fresh;
  return true;
}

function save(content, answer) {
  const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name ? name[1] : "";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// What the server answered, on the entry of the page that asked.
function show(page, to) {
  document.documentElement.lang = page.documentElement.lang;
  document.documentElement.dir = page.documentElement.dir;
  document.title = page.title;
  for (const form of page.querySelectorAll("form[method=post]:not([action])")) form.action = to;
  document.body.replaceWith(document.adoptNode(page.body));
  document.dispatchEvent(new Event("hearth:shown"));
  scrollTo(0, 0);
  const first = document.querySelector(".govuk-error-summary") ?? document.getElementById("main");
  first?.setAttribute("tabindex", "-1");
  first?.focus();
}

// Says beside the button what became of it. The words come with each page, in its language.
function tell(form, which) {
  const shape = document.getElementById("unsent")?.content.querySelector(`[data-unsent="${which}"]`);
  if (!form.isConnected || !shape) return;
  const said = shape.cloneNode(true);
  form.append(said);
  said.focus();
  if (form.dataset.once) form.dataset.once = "";
  form.dispatchEvent(new Event("hearth:unsent"));
}

// Keeps what is being typed: half a second after the last key, at least once a second while keys
// go on falling, and before the page is hidden. It goes to our own server and nowhere else, sealed
// to whoever types; nothing of it stays in the browser.
//
// A form says `data-draft`, the name of its draft, and the server fills it in. Or it has a field
// `keep` that names its fields of words: then it is known by the address it is sent to, and this
// gives back what was begun there. A resident's or host's page shows it when they ask for it.

const AFTER_MS = 500;
const AT_LEAST_EVERY_MS = 1000;
const ARRIVES_WITHIN_MS = 3000;
const PLACE = "/drafts";
const SECRET = new Set(["password", "file"]);
const saving = new WeakMap(); // of a form: what is on its way

const wordsOf = (form) => form.elements.namedItem("keep")?.value.split(" ") ?? [];
const placeOf = (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname;
const isQuiet = () => ["resident", "host"].includes(document.body.dataset.audience);

function typed(form) {
  const kept = new URLSearchParams();
  const words = form.dataset.draft ? null : new Set(wordsOf(form));
  for (const [name, said] of new FormData(form)) {
    const field = form.elements.namedItem(name);
    if (typeof said !== "string" || SECRET.has(field && field.type)) continue;
    if (!words || words.has(name)) kept.append(name, said);
  }
  if (form.dataset.draft) kept.set("draft", form.dataset.draft);
  else kept.set("at", placeOf(form));
  kept.set("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
  return kept;
}

function keep(form) {
  let timer = 0;
  let since = 0;
  let last = typed(form).toString();
  let sent = false;

  const save = (hidden) => {
    clearTimeout(timer);
    timer = since = 0;
    const now = typed(form).toString();
    if (sent || now === last || !form.isConnected || isUndecided(form)) return;
    last = now;
    saving.set(form, fetch(form.dataset.drafts ?? PLACE, {
      method: "POST", body: new URLSearchParams(now), credentials: "same-origin",
      redirect: "manual", keepalive: hidden && now.length < 60_000,
    }).then(
      (answer) => { if (!answer.ok) last = ""; tell(form, answer.ok); },
      () => { last = ""; tell(form, false); },
    ));
  };
  const changed = () => {
    const now = Date.now();
    since ||= now;
    clearTimeout(timer);
    const wait = Math.max(0, Math.min(AFTER_MS, since + AT_LEAST_EVERY_MS - now));
    timer = setTimeout(save, wait, false);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => { sent = true; clearTimeout(timer); });
  form.addEventListener("hearth:unsent", () => { sent = false; changed(); });
  addEventListener("pageshow", () => { sent = false; });
  addEventListener("pagehide", () => save(true));
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); });
}

// What was begun before and not looked at yet is not written over.
const isUndecided = (form) => form.querySelector("[data-begun] [data-show]") !== null;

function tell(form, kept) {
  const place = form.querySelector("[data-draft-said]");
  if (place) place.textContent = kept ? place.dataset.kept : place.dataset.lost;
}

// Once what is on its way has arrived, so that it does not come after the form itself; or soon.
export function arrived(form) {
  const late = new Promise((end) => setTimeout(end, ARRIVES_WITHIN_MS));
  return Promise.race([saving.get(form), late]);
}

async function giveBack(forms) {
  const places = new URLSearchParams(forms.map((form) => ["at", placeOf(form)]));
  const answer = await fetch(`${PLACE}?${places}`, { redirect: "manual" }).catch(() => null);
  if (!answer?.ok || !answer.headers.get("content-type").includes("json")) return;
  const begun = await answer.json();
  for (const form of forms) {
    const said = begun[placeOf(form)];
    if (said && form.isConnected && differs(form, said)) offer(form, said);
  }
}

const fieldsOf = (form, said) => Object.keys(said).map((name) => [form.elements.namedItem(name), said[name][0]])
  .filter(([field]) => field && "value" in field);
const differs = (form, said) => fieldsOf(form, said)
  .some(([field, words]) => field.value.trim() !== words.replaceAll("\r\n", "\n").trim());

// Says that something was begun here. Beside somebody who looks on, it is shown on a press alone.
function offer(form, said) {
  const note = document.getElementById("begun").content.firstElementChild.cloneNode(true);
  const [show, away] = note.querySelectorAll("button");
  const before = fieldsOf(form, said).map(([field]) => field.value);
  const fill = () => {
    fieldsOf(form, said).forEach(([field, words], at) => {
      field.value = field.value === before[at] ? words : `${words}\n\n${field.value}`;
    });
    form.closest("details")?.setAttribute("open", "");
    show.remove();
  };
  show.addEventListener("click", () => { fill(); fieldsOf(form, said)[0]?.[0].focus(); });
  away.addEventListener("click", () => {
    const token = form.elements.namedItem("csrfmiddlewaretoken").value;
    const body = new URLSearchParams({ at: placeOf(form), away: "yes", csrfmiddlewaretoken: token });
    fetch(PLACE, { method: "POST", body, redirect: "manual" }).then(
      (answer) => {
        if (!answer.ok) return;
        if (!show.isConnected) fieldsOf(form, said).forEach(([field], at) => { field.value = before[at]; });
        note.remove();
      },
      () => {},
    );
  });
  form.prepend(note);
  if (!isQuiet()) fill();
}

// Wake the forms of this page. Of one that came back with mistakes, what was sent stands in it.
export function start(shown = false) {
  for (const form of document.querySelectorAll("form[data-draft]")) wake(form);
  if (!document.body.dataset.audience) return;
  const forms = [...document.querySelectorAll("form[method=post]")].filter((form) => wordsOf(form).length);
  forms.forEach(wake);
  if (forms.length && !shown) giveBack(forms);
}

function wake(form) {
  if (form.dataset.awake) return;
  form.dataset.awake = "yes";
  keep(form);
}

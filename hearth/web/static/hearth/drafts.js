// Keeps what is being typed: half a second after the last key, at least once a second while keys
// go on falling, and before the page is hidden. A form says `data-draft`, the name of its draft,
// and `data-drafts`, where to send it. What is typed goes to our own server and nowhere else.

const AFTER_MS = 500;
const AT_LEAST_EVERY_MS = 1000;
const SECRET = new Set(["password", "file"]);

function typed(form) {
  const kept = new URLSearchParams();
  for (const [name, said] of new FormData(form)) {
    const field = form.elements.namedItem(name);
    if (typeof said === "string" && !SECRET.has(field && field.type)) kept.append(name, said);
  }
  kept.set("draft", form.dataset.draft);
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
    if (sent || now === last) return;
    last = now;
    fetch(form.dataset.drafts, {
      method: "POST", body: new URLSearchParams(now), credentials: "same-origin",
      redirect: "manual", keepalive: hidden && now.length < 60_000,
    }).then(
      (answer) => { if (!answer.ok) last = ""; tell(form, answer.ok); },
      () => { last = ""; tell(form, false); },
    );
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
  addEventListener("pageshow", () => { sent = false; });
  addEventListener("pagehide", () => save(true));
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); });
}

function tell(form, kept) {
  const place = form.querySelector("[data-draft-said]");
  if (place) place.textContent = kept ? place.dataset.kept : place.dataset.lost;
}

export function start() {
  for (const form of document.querySelectorAll("form[data-draft]")) keep(form);
}

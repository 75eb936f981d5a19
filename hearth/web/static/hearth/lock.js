// Hides a page that was left alone for 14 minutes, and brings it back as it was, by the secret.
// The server locks the session by itself after 15; this is so that nobody reads the screen.

const AWAY_MS = 14 * 60 * 1000;
const STAY_MS = 5 * 60 * 1000;
const SIGNS = ["keydown", "pointerdown", "input", "scroll"];

export function watch() {
  const shape = document.getElementById("lock");
  if (!shape) return;
  const frame = shape.content.firstElementChild;
  const others = new BroadcastChannel("hearth");
  const token = frame.querySelector("[name=csrfmiddlewaretoken]").value;
  let away = setTimeout(lock, AWAY_MS);
  let told = Date.now();
  let shown = null;

  function post(address, fields) {
    const body = new URLSearchParams({ csrfmiddlewaretoken: token, ...fields });
    return fetch(address, { method: "POST", body, headers: { "X-Requested-With": "lock" } });
  }

  function seen() {
    if (shown) return;
    clearTimeout(away);
    away = setTimeout(lock, AWAY_MS);
  }

  function active() {
    seen();
    if (shown || Date.now() - told < STAY_MS) return;
    told = Date.now();
    others.postMessage("here");
    fetch(frame.dataset.here, { headers: { "X-Requested-With": "lock" } });
  }

  function lock() {
    post(frame.dataset.lock, {});
    const hidden = [...document.body.children].filter((one) => !one.matches("[data-way-out], script, template") && !one.hidden);
    for (const one of hidden) one.hidden = true;
    const before = document.activeElement;
    shown = { hidden, before, page: document.importNode(frame, true) };
    document.body.append(shown.page);
    const form = shown.page.querySelector("form");
    form.addEventListener("submit", open);
    form.elements.secret.focus();
  }

  async function open(event) {
    event.preventDefault();
    const form = event.target;
    const answer = await post(form.action, { secret: form.elements.secret.value });
    if (answer.status === 204) return back();
    if (answer.status !== 200) return location.reload();
    const wrong = form.querySelector("#unlock-wrong");
    wrong.textContent = await answer.text();
    wrong.hidden = false;
    form.elements.secret.value = "";
    form.elements.secret.focus();
  }

  function back() {
    shown.page.remove();
    for (const one of shown.hidden) one.hidden = false;
    shown.before?.focus();
    shown = null;
    told = Date.now();
    seen();
  }

  others.addEventListener("message", seen);
  for (const sign of SIGNS) addEventListener(sign, active, { passive: true, capture: true });
}

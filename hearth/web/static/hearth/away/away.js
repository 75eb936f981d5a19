// The visits on this phone: opened by the code, written down as they are typed, handed in and sealed.
import { fieldsOf, handed, make, showAsked, words, wrongWith } from "./form.js";
import { close, open, parcel, unlock } from "./safe.js";
import { die, diesByItself, keepSending, send, unsent } from "./send.js";
import { all, get, write } from "./store.js";

const TRIES = 10;
const AFTER_MS = 400;
const AWAY_MS = 15 * 60 * 1000;
const main = document.getElementById("main");
const part = (name) => main.querySelector(`[data-away-${name}]`);
const TALKS = ["resident", "host"];

let pack = null; // what is in it, once it is open
let key = null;
let typed = new Map(); // of each visit: {resident: fields, host: fields, handed: parcel id}
let saving = Promise.resolve();

const address = main.dataset.in;
const numberOf = (visit) => pack.visits.indexOf(visit);
const draftOf = (visit) => typed.get(visit.visit);

async function begin() {
  const dead = await diesByItself();
  const kept = await get("pack", "now");
  part("open").hidden = !kept;
  if (!kept) part("said").textContent = words(dead ? "dead" : "empty");
  await tellAnswers();
  keepSending(address, afterSending);
}

async function afterSending() {
  await tellAnswers();
  if (!(await get("pack", "now")) && !part("open").hidden) {
    part("open").hidden = true; // ended meanwhile, and forgotten
    part("said").textContent = words("dead");
  }
  if (pack && !(await get("pack", "now"))) return location.reload();
  if (pack && !main.querySelector("form[data-talk]")) await showVisits();
}

async function tellAnswers() {
  const stuck = (await all("outbox")).map(([, one]) => one.answer).filter(Boolean);
  const count = (await unsent()) - stuck.length;
  const lines = [...new Set(stuck)].map(words);
  if (count > 0) lines.push(words("to_send").replace("%(num)s", count));
  const arrived = (await all("answers")).map(([, one]) => words(answerWord(one.outcome)));
  lines.push(...new Set(pack ? [] : arrived));
  part("answers").replaceChildren(...lines.map((text) => make("li", {}, text)));
}

const answerWord = (outcome) => (outcome === "kept" ? "kept_by_lead" : outcome);

part("open").addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = document.getElementById("code");
  const button = event.target.querySelector("button");
  button.disabled = true; // each try is counted
  const kept = await get("pack", "now");
  if (!kept) return location.reload();
  try {
    key = await unlock(kept.lock, field.value);
    pack = await open(key, kept.closed, kept.id);
  } catch {
    await wrongCode(kept, field);
    button.disabled = false;
    return;
  }
  field.value = "";
  part("open").hidden = true;
  await write((of) => of("pack").put({ ...kept, tries: 0 }, "now"));
  for (const visit of pack.visits) typed.set(visit.visit, { resident: {}, host: {} });
  for (const [at, draft] of await all("drafts")) {
    typed.set(pack.visits[at].visit, await open(key, draft.closed, `${pack.id} ${at}`));
  }
  await showVisits();
  watchTheTime();
});

async function wrongCode(kept, field) {
  const tries = kept.tries + 1;
  await write((of) => of("pack").put({ ...kept, tries }, "now"));
  if (tries >= TRIES) {
    await die();
    return location.reload();
  }
  const wrong = document.getElementById("code-wrong");
  wrong.textContent = words("wrong_code");
  wrong.hidden = false;
  field.focus();
}

// Left alone, the page forgets the key; the code opens it again.
function watchTheTime() {
  let timer = 0;
  const seen = () => {
    clearTimeout(timer);
    timer = setTimeout(() => location.reload(), AWAY_MS);
  };
  for (const sign of ["keydown", "pointerdown", "input"]) addEventListener(sign, seen, { passive: true });
  seen();
}

// ------------------------------------------------------------------ the list of visits

async function showVisits() {
  const answers = new Map(await all("answers"));
  const stuck = new Map((await all("outbox")).map(([id, one]) => [id, one.answer]));
  const cards = pack.visits.map((visit) => card(visit, answers, stuck));
  part("visits").replaceChildren(...cards);
}

function card(visit, answers, stuck) {
  const inside = [make("h2", { class: "govuk-heading-m" }, visit.host)];
  const must = (visit.must ?? []).join(" ");
  const rows = [["this_one", must], ["address", visit.where], ["how_to_find", visit.way], ["telephone", visit.phone]];
  inside.push(summary(rows.filter(([, text]) => text).map(([word, text]) => [words(word), text])));
  const { handed: id } = draftOf(visit);
  if (id) {
    const outcome = answers.get(id)?.outcome ?? stuck.get(id) ?? "waits";
    inside.push(make("p", { class: "govuk-inset-text" }, words(answerWord(outcome))));
    return make("section", { class: "h-box" }, ...inside);
  }
  const tasks = TALKS.map((with_) => task(visit, with_));
  inside.push(make("ul", { class: "govuk-task-list" }, ...tasks), ...readiness(visit), ...refusal(visit));
  return make("section", { class: "h-box" }, ...inside);
}

function summary(rows) {
  const lines = rows.map(([what, text]) => make("div", { class: "govuk-summary-list__row" },
    make("dt", { class: "govuk-summary-list__key" }, what),
    make("dd", { class: "govuk-summary-list__value" }, text)));
  return make("dl", { class: "govuk-summary-list" }, ...lines);
}

const isBegun = (fields) => Object.entries(fields).some(([name, text]) => name !== "on" && text);
const isReady = (visit, with_) =>
  isBegun(draftOf(visit)[with_]) && !wrongWith(visit.forms[with_], draftOf(visit)[with_]).length;

function task(visit, with_) {
  const state = isReady(visit, with_) ? "ready" : isBegun(draftOf(visit)[with_]) ? "begun" : "to_do";
  const button = make("button", { class: "h-linkish", type: "button" }, words(with_));
  button.addEventListener("click", () => showTalk(visit, with_));
  return make("li", { class: "govuk-task-list__item" },
    make("div", { class: "govuk-task-list__name-and-hint" }, button),
    make("div", { class: "govuk-task-list__status" }, words(state)));
}

function against(visit, ready) {
  const talks = Object.fromEntries(ready.map((with_) => [with_, draftOf(visit)[with_]]));
  const found = visit.asked.filter((with_) => !talks[with_]).map((with_) => `no_talk_with_${with_}`);
  const { resident, host } = talks;
  const byCall = (with_) => talks[with_]?.met === "call";
  if (visit.in_person && visit.asked.some(byCall)) found.push("by_call");
  else if (visit.place === "home" && resident && resident.met !== "home") found.push("not_at_home");
  else if (visit.place === "elsewhere" && resident?.met === "home") found.push("not_elsewhere");
  if (resident?.heard === "yes") found.push("not_alone");
  const sameDay = resident && host && resident.on === host.on;
  if (sameDay && resident.began < host.ended && host.began < resident.ended) found.push("not_apart");
  return found;
}

function readiness(visit) {
  const ready = TALKS.filter((with_) => isReady(visit, with_));
  const begun = TALKS.filter((with_) => isBegun(draftOf(visit)[with_]));
  if (!ready.length || ready.length < begun.length) return [];
  const why = against(visit, ready);
  const parts = [make("p", { class: "govuk-body" }, words(why.length ? "would_not" : "counts_now"))];
  if (why.length) {
    const lines = why.map((code) => make("li", {}, words(code)));
    parts.push(make("ul", { class: "govuk-list govuk-list--bullet" }, ...lines));
  }
  const button = make("button", { class: "govuk-button", type: "button" }, words("hand_in"));
  button.addEventListener("click", () => handIn(visit, () => ({ talks: talksOf(visit, ready) }), button));
  return [...parts, make("p", { class: "govuk-body" }, words("once")), button];
}

const talksOf = (visit, ready) =>
  ready.map((with_) => handed(with_, visit.forms[with_], draftOf(visit)[with_]));

// Theirs to say, unless they were talked with. A pack made before this was asked does not offer it.
function refusal(visit) {
  if (isReady(visit, "resident") || visit.may_refuse === undefined) return [];
  const rule = words(visit.may_refuse ? "may_refuse" : "may_not_refuse");
  const button = make("button", { class: "govuk-button govuk-button--secondary", type: "button" }, words("refuse"));
  button.addEventListener("click", () => handIn(visit, () => refused(visit), button));
  return [make("details", { class: "govuk-details" },
    make("summary", { class: "govuk-details__summary" },
      make("span", { class: "govuk-details__summary-text" }, words("refusal"))),
    make("div", { class: "govuk-details__text" },
      make("p", { class: "govuk-body" }, `${words("theirs")} ${rule}`),
      make("p", { class: "govuk-body" }, words("once")), button))];
}

// The talk with the host goes with it, and what was begun and not finished.
function refused(visit) {
  const ready = TALKS.filter((with_) => isReady(visit, with_));
  const begun = TALKS.filter((with_) => !ready.includes(with_) && isBegun(draftOf(visit)[with_]));
  const typed = Object.fromEntries(begun.map((with_) => [with_, draftOf(visit)[with_]]));
  return { refused: true, talks: talksOf(visit, ready), typed };
}

async function handIn(visit, told, button) {
  button.disabled = true;
  await saving;
  const made = await parcel(pack, { visit: visit.visit, ...told() });
  const at = numberOf(visit);
  const after = { handed: made.id };
  const closed = await close(key, after, `${pack.id} ${at}`);
  await write((of) => {
    of("outbox").put(made, made.id);
    of("drafts").put({ closed }, at);
  });
  typed.set(visit.visit, after);
  await showVisits();
  send(address).then(afterSending);
}

// ------------------------------------------------------------------ one talk

function showTalk(visit, with_) {
  const form = make("form", { novalidate: "", autocomplete: "off", "data-talk": with_ },
    make("h2", { class: "govuk-heading-m", tabindex: "-1" }, words(with_)),
    make("p", { class: "govuk-caption-m" }, visit.host),
    ...fieldsOf(with_, visit.forms[with_]),
    make("p", { class: "h-kept", role: "status", "data-kept": "" }),
    make("button", { class: "govuk-button" }, words("done")),
    make("p", { class: "govuk-body" }, backButton(visit, with_)));
  fill(form, draftOf(visit)[with_]);
  showAsked(form, visit.forms[with_]);
  let timer = 0;
  form.addEventListener("input", () => {
    showAsked(form, visit.forms[with_]);
    form.querySelector("[data-kept]").textContent = ""; // until this letter is kept too
    clearTimeout(timer);
    timer = setTimeout(() => keep(visit, with_, form), AFTER_MS);
  });
  addEventListener("pagehide", () => keep(visit, with_, form), { once: true });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    await keep(visit, with_, form);
    const wrong = wrongWith(visit.forms[with_], draftOf(visit)[with_]);
    if (wrong.length) return showWrong(form, wrong);
    await showVisits();
    part("visits").querySelector("button")?.focus();
  });
  part("visits").replaceChildren(form);
  form.querySelector("h2").focus();
  scrollTo(0, 0);
}

function backButton(visit, with_) {
  const button = make("button", { class: "h-linkish", type: "button" }, words("back"));
  button.addEventListener("click", async () => {
    const form = part("visits").querySelector("form");
    await keep(visit, with_, form);
    await showVisits();
  });
  return button;
}

function fill(form, fields) {
  const today = new Date(Date.now()).toISOString().slice(0, 10);
  for (const [name, text] of Object.entries({ on: today, ...fields })) {
    const field = form.elements.namedItem(name);
    if (field) field.value = text; // of radios as well: the one with this value is chosen
  }
}

// Sealed twice: for this page by the pack's key, and for the service, should the pack die first.
function keep(visit, with_, form) {
  const typed = () => Object.fromEntries(new FormData(form));
  const fields = typed();
  const said = form.querySelector("[data-kept]");
  draftOf(visit)[with_] = fields;
  saving = saving.then(() => keepNow(visit)).then(
    () => { if (JSON.stringify(typed()) === JSON.stringify(fields)) said.textContent = words("kept"); },
    (error) => {
      said.textContent = words("not_kept");
      throw error;
    },
  );
  return saving;
}

async function keepNow(visit) {
  const now = draftOf(visit);
  if (now.handed) return;
  const at = numberOf(visit);
  const begun = TALKS.filter((with_) => isBegun(now[with_])).map((with_) => [with_, now[with_]]);
  const closed = await close(key, now, `${pack.id} ${at}`);
  const last = { visit: visit.visit, typed: Object.fromEntries(begun) };
  const unfinished = begun.length ? await parcel(pack, last) : null;
  await write((of) => {
    of("drafts").put({ closed, unfinished }, at);
  });
}

function showWrong(form, wrong) {
  for (const one of form.querySelectorAll(".govuk-error-message")) one.hidden = true;
  form.querySelector(".govuk-error-summary")?.remove();
  const lines = wrong.map(([name, word]) => {
    const place = document.getElementById(`${name}-wrong`);
    place.textContent = words(word);
    place.hidden = false;
    return make("li", {}, make("a", { href: `#${name}` }, words(word)));
  });
  const summaryBox = make("div", { class: "govuk-error-summary", role: "alert", tabindex: "-1" },
    make("h2", { class: "govuk-error-summary__title" }, words("problem")),
    make("ul", { class: "govuk-list govuk-error-summary__list" }, ...lines));
  form.prepend(summaryBox);
  summaryBox.focus();
}

begin();

// The form of one talk, built from the questions of its programme; and what is wrong with it.

export const words = (code) =>
  document.querySelector(`[data-word="${code}"]`)?.textContent ?? code;

export function make(name, attributes = {}, ...inside) {
  const part = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
  part.append(...inside);
  return part;
}

const OFF = { autocomplete: "off", autocorrect: "off", spellcheck: "false" };

function group(label, field, name, hint = "") {
  const parts = [make("label", { class: "govuk-label", for: name }, label)];
  if (hint) parts.push(make("div", { class: "govuk-hint", id: `${name}-hint` }, hint));
  parts.push(make("p", { class: "govuk-error-message", id: `${name}-wrong`, hidden: "" }), field);
  return make("div", { class: "govuk-form-group", "data-field": name }, ...parts);
}

const told = (name, hint) => ({
  id: name, name, "aria-describedby": hint ? `${name}-hint ${name}-wrong` : `${name}-wrong`, ...OFF,
});

export const line = (name, label, type = "text", hint = "") =>
  group(label, make("input", {
    class: type === "text" ? "govuk-input" : "govuk-input govuk-input--width-10", type, ...told(name, hint),
  }), name, hint);

export const area = (name, label, rows = 3) =>
  group(label, make("textarea", { class: "govuk-textarea", rows, maxlength: 50000, ...told(name, "") }), name);

export function oneOf(name, label, choices) {
  const radios = choices.map(([value, text], at) => {
    const id = at ? `${name}-${at + 1}` : name;
    return make("div", { class: "govuk-radios__item" },
      make("input", { class: "govuk-radios__input", type: "radio", name, id, value, ...OFF }),
      make("label", { class: "govuk-label govuk-radios__label", for: id }, text));
  });
  const legend = make("legend", { class: "govuk-fieldset__legend govuk-fieldset__legend--s" }, label);
  const wrong = make("p", { class: "govuk-error-message", id: `${name}-wrong`, hidden: "" });
  const set = make("fieldset", { class: "govuk-fieldset", "aria-describedby": `${name}-wrong` },
    legend, wrong, make("div", { class: "govuk-radios" }, ...radios));
  return make("div", { class: "govuk-form-group", "data-field": name }, set);
}

// One item of a FHIR Questionnaire.
function asked(item) {
  if (item.type === "text") return area(item.field, item.text);
  if (item.type === "date") return line(item.field, item.text, "date");
  const choices = item.type === "boolean"
    ? [["true", words("yes")], ["false", words("no")]]
    : item.answerOption.map(({ valueCoding }) => [valueCoding.code, valueCoding.display]);
  return oneOf(item.field, item.text, choices);
}

export function fieldsOf(with_, questionnaire) {
  return [
    line("on", words("on"), "date"),
    line("began", words("began"), "time", words("utc")),
    line("ended", words("ended"), "time"),
    oneOf("met", words("met"), ["home", "elsewhere", "call"].map((one) => [one, words(`met_${one}`)])),
    line("where", words("place")),
    oneOf("heard", words(`heard_${with_}`), [["no", words("heard_no")], ["yes", words("heard_yes")]]),
    ...questionnaire.item.map(asked),
    area("said", words("said"), 8),
  ];
}

// Whether a question is asked, by what was answered to the others: enableWhen, all of them.
export function isAsked(item, questionnaire, typed) {
  return (item.enableWhen ?? []).every((one) => {
    const other = questionnaire.item.find((each) => each.linkId === one.question);
    const wanted = String(one.answerCoding?.code ?? one.answerBoolean);
    const said = typed[other.field] ?? "";
    return said !== "" && (said === wanted) === (one.operator === "=");
  });
}

// Questions that wait for another answer stay out of sight; what was typed in one never does.
export function showAsked(form, questionnaire) {
  const typed = Object.fromEntries(new FormData(form));
  for (const item of questionnaire.item) {
    const group = form.querySelector(`[data-field="${item.field}"]`);
    group.hidden = !typed[item.field] && !isAsked(item, questionnaire, typed);
  }
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const TIME = /^\d\d:\d\d$/;

// What is wrong with one talk: pairs of a field and a word.
export function wrongWith(questionnaire, typed) {
  const has = (name) => (typed[name] ?? "").trim() !== "";
  const wrong = [];
  if (!DAY.test(typed.on ?? "")) wrong.push(["on", "need_day"]);
  if (!TIME.test(typed.began ?? "")) wrong.push(["began", "need_time"]);
  if (!TIME.test(typed.ended ?? "")) wrong.push(["ended", "need_time"]);
  else if (typed.ended <= (typed.began ?? "")) wrong.push(["ended", "need_later"]);
  if (!has("met")) wrong.push(["met", "need_met"]);
  if (!has("where")) wrong.push(["where", "need_place"]);
  if (!has("heard")) wrong.push(["heard", "need_heard"]);
  for (const item of questionnaire.item) {
    const open = isAsked(item, questionnaire, typed);
    if (open && item.required && !has(item.field)) wrong.push([item.field, "missing"]);
    if (!open && has(item.field)) wrong.push([item.field, "not_asked"]);
  }
  if (!has("said")) wrong.push(["said", "need_said"]);
  return wrong;
}

// One talk as it is handed in.
export function handed(with_, questionnaire, typed) {
  const answers = {};
  for (const item of questionnaire.item) {
    if ((typed[item.field] ?? "").trim()) answers[item.linkId] = typed[item.field].trim();
  }
  return {
    with_,
    began_at: `${typed.on}T${typed.began}:00+00:00`,
    ended_at: `${typed.on}T${typed.ended}:00+00:00`,
    where: typed.where.trim(),
    heard: typed.heard === "yes",
    met: typed.met,
    said: typed.said,
    answers,
  };
}

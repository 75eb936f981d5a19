"""What is asked in a talk: questions as data, in the shape of a FHIR Questionnaire.

A small part of HL7 FHIR R4 (Questionnaire): `linkId`, `text`, `type`, `required`, `enableWhen` with
= and !=, `answerOption`. What is answered is kept as text beside the `linkId`, and the version of
the form it was asked by.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from hearth.core.programme import Origin

LONGEST = 10_000  # signs of one answer; some five pages
YES, NO = "true", "false"


class Kind(StrEnum):
    """The types of FHIR that a talk needs."""

    CHOICE = "choice"
    BOOLEAN = "boolean"
    TEXT = "text"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose: what is kept, and what is shown."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A question is asked only when another one was answered so, or (`is_not`) not so."""

    question: str
    answer: str
    is_not: bool = False

    def holds(self, given: Mapping[str, str]) -> bool:
        """Whether it holds for these answers. What was not answered opens nothing, either way."""
        said = given.get(self.question, "")
        return bool(said) and (said == self.answer) is not self.is_not


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. It is asked when all of `enable_when` hold."""

    link_id: str
    text: str
    kind: Kind
    required: bool
    enable_when: tuple[Condition, ...]
    options: tuple[Option, ...]
    origin: Origin

    def asked(self, given: Mapping[str, str]) -> bool:
        """Whether it is asked, by what was answered to the others."""
        return all(condition.holds(given) for condition in self.enable_when)

    def wrong(self, said: str) -> str:
        """What is wrong with an answer, as a code; empty where nothing is."""
        if not said:
            return "missing" if self.required else ""
        if len(said) > LONGEST:
            return "too_long"
        return "" if self._fits(said) else f"no_{self.kind}"

    def _fits(self, said: str) -> bool:
        if self.kind is Kind.CHOICE:
            return said in {option.code for option in self.options}
        if self.kind is Kind.BOOLEAN:
            return said in (YES, NO)
        return self.kind is not Kind.DATE or _is_day(said)


def _is_day(said: str) -> bool:
    try:
        return date.fromisoformat(said).isoformat() == said
    except ValueError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """One version of the form of a talk, in force from `effective_from`. Never edited."""

    name: str
    version: int
    effective_from: date
    title: str
    questions: tuple[Question, ...]
    fingerprint: str

    @property
    def ref(self) -> str:
        """Name and version, as written beside every answer."""
        return f"{self.name}.{self.version}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to one question. Its text form shows no word of it."""

    link_id: str
    said: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """The answers to one form, and what is wrong with them: link ids to codes."""

    form: str
    answers: tuple[Answer, ...]
    wrong: tuple[tuple[str, str], ...] = ()


def respond(form: Questionnaire, given: Mapping[str, str]) -> Response:
    """The answers to what was asked, in the form's order, and what is wrong with them.

    What does not fit its type is left out and wrong. What was answered to a question that is not
    asked is kept, and wrong as `not_asked`; a key that the form does not know is `unknown`.
    Nothing is raised: the caller decides what becomes of words that do not fit.
    """
    answers, wrong = [], []
    kept: dict[str, str] = {}
    for question in form.questions:
        said = given.get(question.link_id, "").strip()
        asked = question.asked(kept)
        code = question.wrong(said) if asked or said else ""
        if not code and said:
            kept[question.link_id] = said
            answers.append(Answer(question.link_id, said))
        if code or (said and not asked):
            wrong.append((question.link_id, code or "not_asked"))
    known = {question.link_id for question in form.questions}
    wrong += [(key, "unknown") for key in sorted(set(given) - known)]
    return Response(form.ref, tuple(answers), tuple(wrong))


def told(form: Questionnaire, answers: Sequence[Answer]) -> Iterator[tuple[str, str]]:
    """Questions and answers in words, in the form's order, for whoever may read them."""
    said = {answer.link_id: answer.said for answer in answers}
    for question in form.questions:
        if question.link_id in said:
            yield question.text, _in_words(question, said[question.link_id])


def _in_words(question: Question, said: str) -> str:
    words = {option.code: option.text for option in question.options}
    if question.kind is Kind.BOOLEAN:
        words = {YES: "Yes", NO: "No"}
    return words.get(said, said)


def to_fhir(form: Questionnaire) -> dict[str, Any]:
    """The form as a FHIR R4 Questionnaire."""
    return {
        "resourceType": "Questionnaire",
        "name": form.name,
        "version": str(form.version),
        "title": form.title,
        "status": "active",
        "item": [_item(question) for question in form.questions],
    }


def _item(question: Question) -> dict[str, Any]:
    item: dict[str, Any] = {
        "linkId": question.link_id,
        "text": question.text,
        "type": str(question.kind),
        "required": question.required,
    }
    if question.enable_when:
        item["enableWhen"] = [
            {
                "question": one.question,
                "operator": "!=" if one.is_not else "=",
                **_value(one.answer),
            }
            for one in question.enable_when
        ]
        item["enableBehavior"] = "all"
    if question.options:
        item["answerOption"] = [
            {"valueCoding": {"code": option.code, "display": option.text}}
            for option in question.options
        ]
    return item


def _value(said: str) -> dict[str, Any]:
    if said in (YES, NO):
        return {"answerBoolean": said == YES}
    return {"answerCoding": {"code": said}}

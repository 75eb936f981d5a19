"""What a visitor writes down of a talk. Shape alone; what counts is the core's to say."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.http import QueryDict

from hearth.core.checks import Talk, Testimony, With
from hearth.core.questions import LONGEST, NO, YES, Kind, Question, Questionnaire, Response, respond
from hearth.core.where import Met
from hearth.web.inputs import DAY_WRONG, DayField, DayInput
from hearth.web.lazily import later as _
from hearth.web.offered import offer
from hearth.web.visitor import wording
from hearth.web.where import MET
from hearth.web.words import say

LONG = 50_000
HOUR = _("Write a time like 14:30")


class TimeInput(forms.TimeInput):
    """A time of day, by the browser's own clock where it has one."""

    input_type = "time"


class TalkForm(forms.Form):
    """One talk: when, where, who could hear, what was said."""

    on = DayField(
        label=_("On which day?"),
        widget=DayInput(),
        error_messages={"required": DAY_WRONG, "invalid": DAY_WRONG},
    )
    began = forms.TimeField(
        label=_("When did it begin?"),
        help_text=_("In UTC, like all times here"),
        widget=TimeInput(format="%H:%M"),
        error_messages={"required": HOUR, "invalid": HOUR},
    )
    ended = forms.TimeField(
        label=_("When did it end?"),
        widget=TimeInput(format="%H:%M"),
        error_messages={"required": HOUR, "invalid": HOUR},
    )
    where = forms.CharField(
        label=_("Where were you?"),
        help_text=_("For example: on a walk, in the garden, in their room with the door shut"),
        max_length=200,
        error_messages={"required": _("Write where you talked")},
    )
    met = forms.ChoiceField(
        choices=[(one, "") for one in MET],
        error_messages={"required": _("Choose one of these")},
    )
    heard = forms.ChoiceField(
        choices=[("no", ""), ("yes", "")],
        error_messages={"required": _("Choose one of the two")},
    )
    said = forms.CharField(
        label=_("What else was said?"),
        help_text=_("In their words, as far as you can. Write what you saw as what you saw."),
        max_length=LONG,
        error_messages={
            "required": _("Write what was said; if nothing was, write that"),
            "max_length": _("This is too long to be kept in one piece: shorten it"),
        },
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        with_: With,
        asked: Questionnaire,
        today: date,
        before: Mapping[str, Any] | None,
    ) -> None:
        super().__init__(data, initial=dict(before) if before else {"on": today})
        self._with, self._asked = with_, asked
        for question in asked.questions:
            self.fields[name_of(question.link_id)] = _field(question)
        said = self.fields.pop("said")
        self.fields["said"] = said  # last: whatever no question asked for
        self._other = With.HOST if with_ is With.RESIDENT else With.RESIDENT
        self.fields["met"].label = say("How did you meet?")
        offer(self, "met", [(one, say(text)) for one, text in MET.items()])
        heard = self.fields["heard"]
        if with_ is With.RESIDENT:
            heard.label = say("Could the host, or anybody of the home, hear you?")
            no = say("No, we were alone and out of earshot")
            yes = say("Yes, or perhaps")
        else:
            heard.label = say("Could the guest hear you?")
            no, yes = say("No"), say("Yes, or perhaps")
        offer(self, "heard", [("no", no), ("yes", yes)])

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        told = super().clean() or {}
        began, ended = told.get("began"), told.get("ended")
        if began and ended and ended <= began:
            self.add_error("ended", say("Write a time that is later than the one above"))
        for link_id, code in self._answers().wrong:
            name = name_of(link_id)
            if name in self.fields and name not in self.errors:
                self.add_error(name, say(wording.WRONG[code]))
        return told

    def _answers(self) -> Response:
        given = {
            question.link_id: str(self.data.get(name_of(question.link_id), ""))
            for question in self._asked.questions
        }
        return respond(self._asked, given)

    @property
    def questions(self) -> list[forms.BoundField]:
        """The fields of the form's own questions."""
        return [self[name_of(question.link_id)] for question in self._asked.questions]

    def testimony(self) -> Testimony:
        """The talk, and what was said in it."""
        told = self.cleaned_data
        heard = frozenset({self._other}) if told["heard"] == "yes" else frozenset()
        talk = Talk(
            with_=self._with,
            began_at=datetime.combine(told["on"], told["began"], tzinfo=UTC),
            ended_at=datetime.combine(told["on"], told["ended"], tzinfo=UTC),
            where=told["where"],
            in_earshot=heard,
            met=Met(told["met"]),
        )
        return Testimony(talk, told["said"], self._asked.ref, self._answers().answers)


def name_of(link_id: str) -> str:
    """The name of a question's field: its own, so that none meets a field of the frame."""
    return f"q-{link_id}"


def _field(question: Question) -> forms.Field:
    told: dict[str, Any] = {"label": say(question.text), "required": False}
    told["error_messages"] = {
        "invalid_choice": say(wording.WRONG[f"no_{question.kind}"]),
        "max_length": say(wording.WRONG["too_long"]),
    }
    if question.kind is Kind.DATE:
        return forms.CharField(widget=DayInput(), max_length=LONGEST, **told)
    if question.kind is Kind.TEXT:
        return forms.CharField(max_length=LONGEST, widget=forms.Textarea, **told)
    options = [(option.code, say(option.text)) for option in question.options]
    if question.kind is Kind.BOOLEAN:
        options = [(YES, say("Yes")), (NO, say("No"))]
    return forms.ChoiceField(choices=options, **told)


def before(held: Testimony) -> dict[str, Any]:
    """What stands in the fields of a talk that is written down."""
    talk = held.talk
    answers = {name_of(answer.link_id): answer.said for answer in held.answers}
    return answers | {
        "on": talk.began_at.date(),
        "began": talk.began_at.time(),
        "ended": talk.ended_at.time(),
        "where": talk.where,
        "met": talk.met or "",
        "heard": "yes" if talk.in_earshot else "no",
        "said": held.said,
    }

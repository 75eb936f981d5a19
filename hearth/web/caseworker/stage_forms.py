"""The shape of what a caseworker enters from the shortlist on. The core says what is allowed."""

from datetime import UTC, date, datetime, time
from typing import Any, cast

from django import forms

from hearth.core.errors import InvalidValue
from hearth.core.placement import Ending, MovePlan
from hearth.core.rules.pair import LastResort
from hearth.web.caseworker import said
from hearth.web.inputs import DayField
from hearth.web.words import _, say

WORDS, LINES = 300, 2_000  # characters that a field takes
MORE, USUAL = (1, 3, 5, 10), 3  # homes that one change should open


class _Form(forms.Form):
    """A form whose labels and hints are in the language of the reader."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for field in self.fields.values():
            field.label = say(str(field.label or ""))
            field.help_text = say(str(field.help_text)) if field.help_text else ""
            field.error_messages = {
                code: say(str(text)) for code, text in field.error_messages.items()
            }
            if isinstance(field, forms.ChoiceField):
                pairs = cast(list[tuple[str, str]], field.choices)
                field.choices = [(value, say(text)) for value, text in pairs]


def _day(label: str, hint: str, wrong: str) -> forms.DateField:
    return DayField(
        label=label,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": wrong, "invalid": wrong},
    )


class MakeForm(_Form):
    """Whether homes are left for those who can live nowhere else."""

    leave_homes = forms.ChoiceField(
        label=_("Shall homes be left for others who wait and can live nowhere else?"),
        help_text=_(
            "Each home that is put lower for it says so. The most urgent always get their best."
        ),
        choices=[
            ("no", _("No, only what is best for this person counts")),
            ("yes", _("Yes, what a home is worth to the others counts as well")),
        ],
        initial="no",
        error_messages={
            "required": _("Choose whether homes are left for others"),
            "invalid_choice": _("Choose whether homes are left for others"),
        },
    )


class ResortForm(_Form):
    """Why a last resort is named after all."""

    reason = forms.CharField(
        label=_("Why is there no other way?"),
        help_text=_("What was tried, and why no home fits. The person can read it."),
        max_length=LINES,
        widget=forms.Textarea,
        error_messages={
            "required": _("Write down why no home fits"),
            "max_length": _("Write at most 2,000 characters"),
        },
    )
    agreed = forms.ChoiceField(
        label=_("Has the person said that you may offer this place?"),
        choices=[("yes", _("Yes, they said so to me")), ("no", _("No, or not yet"))],
        error_messages={
            "required": _("Choose what the person said"),
            "invalid_choice": _("Choose what the person said"),
        },
    )
    out_by = _day(
        _("By which day do they leave it again?"),
        _("The day by which another home is found. For example 2031-06-30."),
        _("Enter the day of the way out, after the first day of the stay"),
    )

    @property
    def resort(self) -> LastResort:
        """What was entered. Raises InvalidValue for a reason of nothing but spaces."""
        entered = self.cleaned_data
        return LastResort(
            reason=entered["reason"],
            agreed_by_person=entered["agreed"] == "yes",
            out_by=entered["out_by"],
        )


class MoveForm(_Form):
    """How they travel."""

    transport = forms.CharField(
        label=_("How do they travel?"),
        help_text=_("For example: by car, by the 14:10 train."),
        max_length=WORDS,
        error_messages={
            "required": _("Write down how they travel"),
            "max_length": _("Write at most 300 characters"),
        },
    )
    escort = forms.CharField(
        label=_("Who goes with them?"),
        help_text=_("By their role, not by name: this is on a card that may be read by others."),
        max_length=WORDS,
        required=False,
        error_messages={"max_length": _("Write at most 300 characters")},
    )
    on = _day(
        _("On which day do they arrive?"),
        _("For example 2031-05-06."),
        _("Enter the day on which they arrive, for example 2031-05-06"),
    )
    at = forms.TimeField(
        label=_("At what time do they arrive?"),
        help_text=_("For example 15:00."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": _("Enter the time at which they arrive, for example 15:00"),
            "invalid": _("Enter a time of the day, for example 15:00"),
        },
    )
    first_night = forms.CharField(
        label=_("What holds for the first night?"),
        help_text=_("One line for each."),
        max_length=LINES,
        required=False,
        widget=forms.Textarea,
        error_messages={"max_length": _("Write at most 2,000 characters")},
    )
    to_bring = forms.CharField(
        label=_("What do they bring?"),
        help_text=_("One line for each. For example: a charger, medicine for a week."),
        max_length=LINES,
        required=False,
        widget=forms.Textarea,
        error_messages={"max_length": _("Write at most 2,000 characters")},
    )

    @property
    def plan(self) -> MovePlan:
        """What was entered. Hours are those of the service's own clock."""
        entered = self.cleaned_data
        return MovePlan(
            transport=entered["transport"],
            escort=entered["escort"],
            arrive_at=datetime.combine(entered["on"], entered["at"], tzinfo=UTC),
            first_night=_lines(entered["first_night"]),
            to_bring=_lines(entered["to_bring"]),
        )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class ArrivedForm(_Form):
    """On which day they moved in."""

    on = _day(
        _("On which day did they arrive?"),
        _("For example 2031-05-06."),
        _("Enter the day on which they arrived, for example 2031-05-06"),
    )


class ExtendForm(_Form):
    """Until when a stay goes on."""

    until = _day(
        _("Until which day?"),
        _("Later than the day it is planned until. For example 2031-08-31."),
        _("Enter the day until which the stay goes on, for example 2031-08-31"),
    )


class EndingForm(_Form):
    """Why and when a stay ended."""

    why = forms.ChoiceField(
        label=_("Why has the stay ended?"),
        help_text=_("Sealed to the office. The host is not told it."),
        choices=[(one.value, said.ENDING[one]) for one in Ending],
        error_messages={
            "required": _("Choose why the stay has ended"),
            "invalid_choice": _("Choose why the stay has ended"),
        },
    )
    on = _day(
        _("On which day did it end?"),
        _("Not before the move, and not in the future."),
        _("Enter the day on which the stay ended, for example 2031-05-20"),
    )


class MoreForm(_Form):
    """How many more homes a change should open."""

    more = forms.TypedChoiceField(
        label=_("How many more homes should one change open?"),
        coerce=int,
        choices=[(str(count), str(count)) for count in MORE],
        initial=str(USUAL),
        error_messages={
            "required": _("Choose 1, 3, 5 or 10"),
            "invalid_choice": _("Choose 1, 3, 5 or 10"),
        },
    )


class AskForm(_Form):
    """Which homes to ask "why not" of."""

    area = forms.CharField(max_length=WORDS, required=False, label=_("Area"))
    number = forms.CharField(
        max_length=12,
        required=False,
        label=_("Number of the home"),
        help_text=_("As it stands on a list, or how it begins. For example 3F2A."),
        error_messages={"max_length": _("The number of a home has at most 6 signs")},
    )
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False)


def resort_of(form: ResortForm) -> LastResort | None:
    """What was entered, or None with the core's sentence beside the reason."""
    try:
        return form.resort
    except InvalidValue as error:
        form.add_error("reason", str(error))
        return None


def first_values(first: date, first_night: tuple[str, ...]) -> dict[str, object]:
    """What stands in the form of a move before anybody has written in it."""
    return {"on": first, "at": time(15), "first_night": "\n".join(first_night)}

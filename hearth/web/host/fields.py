"""Fields that more than one form of a host has."""

from typing import Any

from django import forms

from hearth.web.inputs import DAY_WRONG, DayField, DayInput
from hearth.web.lazily import later as _

LONG = 20_000  # letters: more than anybody types, so that nothing of it is lost
LINE = 200


def text(label: str, *, help: str = "", wrong: str = "", **named: Any) -> forms.CharField:
    """One line of text."""
    named.setdefault("max_length", LINE)
    return forms.CharField(label=label, help_text=help, error_messages=_sentences(wrong), **named)


def words(label: str, *, help: str = "", wrong: str = "", **named: Any) -> forms.CharField:
    """As many lines as somebody likes."""
    return text(label, help=help, wrong=wrong, max_length=LONG, **named)


def day(label: str, *, help: str = "") -> forms.DateField:
    """A day."""
    return DayField(
        label=label,
        help_text=help,
        widget=DayInput(),
        error_messages={"required": DAY_WRONG, "invalid": DAY_WRONG},
    )


def some(label: str, *, help: str = "") -> forms.MultipleChoiceField:
    """Any of several."""
    return forms.MultipleChoiceField(
        label=label,
        help_text=help,
        required=False,
        error_messages={"invalid_choice": _("Choose from the list"), "invalid_list": ""},
    )


def _sentences(wrong: str) -> dict[str, Any]:
    return {"required": wrong} if wrong else {}

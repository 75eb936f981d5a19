"""Inputs that forms of more than one audience have."""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Any, Final

from django import forms
from markupsafe import Markup

from hearth.web.lazily import later
from hearth.web.words import say

FIRST, END = date(1900, 1, 1), date(2200, 1, 1)
STOOD: Final = "stood"
CHANGED = later(
    "This was changed since you opened the page, by somebody else or in another window. What you "
    "typed is still here. Look at both, then press again to keep what stands in the boxes."
)
DAY_WRONG = later("Write a day as year, month and day, like 2026-03-27")


class DayInput(forms.DateInput):
    """A day, by the browser's own calendar where it has one."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day that people here can mean. One at the ends of the calendar has no day beside it."""

    def to_python(self, value: Any) -> date | None:
        """The day. Raises ValidationError for what is none, and for one of other centuries."""
        day: date | None = super().to_python(value)
        if day is not None and not FIRST <= day < END:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


def stood(form: forms.Form) -> Markup:
    """The hidden field by which a form that writes values anew knows what stood there when its page
    was opened."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(STOOD, _mark(form))


def stands_as_seen(form: forms.Form) -> bool:
    """Whether what stands there is what this reader saw; else the form says that it is not.

    Of two who write of one thing, the second would take back unseen what the first has said. The
    form must be made from what stands there now. One that is sent without the field is believed.
    """
    if form.data.get(STOOD, _mark(form)) == _mark(form):
        return True
    form.add_error(None, CHANGED)
    return False


def standing(form: forms.Form) -> list[tuple[str, str]]:
    """What stands there now in each field in which something else was typed, by its label."""
    return [
        (str(field.label), ", ".join(_told(field, value)))
        for name, field in form.fields.items()
        if name in form.initial
        and field.has_changed(value := form.get_initial_for_field(field, name), form[name].data)
    ]


def _mark(form: forms.Form) -> str:
    values = [
        (name, sorted(map(str, value)) if isinstance(value, list | tuple) else str(value))
        for name, value in sorted(form.initial.items())
    ]
    return sha256(repr(values).encode()).hexdigest()[:16]


def _told(field: forms.Field, value: Any) -> Iterator[str]:
    if value in (None, "", [], ()):
        yield say("nothing")
        return
    choices = {str(code): words for code, words in getattr(field, "choices", ())}
    for one in value if isinstance(value, list | tuple) else str(value).splitlines():
        yield str(choices.get(str(one), one))

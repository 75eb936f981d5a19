"""Inputs that forms of more than one audience have."""

from datetime import date
from typing import Any

from django import forms

from hearth.web.lazily import later

FIRST, END = date(1900, 1, 1), date(2200, 1, 1)
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

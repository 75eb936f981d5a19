"""Inputs that forms of more than one audience have."""

from django import forms

from hearth.web.lazily import later

DAY_WRONG = later("Write a day as year, month and day, like 2026-03-27")


class DayInput(forms.DateInput):
    """A day, by the browser's own calendar where it has one."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")

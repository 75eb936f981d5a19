"""What is typed into the pages that those who work here share. Shape, and the field's sentence."""

from datetime import date, timedelta
from typing import Any

from django import forms

from hearth.core.pauses import REASON_MOST, Pause
from hearth.core.sign_in import LONGEST
from hearth.core.tokens import LONGEST_DAYS, USUAL_DAYS
from hearth.core.units import Period
from hearth.web.lazily import later as _
from hearth.web.words import say

DAY = _("Write a day as year, month and day, like 2026-03-27")


class DayInput(forms.DateInput):
    """A day, by the browser's own calendar where it has one."""

    input_type = "date"


class PauseForm(forms.Form):
    """From which day to which nobody visits, and why."""

    first = forms.DateField(
        label=_("The first day without visits"),
        widget=DayInput(format="%Y-%m-%d"),
        error_messages={"required": DAY, "invalid": DAY},
    )
    last = forms.DateField(
        label=_("The last day without visits"),
        help_text=_("There is no pause without an end. It can be renewed by then."),
        widget=DayInput(format="%Y-%m-%d"),
        error_messages={"required": _("A pause needs a last day"), "invalid": DAY},
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("The person reads this, and so does the lead. The host never does."),
        max_length=REASON_MOST,
        error_messages={"required": _("Write why nobody visits; the person will read it")},
    )

    def __init__(self, *args: Any, today: date, most_days: int, **named: Any) -> None:
        super().__init__(*args, **named)
        self._today, self._most = today, most_days

    def clean(self) -> dict[str, Any]:
        """The days make a pause that this reader may set."""
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and first < self._today:
            self.add_error("first", say("A pause begins today or later; what was due stays due"))
        if first and last and last < first:
            self.add_error("last", say("The last day comes before the first"))
        elif first and last and (last - first).days >= self._most:
            words = say("You may pause visits for %(days)s days at most") % {"days": self._most}
            self.add_error("last", words)
        return given

    def pause(self) -> Pause:
        """The pause, once the form is valid."""
        given = self.cleaned_data
        return Pause(Period(given["first"], given["last"] + timedelta(1)), given["reason"])


class NewToken(forms.Form):
    """A token for one's own programs: what it may do, for how long; and the secret again."""

    may = forms.ChoiceField(
        label=_("What may the program do?"),
        choices=[("read", _("Read")), ("act", _("Read, put offers and set free places"))],
        initial="read",
        error_messages={
            "required": _("Choose what it may do"),
            "invalid_choice": _("Choose what it may do"),
        },
    )
    days = forms.IntegerField(
        label=_("For how many days?"),
        help_text=_("1 to 30. Then it opens nothing any more, and you make another."),
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=USUAL_DAYS,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("Enter a number of days from 1 to 30"),
        ),
    )
    secret = forms.CharField(
        label=_("Your secret"),
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput,
        error_messages={
            "required": _("Enter your secret"),
            "max_length": _("This is longer than anything that can be right"),
        },
    )

"""What is typed into the pages that those who work here share. Shape, and the field's sentence."""

from datetime import date, timedelta
from typing import Any

from django import forms

from hearth.core.pauses import REASON_MOST, Pause
from hearth.core.units import Period
from hearth.web.inputs import DAY_WRONG, DayInput
from hearth.web.lazily import later as _
from hearth.web.words import say


class PauseForm(forms.Form):
    """From which day to which nobody visits, and why."""

    first = forms.DateField(
        label=_("The first day without visits"),
        widget=DayInput(),
        error_messages={"required": DAY_WRONG, "invalid": DAY_WRONG},
    )
    last = forms.DateField(
        label=_("The last day without visits"),
        help_text=_("There is no pause without an end. It can be renewed by then."),
        widget=DayInput(),
        error_messages={"required": _("A pause needs a last day"), "invalid": DAY_WRONG},
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

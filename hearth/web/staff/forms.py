"""What is typed into the pages that those who work here share. Shape, and the field's sentence."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django import forms

from hearth.core.missing import WORDS_MOST, Report
from hearth.core.pauses import REASON_MOST, EndedEarly, Pause
from hearth.core.reach import AtWork, HostHours, is_mail
from hearth.core.sign_in import LONGEST
from hearth.core.tokens import LONGEST_DAYS, USUAL_DAYS
from hearth.core.units import Period
from hearth.core.webhooks import LONGEST as LONGEST_ADDRESS
from hearth.queries.by_token.tokens import Own
from hearth.web.inputs import DAY_WRONG, DayField, DayInput
from hearth.web.lazily import later as _
from hearth.web.offered import offer
from hearth.web.words import say


class PauseForm(forms.Form):
    """From which day to which nobody visits, and why."""

    first = DayField(
        label=_("The first day without visits"),
        widget=DayInput(),
        error_messages={"required": DAY_WRONG, "invalid": DAY_WRONG},
    )
    last = DayField(
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


class EndPauseForm(forms.Form):
    """Why visits go on before the pause was to end."""

    pause = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why do visits go on?"),
        help_text=_("The person reads this, and so does the lead. The host never does."),
        max_length=REASON_MOST,
        error_messages={"required": _("Write why visits go on; the person will read it")},
    )

    def ended(self) -> EndedEarly:
        """The reason, once the form is valid."""
        return EndedEarly(self.cleaned_data["reason"])


class BackForm(forms.Form):
    """On which day they were back."""

    back = DayField(
        label=_("On which day were they back?"),
        widget=DayInput(),
        error_messages={"required": DAY_WRONG, "invalid": DAY_WRONG},
    )

    def __init__(self, *args: Any, today: date, **named: Any) -> None:
        super().__init__(*args, **named)
        self._today = today

    def _must_be_over(self, field: str) -> date | None:
        day: date | None = self.cleaned_data[field]
        if day is not None and day > self._today:
            raise forms.ValidationError(say("Write a day that has come; today or before"))
        return day

    def clean_back(self) -> date | None:
        """Not ahead of today."""
        return self._must_be_over("back")


class MissingForm(BackForm):
    """Since when they are away, whether they are back, and what is known."""

    away = DayField(
        label=_("Since which day are they away, or were they?"),
        widget=DayInput(),
        error_messages={"required": DAY_WRONG, "invalid": DAY_WRONG},
    )
    words = forms.CharField(
        label=_("What is known?"),
        help_text=_("Who saw them last, and where; what may have come before. The lead reads it."),
        max_length=WORDS_MOST,
        error_messages={"required": _("Write what is known; if it is nothing, write that")},
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["back"].required = False
        self.fields["back"].help_text = say("Leave it empty while they are away")

    def clean_away(self) -> date | None:
        """Not ahead of today."""
        return self._must_be_over("away")

    def clean(self) -> dict[str, Any]:
        """Nobody is back before they were away."""
        given: dict[str, Any] = super().clean() or {}
        away, back = given.get("away"), given.get("back")
        if away and back and back < away:
            self.add_error("back", say("Write a day on or after the one above"))
        return given

    def report(self) -> Report:
        """What is written down, once the form is valid."""
        given = self.cleaned_data
        return Report(given["away"], given["back"], given["words"])


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


class Called(forms.Form):
    """Where the program of a token is told that it should look."""

    address = forms.CharField(
        label=_("Where is the program told that something has changed?"),
        help_text=_(
            "https://…, or http with a number of this machine or of your own network, such as "
            "http://127.0.0.1:9000/changed. It is told the number of a case, a host or a home, and "
            "no more."
        ),
        max_length=LONGEST_ADDRESS,
        error_messages={
            "required": _("Write the address of your program"),
            "max_length": _("Write an address of at most 250 signs"),
        },
    )
    token = forms.TypedChoiceField(
        label=_("By which token does it ask?"),
        coerce=UUID,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Choose one of your tokens")
        ),
    )
    field_order = ("token", "address")

    def __init__(self, posted: Any, own: Sequence[Own]) -> None:
        super().__init__(posted)
        made = say("Made on {moment} (UTC)")
        offer(
            self,
            "token",
            [(str(one.id), made.format(moment=f"{one.made_at:%Y-%m-%d %H:%M}")) for one in own],
        )


HOURS = [("", _("any hour")), *((f"{hour:02}:00", f"{hour:02}:00") for hour in range(24))]


class AtWorkForm(forms.Form):
    """Where and when somebody is told that something waits."""

    mail = forms.CharField(
        label=_("Mail address that only you read"),
        max_length=200,
        error_messages=dict.fromkeys(("required", "max_length"), _("Write a mail address")),
    )
    first_hour = forms.ChoiceField(label=_("Not before"), choices=HOURS, required=False)
    last_hour = forms.ChoiceField(label=_("Not after"), choices=HOURS, required=False)

    def __init__(self, data: Any, *, now_is: AtWork | None) -> None:
        initial = {} if now_is is None else {"mail": now_is.mail, **_typed(now_is.hours)}
        super().__init__(data, initial=initial)

    def clean_mail(self) -> str:
        """Of the shape of an address, so that a slip of the finger is seen here."""
        mail: str = self.cleaned_data["mail"]
        if not is_mail(mail):
            raise forms.ValidationError(say("Write a mail address, such as name@example.org"))
        return mail

    def clean(self) -> dict[str, Any]:
        """Both hours or neither, and not the same one twice."""
        first, last = (self.cleaned_data.get(name) for name in ("first_hour", "last_hour"))
        if bool(first) != bool(last) or (first and first == last):
            self.add_error("last_hour", say("Choose two different hours, or any hour twice"))
        return self.cleaned_data

    @property
    def said(self) -> AtWork:
        """What they said."""
        first, last = (self.cleaned_data[name] for name in ("first_hour", "last_hour"))
        hours = HostHours(first_hour=_hour(first), last_hour=_hour(last))
        return AtWork(mail=self.cleaned_data["mail"], hours=hours)


def _hour(typed: str) -> time | None:
    return time.fromisoformat(typed) if typed else None


def _typed(hours: HostHours) -> dict[str, str]:
    both = {"first_hour": hours.first_hour, "last_hour": hours.last_hour}
    return {name: f"{hour:%H:%M}" if hour else "" for name, hour in both.items()}


class IntoForm(forms.Form):
    """Into which office a new colleague comes, of those that the reader is of."""

    office = forms.ChoiceField(
        label=_("Into which office?"),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Choose the office they come into")
        ),
    )

    def __init__(self, data: Any, *, proposal: UUID, offices: Sequence[tuple[UUID, str]]) -> None:
        super().__init__(data, auto_id=f"%s-{proposal.hex}")
        offer(self, "office", [(str(id), name) for id, name in offices])

    @property
    def chosen(self) -> UUID:
        """The office, once the form is valid."""
        return UUID(self.cleaned_data["office"])


class RenameForm(forms.Form):
    """Which office of theirs, and its name from now on."""

    office = forms.ChoiceField(
        label=_("Which office?"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose which office")),
    )
    name = forms.CharField(
        label=_("What is it called from now on?"),
        max_length=80,
        error_messages={
            "required": _("Write what the office is called"),
            "max_length": _("Write a name of at most 80 signs"),
        },
    )

    def __init__(self, data: Any, *, offices: Sequence[tuple[UUID, str]]) -> None:
        super().__init__(data, initial={"office": str(offices[0][0])} if len(offices) == 1 else {})
        offer(self, "office", [(str(id), name) for id, name in offices])

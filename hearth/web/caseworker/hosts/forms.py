"""What may be typed on the pages of the register: shape alone."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.functional import lazy

from hearth.core.home import Room
from hearth.core.host import Evidence, Outcome, Pause
from hearth.core.ids import PersonId
from hearth.core.units import Period
from hearth.exchange.host_words import HEADINGS
from hearth.queries.homes.hosts import Wanted
from hearth.queries.homes.uploads import Column
from hearth.queries.matching.known import May
from hearth.web.inputs import DayField
from hearth.web.offered import offer
from hearth.web.words import say

_ = lazy(say, str)
DAYS = ["%d %m %Y", "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"]
MOST_BEDS, LARGEST_M2 = 20, 200
WITHIN = (30, 60, 90)  # days
MAY = {
    May.READY: _("Can be offered"),
    May.UNVETTED: _("Vetting is not whole"),
    May.PAUSED: _("Paused by the office"),
    May.STOPPED: _("Stopped; the lead decides"),
}


class Day(DayField):
    """A day, as people write one."""

    def __init__(self, **how: Any) -> None:
        wrong = _("Write a day as day, month and year, for example 27 3 2026")
        how.setdefault("input_formats", DAYS)
        how["error_messages"] = {"invalid": wrong, "required": wrong}
        how["widget"] = forms.DateInput(format="%d %m %Y")
        super().__init__(**how)


class Filter(forms.Form):
    """Which hosts to list. What cannot be read is left out, so that an old link still opens."""

    name = forms.CharField(label=_("Name"), max_length=100, required=False)
    area = forms.ChoiceField(label=_("Area"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    lapsing = forms.TypedChoiceField(
        label=_("A step of vetting lapses"), required=False, coerce=int, empty_value=None
    )
    tonight = forms.MultipleChoiceField(
        label=_("Tonight"), required=False, choices=[("yes", _("Free tonight"))]
    )

    def __init__(self, *words: Any, areas: tuple[str, ...] = (), **how: Any) -> None:
        super().__init__(*words, **how)
        offer(self, "area", [("", _("Every area")), *((one, one) for one in areas)])
        offer(self, "state", [("", _("Any state")), *MAY.items()])
        offer(
            self,
            "lapsing",
            [
                ("", _("Whenever it lapses")),
                *((days, say("Within {days} days").format(days=days)) for days in WITHIN),
            ],
        )

    def wanted(self) -> Wanted:
        """What is asked for, of that which can be read. The area is not held to a list."""
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            area=str(self.data.get("area", "")).replace("\0", "")[:200],
            state=May(said["state"]) if said.get("state") else None,
            tonight=bool(said.get("tonight")),
            lapsing=said.get("lapsing"),
            name=said.get("name", ""),
        )


class Days(forms.Form):
    """Some days, and whether the home is free on them."""

    first = Day(label=_("First day"), help_text=_("For example, 27 3 2026"))
    last = Day(
        label=_("Last day"),
        required=False,
        help_text=_("The last night is the one before. Leave it empty for no end."),
    )
    what = forms.ChoiceField(
        label=_("On these days the home is"),
        choices=[("open", _("free")), ("close", _("not free"))],
        error_messages={"required": _("Say whether the home is free on these days")},
    )

    def clean(self) -> dict[str, Any]:
        """The last day comes after the first."""
        said = self.cleaned_data
        first, last = said.get("first"), said.get("last")
        if first and last and last <= first:
            self.add_error("last", str(_("Write a day after the first one, or leave it empty")))
        return said

    def period(self) -> Period:
        """The days, once checked."""
        return Period(self.cleaned_data["first"], self.cleaned_data["last"])


class OneRoom(forms.Form):
    """A room for guests."""

    beds = forms.IntegerField(
        label=_("Beds"),
        min_value=0,
        max_value=MOST_BEDS,
        help_text=_("0 where the room is not for guests any more."),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("Write how many beds there are, from 0 to 20"),
        ),
        widget=forms.TextInput,
    )
    floor_m2 = forms.FloatField(
        label=_("Floor, in square metres"),
        required=False,
        min_value=1,
        max_value=LARGEST_M2,
        help_text=_("Leave it empty where nobody has measured."),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            _("Write the square metres as a number from 1 to 200, or leave it empty"),
        ),
        widget=forms.TextInput,
    )

    def room(self) -> Room:
        """The room, once checked."""
        return Room(self.cleaned_data["beds"], self.cleaned_data["floor_m2"])


class OnePause(forms.Form):
    """Days on which nobody is brought to a host."""

    first = Day(label=_("From"), help_text=_("For example, 27 3 2026"))
    last = Day(label=_("Until"), help_text=_("The first day on which they can be asked again."))
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        help_text=_("The office alone can read it. Write nothing about a guest here."),
        error_messages={
            "required": _("Write why, so that a colleague understands it later"),
            "max_length": _("Write it in at most 500 characters"),
        },
        widget=forms.Textarea,
    )

    def clean(self) -> dict[str, Any]:
        """The end comes after the beginning."""
        said = self.cleaned_data
        first, last = said.get("first"), said.get("last")
        if first and last and last <= first:
            self.add_error("last", str(_("Write a day after the first one")))
        return said

    def pause(self) -> Pause:
        """The pause, once checked."""
        said = self.cleaned_data
        return Pause(period=Period(said["first"], said["last"]), reason=said["reason"])


class StepDone(forms.Form):
    """A step of vetting that was done."""

    outcome = forms.ChoiceField(
        label=_("What was found"),
        choices=[
            (Outcome.PASSED, _("All is in order")),
            (Outcome.FAILED, _("It is not in order")),
        ],
        error_messages={"required": _("Say what was found")},
    )
    on = Day(label=_("Done on"), help_text=_("For example, 27 3 2026"))
    until = Day(
        label=_("Holds until"),
        required=False,
        help_text=_("Only where the paper itself names an earlier end than the rules do."),
    )

    def clean(self) -> dict[str, Any]:
        """The end comes after the day on which it was done."""
        said = self.cleaned_data
        on, until = said.get("on"), said.get("until")
        if on and until and until < on + timedelta(days=1):
            self.add_error("until", str(_("Write a day after the one on which it was done")))
        return said

    def evidence(self, requirement: str, subject: PersonId | None) -> Evidence:
        """What was done, once checked."""
        said = self.cleaned_data
        return Evidence(
            requirement=requirement,
            on=said["on"],
            outcome=Outcome(said["outcome"]),
            subject=subject,
            until=said["until"],
        )


class Sent(forms.Form):
    """A list that somebody brings."""

    register = forms.CharField(
        label=_("Whose list is it?"),
        max_length=100,
        help_text=_("Use the same word each time, so that the next list corrects this one."),
        error_messages={
            "required": _("Write whose list it is, in a word"),
            "max_length": _("Write it in at most 100 characters"),
        },
    )
    programme = forms.ChoiceField(label=_("By whose rules were they vetted?"))
    file = forms.FileField(
        label=_("The list"),
        max_length=255,
        allow_empty_file=False,
        help_text=_("CSV, XLSX, XLS or ODS, at most 10 MB. Its first row names the columns."),
        error_messages={
            "required": _("Choose a file"),
            "empty": _("The file is empty; choose another"),
            "max_length": _("The file's name is too long; give it a shorter one"),
        },
    )

    def __init__(self, *words: Any, programmes: Sequence[tuple[str, str]] = (), **how: Any) -> None:
        super().__init__(*words, **how)
        offer(self, "programme", list(programmes))


class Columns(forms.Form):
    """Which column is which of our fields."""

    def __init__(self, *words: Any, columns: Sequence[Column], **how: Any) -> None:
        super().__init__(*words, **how)
        self._headings = [one.heading for one in columns]
        for at, one in enumerate(columns):
            self.fields[f"c{at}"] = forms.ChoiceField(
                label=one.heading,
                required=False,
                initial=one.field,
                choices=[("", _("Leave it out")), *((to, to.replace("_", " ")) for to in HEADINGS)],
                help_text=say("For example: {text}").format(text=one.example)
                if one.example
                else "",
                error_messages={"invalid_choice": _("Choose one of the list")},
            )

    def mapping(self) -> dict[str, str]:
        """Their heading to our field, once checked."""
        said = (self.cleaned_data[f"c{at}"] for at in range(len(self._headings)))
        return dict(zip(self._headings, said, strict=True))

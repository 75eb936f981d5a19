"""What was typed at the desk so far: each question with its state, and all of it as one arrival."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.utils.datastructures import MultiValueDict

from hearth.actions.arrival import Arrival
from hearth.core.person import Gender
from hearth.core.sensitive import SensitivePeriod
from hearth.core.units import Period
from hearth.queries.arrival import Offered
from hearth.queries.drafts import Typed
from hearth.web.caseworker.forms import (
    TOGETHER_MAX,
    WITH_OTHERS,
    Others,
    Periods,
    Tonight,
    Who,
    first_day,
)
from hearth.web.telling.forms import Away, Needs, told

QUESTIONS: Final = ("who", "tonight", "needs", "with", "away", "periods")
MUST: Final = ("who", "tonight", "needs", "away")
NOT_STARTED, BEGUN, DONE, NOT_NEEDED = "not_started", "begun", "done", "not_needed"
BLANK_ROWS: Final = 2  # to fill in, beside those that are filled
NOTHING: Final = Typed()


def drafts_of(begun: UUID) -> str:
    """What the names of all drafts of one arrival begin with."""
    return f"here/{begun.hex}/"


@dataclass(frozen=True)
class Arriving:
    """One arrival as typed so far. `offered`: the programmes there are."""

    begun: UUID
    typed: Mapping[str, Typed]
    offered: tuple[Offered, ...]

    def form(self, page: str, data: Any = None) -> Any:
        """The form of one question: with `data` to be checked, else as it was left."""
        if page == "with":
            return self._others(data)
        how: dict[str, Any] = {}
        if page == "tonight":
            how["offered"] = self.offered
        if page == "periods":
            how["kinds"] = self._chosen.kinds if self._chosen else ()
        if page == "away":
            how["keeps_distance"] = self._chosen is None or self._chosen.keeps_distance
        form = FORMS[page]
        if data is not None:
            return form(data, **how)
        kept = self.typed.get(page)
        return form(initial=form.kept(kept.fields).initial if kept else None, **how)

    def _others(self, data: Any) -> Others:
        kept = self.typed.get("with", NOTHING).fields
        held = data if data is not None else kept
        filled = [
            int(name.rpartition("_")[2]) for name in held if _is_row(name) and any(held[name])
        ]
        rows = max(filled, default=-1) + 1 + BLANK_ROWS
        if data is not None:
            return Others(data, rows=rows)
        return Others(initial={name: said[-1] for name, said in kept.items() if said}, rows=rows)

    @property
    def _chosen(self) -> Offered | None:
        """The programme as chosen so far; else the one that is offered first."""
        said = self.typed.get("tonight", NOTHING).fields.get("programme", ())
        chosen = said[-1] if said else ""
        found = [one for one in self.offered if one.name == chosen] or list(self.offered)
        return found[0] if found else None

    def checked(self, page: str) -> Any:
        """The form of one question, checked as it was left."""
        data = MultiValueDict({name: list(said) for name, said in self._fields(page).items()})
        form = self.form(page, data)
        form.is_valid()
        return form

    def _fields(self, page: str) -> Mapping[str, tuple[str, ...]]:
        return self.typed.get(page, NOTHING).fields

    @property
    def together(self) -> bool:
        """Whether somebody is with them."""
        return self._fields("who").get("company", ())[-1:] == (WITH_OTHERS,)

    def state(self, page: str) -> str:
        """How far one question has come."""
        kept = self.typed.get(page)
        if page == "with" and not self.together:
            return NOT_NEEDED
        if kept is None:
            return NOT_STARTED
        return DONE if kept.sent else BEGUN

    @property
    def missing(self) -> list[str]:
        """Questions that must be answered before it can be read back, in their order."""
        must = [page for page in QUESTIONS if page in MUST or (page == "with" and self.together)]
        left = [page for page in must if self.state(page) != DONE or self.checked(page).errors]
        return [*left, *(["periods"] if self.checked("periods").errors else [])]

    def after(self, page: str) -> str | None:
        """The next question on the way, or None where all has been asked."""
        way = [one for one in QUESTIONS if one in MUST or (one == "with" and self.together)]
        ahead = QUESTIONS[QUESTIONS.index(page) + 1 :]
        return next((one for one in ahead if one in way and self.state(one) != DONE), None)

    def said(self, today: date) -> Arrival:
        """All of it as one arrival. Every question must have been answered."""
        who, tonight = self.checked("who"), self.checked("tonight").cleaned_data
        needs, away = self.checked("needs").cleaned_data, self.checked("away").cleaned_data
        first = first_day(tonight["first"], today)
        return Arrival(
            identity=who.identity(),
            programme=tonight["programme"],
            stay=Period.of_days(first, tonight["days"]),
            tier=tonight["tier"],
            told=told(needs, away),
            gender=Gender(who.cleaned_data["gender"] or Gender.UNKNOWN),
            tonight=tonight["where"].strip(),
            others=self.checked("with").others() if self.together else (),
            sensitive=self._sensitive(),
        )

    def _sensitive(self) -> tuple[SensitivePeriod, ...]:
        said = self.checked("periods").cleaned_data
        if not said["kind"]:
            return ()
        return (
            SensitivePeriod(
                kind=said["kind"],
                first=said["first"],
                days=said["length"],
                every_days=said["every"],
            ),
        )


FORMS: Mapping[str, Any] = {
    "who": Who,
    "tonight": Tonight,
    "needs": Needs,
    "away": Away,
    "periods": Periods,
}


def _is_row(name: str) -> bool:
    start, _, at = name.rpartition("_")
    return start in {"name", "born", "bond"} and at.isdecimal() and int(at) < TOGETHER_MAX

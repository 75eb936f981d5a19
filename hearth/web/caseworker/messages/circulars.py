"""Asking hosts whether they are free, and telling residents that the office is closed.

Whom it would reach is counted and read first; the press that sends names the same choice again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from hearth.actions.matching.desk import register_for
from hearth.actions.telling import circulars as act
from hearth.core.audience import Audience
from hearth.core.gate.circulars import AHEAD, Circular
from hearth.entry.done import Word
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.homes.hosts import chosen
from hearth.queries.telling import circulars as ask
from hearth.web.inputs import DAY_WRONG, DayField, DayInput
from hearth.web.lazily import later
from hearth.web.offered import offer
from hearth.web.words import _, say

PURPOSE = "circular"
CHANGED = _("Nothing was sent: the number has changed since you read it. Look again.")
NO_CHOICE = later("Choose one of the list")


class Choice(forms.Form):
    """Of which day, and of whom. `count` comes back with the press: so many were read of."""

    day = DayField(
        label=later("Which day?"),
        widget=DayInput,
        error_messages={"required": DAY_WRONG, "invalid": DAY_WRONG},
    )
    under = forms.ChoiceField(required=False, error_messages={"invalid_choice": NO_CHOICE})
    office = forms.TypedChoiceField(
        label=later("For which office?"),
        required=False,
        coerce=UUID,
        error_messages={"invalid_choice": NO_CHOICE},
    )
    count = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, posted: Any, choices: ask.Choices, today: date) -> None:
        super().__init__(posted)
        self._today = today
        offer(self, "under", [("", say("Any programme")), *choices.programmes])
        offer(self, "office", [(str(id), name) for id, name in choices.offices])
        if not choices.offices:
            del self.fields["office"]

    def clean_day(self) -> date:
        """A day that is still ahead."""
        day: date = self.cleaned_data["day"]
        if not self._today <= day <= self._today + AHEAD:
            raise forms.ValidationError(say("Choose a day from today on, at most a year ahead"))
        return day


class HostsChoice(Choice):
    """Which hosts are asked."""

    area = forms.ChoiceField(
        label=later("Area"), required=False, error_messages={"invalid_choice": NO_CHOICE}
    )
    free = forms.MultipleChoiceField(
        label=later("Whom"),
        required=False,
        choices=[("yes", later("Only who has said that a bed is free on that day"))],
    )

    field_order = ("day", "area", "free", "under", "office")

    def __init__(self, posted: Any, choices: ask.Choices, today: date) -> None:
        super().__init__(posted, choices, today)
        self.fields["under"].label = say("Vetted by the rules of")
        offer(self, "under", [("", say("The programme used last")), *choices.programmes])
        offer(self, "area", [("", say("Every area")), *((one, one) for one in choices.areas)])


class ResidentsChoice(Choice):
    """Which residents are told."""

    field_order = ("day", "under", "office")

    def __init__(self, posted: Any, choices: ask.Choices, today: date) -> None:
        super().__init__(posted, choices, today)
        self.fields["under"].label = say("Of which programme")


@dataclass(frozen=True, slots=True)
class Page:
    """The words of one of the two pages, by its kind."""

    name: str
    title: str
    what: str
    nobody: str


PAGES: Mapping[Circular, Page] = {
    Circular.FREE: Page(
        "ask_hosts",
        _("Ask hosts whether they are free"),
        _(
            "Asked is every host who signs in and can be offered to somebody today, of all whom "
            "you choose here. They answer on their own page, or to you."
        ),
        _("Nobody is left to ask: see above why."),
    ),
    Circular.CLOSED: Page(
        "office_closed",
        _("Tell residents that the office is closed"),
        _("Told is everybody who signs in and whose case is open with your office."),
        _("Nobody is left to tell: see above why."),
    ),
}
DONE: Mapping[str, str] = {
    "queued": _("They leave in ten minutes, each in the hours that are safe for its reader."),
    "stopped": _("Whatever had not left is stopped."),
}


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_hosts(request: SignedVisit) -> HttpResponse:
    """Whom it would ask; posting asks them."""
    return _page(request, Circular.FREE)


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def office_closed(request: SignedVisit) -> HttpResponse:
    """Whom it would tell; posting tells them."""
    return _page(request, Circular.CLOSED)


@only_for(Audience.CASEWORKER)
@require_POST
def stop_asking(request: SignedVisit) -> HttpResponse:
    """Stop what has not left of what hosts were asked of a day."""
    return _stop(request, Circular.FREE)


@only_for(Audience.CASEWORKER)
@require_POST
def stop_telling(request: SignedVisit) -> HttpResponse:
    """Stop what has not left of what residents were told of a day."""
    return _stop(request, Circular.CLOSED)


def _page(request: SignedVisit, kind: Circular) -> HttpResponse:
    form, office = _form(request, kind)
    counted = _count(request, kind, form, office) if form.is_valid() else None
    if counted and request.method == "POST":
        if form.cleaned_data["count"] != counted.to:
            form.add_error(None, say(CHANGED))
            return _show(request, kind, form, counted)
        act.send(
            kind=kind,
            day=form.cleaned_data["day"],
            whom=counted.whom,
            office=office,
            by=request.by,
            now=request.now,
            zone=request.running.zone,
        )
        return _then(request, kind, "queued")
    return _show(request, kind, form, counted)


def _show(
    request: SignedVisit, kind: Circular, form: Choice, counted: ask.Counted | None
) -> HttpResponse:
    shown = {
        "page": PAGES[kind],
        "kind": kind,
        "form": form,
        "counted": counted,
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "caseworker/leaving/circular.html", shown, status=status)


def _count(request: SignedVisit, kind: Circular, form: Choice, office: UUID) -> ask.Counted:
    return ask.counted(
        kind,
        form.cleaned_data["day"],
        _whom(request, kind, form, office),
        office=office,
        by=request.by,
        now=request.now,
        zone=request.running.zone,
    )


def _stop(request: SignedVisit, kind: Circular) -> HttpResponse:
    form, office = _form(request, kind)
    if form.is_valid():
        day = form.cleaned_data["day"]
        act.stop(kind=kind, day=day, office=office, by=request.by, now=request.now)
    return _then(request, kind, "stopped")


def _form(request: SignedVisit, kind: Circular) -> tuple[Choice, UUID]:
    """What is chosen, and for which office: theirs, where there is one."""
    is_for_hosts = kind is Circular.FREE
    desk, now = request.running.desk, request.now
    register = register_for(request.by, desk, now=now, purpose=PURPOSE) if is_for_hosts else None
    choices = ask.choices(register, by=request.by)
    said = (
        request.POST if request.method == "POST" else request.GET if "day" in request.GET else None
    )
    make = HostsChoice if is_for_hosts else ResidentsChoice
    form = make(said, choices, now.date())
    if form.is_valid():
        return form, form.cleaned_data.get("office") or choices.office
    return form, choices.office


def _whom(request: SignedVisit, kind: Circular, form: Choice, office: UUID) -> tuple[UUID, ...]:
    said = form.cleaned_data
    if kind is Circular.CLOSED:
        return ask.residents(office, said["under"], by=request.by)
    register = register_for(request.by, request.running.desk, now=request.now, purpose=PURPOSE)
    return ask.hosts(
        register,
        ask.Wanted(area=said["area"], free=bool(said["free"])),
        said["day"],
        programme=chosen(said["under"], now=request.now),
        by=request.by,
        now=request.now,
    )


def _then(request: SignedVisit, kind: Circular, done: Word) -> HttpResponse:
    """Back to the same choice, which says what was done and what became of it."""
    names = ("day", "area", "free", "under", "office")
    kept = [(name, one) for name in names for one in request.POST.getlist(name)]
    to = reverse(f"caseworker:{PAGES[kind].name}")
    return HttpResponseRedirect(f"{to}?{urlencode([*kept, ('done', done)])}")

"""Rounds of visits: a week planned, looked at, printed, and planned again when one is away."""

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.actions.visiting import packs as phones
from hearth.actions.visiting.rounds import plan as act
from hearth.actions.visiting.rounds import told
from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.core.gate.leaves import Asked, Leaves, let_out
from hearth.core.ids import PrincipalId
from hearth.core.later import when_needed
from hearth.entry import leaving, roads
from hearth.entry.done import Word, back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.visiting import packs
from hearth.queries.visiting import rounds as ask
from hearth.queries.visiting import visitors as near
from hearth.queries.visiting.drawing import drawing
from hearth.web import words
from hearth.web.lead.rounds_forms import (
    AwayForm,
    LeadsVisitorForm,
    PlanForm,
    TermsForm,
    all_known,
)
from hearth.web.lead.rounds_words import AGAINST, LEFT
from hearth.web.where import must_be
from hearth.web.words import say

typst = when_needed("typst")

TEMPLATE = Path(__file__).parent / "print/sheet.typ"
WAITED_S = 10.0  # that a page searches; the command searches longer
FILE = "sheet.pdf"  # says nothing of what it is


@only_for(Audience.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def rounds(request: SignedVisit) -> HttpResponse:
    """The plans there are; posting plans a new one."""
    today = request.now.date()
    posted = request.POST if request.method == "POST" else None
    form = PlanForm(posted, first=today + timedelta(7 - today.weekday()))
    if posted is not None and form.is_valid():
        made = act.plan_week(
            first_on=form.cleaned_data["first_on"],
            days=form.cleaned_data["days"],
            by=request.by,
            service=request.running.service,
            now=request.now,
            roads=roads.chosen(),
            at_most=WAITED_S,
        )
        return _to(made, "planned")
    page = {
        "form": form,
        "plans": ask.plans(by=request.by),
        "visitors": ask.visitors(by=request.by, now=request.now),
        "packs": packs.all_out(by=request.by, now=request.now),
        "done": request.GET.get("done", ""),
    }
    return render(request, "lead/rounds.html", page)


@only_for(Audience.LEAD)
@require_POST
def end_pack(request: SignedVisit, pack: UUID) -> HttpResponse:
    """Sign the phone out that has this pack, for a visitor who has lost it."""
    phones.end(pack_id=pack, by=request.by, now=request.now)
    return back_to("lead:rounds", done="pack_ended")


def _to(plan: UUID, done: Word) -> HttpResponse:
    return back_to("lead:round", plan, done=done)


@only_for(Audience.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: SignedVisit, plan: UUID) -> HttpResponse:
    """One plan; posting takes a visitor out of days and plans again."""
    found = ask.plan(plan, by=request.by, now=request.now)
    posted = request.POST if request.method == "POST" else None
    form = AwayForm(posted, visitors=_visitors(found.visitors), days=_days(found, request))
    if posted is not None and form.is_valid():
        who = PrincipalId(UUID(form.cleaned_data["who"]))
        act.plan_again(
            round_id=plan,
            off=[(who, date.fromisoformat(day)) for day in form.cleaned_data["days"]],
            by=request.by,
            service=request.running.service,
            now=request.now,
            roads=roads.chosen(),
        )
        return _to(plan, "again")
    page = {
        "plan": found,
        "form": form,
        "drawn": drawing(found, request.running.desk.register(request.now)),
        "left": {code: say(text) for code, text in LEFT.items()},
        "against": {code: say(text) for code, text in AGAINST.items()},
        "done": request.GET.get("done", ""),
        "wide": 150,
        "must_be": must_be,
    }
    return render(request, "lead/round.html", page)


def _visitors(visitors: tuple[tuple[UUID, str], ...]) -> list[tuple[str, str]]:
    return [(str(who), say("Visitor %(number)s") % {"number": number}) for who, number in visitors]


def _days(found: ask.Plan, request: SignedVisit) -> list[tuple[str, str]]:
    count = (found.last_on - found.first_on).days + 1
    days = (found.first_on + timedelta(at) for at in range(count))
    return [(day.isoformat(), words.day(day)) for day in days if day >= request.now.date()]


@only_for(Audience.LEAD)
@require_safe
def sheet(request: SignedVisit, plan: UUID, visitor: UUID) -> HttpResponse:
    """One visitor's days of a plan as a file to print. It is made for this answer."""
    found = ask.plan(plan, by=request.by, now=request.now)
    days = [day for day in found.days if day.visitor == visitor]
    if not days:
        raise NotFound("no such page")
    told_ = {
        "visitor": say("Visitor %(number)s") % {"number": days[0].number},
        "days": [
            {
                "day": words.day(day.day),
                "visits": [
                    {
                        "time": f"{one.begins:%H:%M}-{one.ends:%H:%M}",
                        "case": one.case,
                        "area": one.area,
                        "note": _note(one),
                    }
                    for one in day.visits
                ],
            }
            for day in days
        ],
        "labels": [say("Time"), say("Case"), say("Area"), say("Note")],
        "foot": say("The address is not on this sheet. It opens to the visitor, for the day."),
    }
    made = typst.compile(_template(), sys_inputs={"sheet": json.dumps(told_)})
    asked = Asked(what=Leaves.SHEET, content=made, name=FILE, on=request.now.date())
    return leaving.hand_out(let_out(asked))


def _note(one: ask.One) -> str:
    told_ = [say("unannounced")] if one.unannounced else []
    told_ += [say("two visitors")] if len(one.visitors) > 1 else []
    return " ".join([", ".join(told_), *(must_be(one.must) if one.must else [])]).strip()


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


@only_for(Audience.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def visitor(request: SignedVisit, visitor: UUID) -> HttpResponse:
    """What is known of one visitor."""
    before = ask.visitor(visitor, by=request.by, now=request.now)
    posted = request.POST if request.method == "POST" else None
    never = [host.hex[:8] for host in sorted(before.never)]
    known, others = near.cases_of(before.knows, by=request.by)
    also = [one.hex[:8] for one in sorted(before.also)]
    form = LeadsVisitorForm(
        posted, before=before, today=request.now.date(), never=never, known=known, also=also
    )
    if posted is not None and form.is_valid() and _is_told(request, visitor, form, known):
        return back_to("lead:rounds", done="told")
    page = {"form": form, "number": visitor.hex[:8], "others": others}
    return render(request, "lead/visitor.html", page)


def _is_told(
    request: SignedVisit, visitor: UUID, form: LeadsVisitorForm, before: list[str]
) -> bool:
    """Whether all of it was written down; a number that is nobody's stands at its field."""
    said, by = form.cleaned_data, request.by
    hosts = ask.hosts_called(sorted(said["never"]), by=by)
    accounts = near.accounts_called(sorted(said["also"]), by=by)
    known = near.cases_called(sorted(said["known"]), by=by)
    feared = near.cases_called(sorted(said["feared"]), by=by)
    called = (("never", hosts), ("also", accounts), ("known", known), ("feared", feared))
    wrong = [field for field, found in called if not all_known(form, field, found)]
    if wrong:
        return False
    new = form.told(frozenset(hosts.values()), frozenset(accounts.values()))
    dropped = near.cases_called(sorted(set(before) - set(known)), by=by)
    people = told.Near(
        known=frozenset(known.values()),
        feared=frozenset(feared.values()),
        dropped=frozenset(dropped.values()),
        forget=said["forget"],
    )
    told.tell_near(
        who=visitor,
        told=new,
        near=people,
        by=by,
        service=request.running.service,
        now=request.now,
    )
    return True


@only_for(Audience.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: SignedVisit, stay: UUID) -> HttpResponse:
    """What the visits of one stay ask for."""
    before = ask.terms(stay, by=request.by, now=request.now)
    posted = request.POST if request.method == "POST" else None
    here = ask.visitors(by=request.by, now=request.now)
    form = TermsForm(
        posted,
        before=before,
        visitors=_visitors(tuple((one.id, one.number) for one in here)),
        at_odds=ask.numbers_of_stays(sorted(before.at_odds), by=request.by),
    )
    if posted is not None and form.is_valid():
        stays = ask.stays_called(sorted(form.cleaned_data["at_odds"]), by=request.by)
        if all_known(form, "at_odds", stays):
            new = form.terms(frozenset(one.hex for one in stays.values()))
            told.tell_terms(stay=stay, told=new, by=request.by, now=request.now)
            return back_to("lead:stay", stay, done="terms")
    return render(request, "lead/terms.html", {"form": form, "stay": stay})

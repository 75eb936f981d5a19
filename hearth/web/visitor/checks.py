"""The day's round, one visit, its two talks, and the sheet to take along."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.actions import drafts
from hearth.actions.visiting import visits as act
from hearth.core.audience import Audience
from hearth.core.checks import WAITS_FOR_COLLEAGUE, Testimony, With
from hearth.core.errors import NotFound
from hearth.core.packs import draft_name
from hearth.entry.done import Word, back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries import drafts as kept
from hearth.queries.visiting import packs
from hearth.queries.visiting import visits as ask
from hearth.web.telling.fields import language_name
from hearth.web.visitor import wording
from hearth.web.visitor.forms import TalkForm, before
from hearth.web.where import MET, must_be
from hearth.web.words import day as day_of
from hearth.web.words import say, say_many


def _done(request: SignedVisit) -> str:
    word = request.GET.get("done", "")
    return say(wording.DONE[word]) if word in wording.DONE else ""


def _back(check: UUID, done: Word) -> HttpResponse:
    return back_to("visitor:visit", check, done=done)


def _seen(request: SignedVisit, check: UUID) -> ask.Visit:
    return ask.visit(check, by=request.by, service=request.running.service, now=request.now)


def _waits(found: ask.Visit, code: str) -> bool:
    """Whether what is missing is for a colleague to hand in, where two go."""
    return found.for_two and code in {f"no_talk_with_{one}" for one in With}


def _guests(found: ask.Visit) -> list[tuple[str, str]]:
    """Whom to ask for, without a name."""
    told = found.guests
    if told is None:
        return []
    count = say_many("%(num)s person", "%(num)s people", told.count) % {"num": told.count}
    since = say("here since %(day)s") % {"day": day_of(told.since)} if told.since else ""
    spoken = ", ".join(sorted(map(language_name, told.languages)))
    rows = [
        (say("Whom to ask for"), ", ".join(filter(None, (count, since)))),
        (say("They speak"), spoken),
    ]
    return [(what, which) for what, which in rows if which]


@only_for(Audience.VISITOR)
@require_safe
def day(request: SignedVisit) -> HttpResponse:
    """Visits that may be made today."""
    found = ask.round_of(by=request.by, service=request.running.service, now=request.now)
    page = {
        "visits": [(one, must_be(one.must)) for one in found.first],
        "count": found.count,
        "more": found.count - len(found.first),
        "today": request.now.date(),
        "left": ask.left_over(by=request.by, now=request.now),
        "pack": packs.out(by=request.by, now=request.now),
        "number": request.by.id.hex[:8],
        "done": _done(request),
    }
    return render(request, "visitor/round.html", page)


@only_for(Audience.VISITOR)
@require_safe
def visit(request: SignedVisit, check: UUID) -> HttpResponse:
    """One visit: where, the two talks, and whether it would count."""
    found = _seen(request, check)
    against = found.against or ()
    page = {
        "visit": found,
        "guests": _guests(found),
        "talks": [
            (with_, say(words), found.talk(with_), with_ in found.asked, with_ in found.colleague)
            for with_, words in ((one, wording.TALKS[one]) for one in With)
        ],
        "against": [say(wording.AGAINST[code]) for code in against if not _waits(found, code)],
        "waits": any(_waits(found, code) for code in against),
        "twice": [one for one in found.colleague if found.talk(one) is not None],
        "must": must_be(found.must),
        "seen": found.talk(With.RESIDENT) is not None,
        "refusal": {code: say(text) for code, text in wording.REFUSAL.items()},
        "done": _done(request),
    }
    return render(request, "visitor/visit.html", page)


@only_for(Audience.VISITOR)
@require_POST
def take(request: SignedVisit, check: UUID) -> HttpResponse:
    """Take a visit on for today."""
    service = request.running.service
    act.take_on(check_id=check, by=request.by, service=service, now=request.now)
    return _back(check, "taken")


@only_for(Audience.VISITOR)
@require_POST
def lay_down(request: SignedVisit, check: UUID) -> HttpResponse:
    """Give a visit back."""
    act.lay_down(check_id=check, by=request.by, now=request.now)
    return back_to("visitor:round", done="laid_down")


@only_for(Audience.VISITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: SignedVisit, check: UUID, with_: str) -> HttpResponse:
    """Write one talk down."""
    if with_ not in set(With):
        raise NotFound("no such page")
    found = _seen(request, check)
    if not found.is_mine:
        raise NotFound("no such page")
    one = With(with_)
    posted, name = (request.POST if request.method == "POST" else None), draft_name(check, one)
    form = TalkForm(
        posted,
        with_=one,
        asked=found.forms[one],
        today=request.now.date(),
        before=_standing(request, found.talk(one), name),
    )
    if request.method == "POST" and form.is_valid():
        held = form.testimony()
        act.write_down(check_id=check, held=held, by=request.by, now=request.now)
        drafts.drop(start=name, by=request.by)
        return _back(check, "written")
    page = {"form": form, "visit": found, "title": say(wording.TALKS[one]), "draft": name}
    return render(request, "visitor/talk.html", page)


def _standing(request: SignedVisit, held: Testimony | None, name: str) -> dict[str, Any] | None:
    """What stands in the fields: as it was typed last, else as it was written down."""
    typed = kept.named(name, by=request.by)
    if typed is not None:
        return {field: said[-1] for field, said in typed.fields.items() if said}
    return before(held) if held is not None else None


@only_for(Audience.VISITOR)
@require_POST
def hand_in(request: SignedVisit, check: UUID) -> HttpResponse:
    """Seal what was said, and close the visit."""
    service = request.running.service
    decision = act.hand_in(check_id=check, by=request.by, service=service, now=request.now)
    waits = any(reason.code == WAITS_FOR_COLLEAGUE for reason in decision.against)
    done: Word = "held" if decision.allowed else "half" if waits else "not_counted"
    return back_to("visitor:round", done=done)


@only_for(Audience.VISITOR)
@require_POST
def refused(request: SignedVisit, check: UUID) -> HttpResponse:
    """The guest did not want to be seen this time."""
    decision = act.refuse(check_id=check, by=request.by, now=request.now)
    done: Word = "refused" if decision.allowed else "not_refused"
    return back_to("visitor:round", done=done)


@only_for(Audience.VISITOR)
@require_POST
def hand_in_late(request: SignedVisit, check: UUID) -> HttpResponse:
    """Give the lead what was written down of a visit that waits no more."""
    service = request.running.service
    act.hand_in_late(check_id=check, by=request.by, service=service, now=request.now)
    return back_to("visitor:round", done="kept")


@only_for(Audience.VISITOR)
@require_safe
def pack(request: SignedVisit, check: UUID) -> HttpResponse:
    """The sheet to print and take along."""
    found = _seen(request, check)
    if not found.is_mine:
        raise NotFound("no such page")
    page = {
        "visit": found,
        "guests": _guests(found),
        "today": request.now.date(),
        "must": must_be(found.must),
        "met": [say(text) for text in MET.values()],
        "ask": [
            (say(wording.TALKS[one]), [say(asked.text) for asked in found.forms[one].questions])
            for one in With
            if one in found.asked
        ],
    }
    return render(request, "visitor/pack.html", page)

"""Cases, their shortlists and their offers."""

from http import HTTPStatus
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Path, Query, Router, Status

from hearth.actions import offer as act_offer
from hearth.actions import shortlist as act_shortlist
from hearth.api import shown
from hearth.api.door import acts, for_, reads
from hearth.core.audience import Audience
from hearth.core.gate import may_be_told
from hearth.core.intake import State
from hearth.entry.guard import ProgramVisit
from hearth.queries import board as ask_board
from hearth.queries.by_token import cases as ask
from hearth.queries.by_token import shortlists as ask_shortlist
from hearth.queries.casework import card as ask_card
from hearth.queries.casework import offer as ask_offer
from hearth.queries.casework.head import must_be_of
from hearth.queries.casework.homes import ToldHome, told_home
from hearth.queries.casework.offer import Put
from hearth.queries.matching import why_not as ask_why

router = Router(tags=["cases"])
Page = Annotated[int, Query(ge=1, le=1_000_000)]
Case = Annotated[UUID, Path()]


@router.get("board", response=reads(shown.Board))
@for_(Audience.CASEWORKER)
def board(request: ProgramVisit) -> dict[str, Any]:
    """Today's board: the first of each list and how many there are, by the ids of cases."""
    found = ask_board.without_names(by=request.by, now=request.now)
    return {
        word: {
            "first": [{"case": one.case, "on": one.on, "why": one.why} for one in some.first],
            "count": some.count,
        }
        for word, some in found.items()
    }


@router.get("cases", response=reads(shown.Cases))
@for_(Audience.CASEWORKER)
def cases(
    request: ProgramVisit,
    whose: Literal["own", "all"] = "own",
    state: State | None = None,
    page: Page = 1,
) -> dict[str, Any]:
    """Cases in one's own care, or all that are open; of one state where it is named."""
    found = ask.listed(care=whose == "own", state=state, page=page, by=request.by)
    return {
        "cases": [
            {"case": one.case, "state": one.state, "opened_on": one.opened_on}
            for one in found.lines
        ],
        "count": found.count,
        "page": found.page,
        "pages": found.pages,
    }


@router.get("cases/{uuid:case}", response=reads(shown.Case))
@for_(Audience.CASEWORKER)
def case(request: ProgramVisit, case: Case) -> dict[str, Any]:
    """Where a case stands and what comes next."""
    found = ask.one(case, by=request.by, now=request.now)
    steps = [{"stage": one.stage, "how": one.how, "on": one.on} for one in found.steps]
    same = ("state", "programme", "opened_on", "parked_until", "next", "people", "placed")
    days = ("planned_on", "moved_on", "ended_on")
    told = {name: getattr(found, name) for name in (*same, *days)}
    return {"case": found.id, "steps": steps, **told}


@router.get("cases/{uuid:case}/shortlist", response=reads(shown.Shortlist))
@for_(Audience.CASEWORKER)
def shortlist(request: ProgramVisit, case: Case) -> dict[str, Any]:
    """The latest shortlist: the best homes, each with its points and why."""
    register = request.running.desk.register(request.now)
    found = ask_shortlist.latest(case=case, register=register, by=request.by, now=request.now)
    fits = [
        {"home": home_shown(one.home), "points": one.points, "because": one.because}
        for one in found.fits
    ]
    return {"made_on": found.made_on, "homes": found.homes, "fits": fits, "left": found.left}


@router.post("cases/{uuid:case}/shortlist", response=acts(shown.Done))
@for_(Audience.CASEWORKER)
def make_shortlist(request: ProgramVisit, case: Case, asked: shown.MakeShortlist) -> Status[Any]:
    """Make it anew, as things stand now."""
    made = act_shortlist.make(
        case=case,
        by=request.by,
        now=request.now,
        leave_homes=asked.leave_homes,
        desk=request.running.desk,
    )
    return Status(HTTPStatus.CREATED, {"id": made.id})


@router.get("cases/{uuid:case}/why-not/{uuid:home}", response=reads(shown.WhyNot))
@for_(Audience.CASEWORKER)
def why_not(request: ProgramVisit, case: Case, home: Case) -> dict[str, Any]:
    """What speaks against a home for this party, as things stand now."""
    desk = request.running.desk
    register = desk.register(request.now)
    found = ask_why.at_desk(
        case=case, home=home, by=request.by, now=request.now, register=register, best=desk.best
    )
    return {
        "home": home_shown(told_home(register.home(home))),
        "allowed": found.decision.allowed,
        "against": found.staff,
        "behind": found.behind,
        "plan": found.plan,
    }


@router.get("cases/{uuid:case}/offers", response=reads(shown.Offers))
@for_(Audience.CASEWORKER)
def offers(request: ProgramVisit, case: Case) -> dict[str, Any]:
    """What was put to the person, the newest first, and what they said."""
    found, count = ask_offer.without_names(case=case, by=request.by, now=request.now)
    return {"offers": [_offer(one) for one in found], "count": count}


def _offer(one: Put) -> dict[str, Any]:
    same = ("home", "number", "described", "fits", "put_at", "word", "answered_at", "lapses_on")
    told = {name: getattr(one, name) for name in (*same, "ended", "met", "can_end")}
    return {"offer": one.id, **told}


@router.post("cases/{uuid:case}/offers", response=acts(shown.Done))
@for_(Audience.CASEWORKER)
def put_offer(request: ProgramVisit, case: Case, asked: shown.PutOffer) -> Status[Any]:
    """Put a home to the person, described without identity. A last resort is put on the page."""
    made = act_offer.put(
        case=case, home=asked.home, by=request.by, now=request.now, desk=request.running.desk
    )
    return Status(HTTPStatus.CREATED, {"id": made})


@router.post("cases/{uuid:case}/offers/{uuid:offer}/end", response=acts(shown.Done))
@for_(Audience.CASEWORKER)
def end_offer(request: ProgramVisit, case: Case, offer: Case) -> Status[Any]:
    """End an offer, and with it the person's key to the home. The other side hears the same."""
    must_be_of(case, offer=offer)
    act_offer.end(offer_id=offer, by=request.by, now=request.now)
    return Status(HTTPStatus.CREATED, {"id": offer})


@router.get("cases/{uuid:case}/card", response=reads(shown.Card))
@for_(Audience.CASEWORKER)
def card(request: ProgramVisit, case: Case) -> dict[str, Any]:
    """Where the person goes: what their own yes has released, and nothing else.

    The facts are typed, and the gate is asked of them as it is for the printed card.
    """
    found = ask_card.card(case=case, by=request.by, now=request.now)
    message = found.told.message
    free = may_be_told(message, found.told.releases, request.now.date()).allowed
    request.told = found.told if free else None
    facts = message.facts if free else ()
    return {"told": [{"kind": one.kind, "text": one.text} for one in facts if one.text]}


def home_shown(home: ToldHome) -> dict[str, Any]:
    """A home by its number."""
    same = ("number", "area", "kind", "rooms", "beds", "has")
    return {"home": home.id, **{name: getattr(home, name) for name in same}}

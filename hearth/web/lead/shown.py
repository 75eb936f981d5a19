"""The words in which the lead reads states, weights and acts: the core's own, in full."""

from collections.abc import Mapping

from hearth.core import checks, permanence, placement
from hearth.core.audience import Audience
from hearth.core.checks import Testimony
from hearth.core.concerns import Kind, State, Tell, Telling, Weight
from hearth.core.packs import Noted
from hearth.core.programme import ForcedAct, Hearing
from hearth.stats.early_visit import Tells
from hearth.web.where import MET
from hearth.web.words import ROLES, _, moment, say

KINDS: Mapping[Kind, str] = {
    Kind.WORRY: _("A worry"),
    Kind.COMPLAINT: _("A complaint"),
    Kind.ALLEGATION: _("An allegation"),
}
STATES: Mapping[State, str] = {
    State.RAISED: _("raised"),
    State.ACKNOWLEDGED: _("acknowledged"),
    State.WEIGHED: _("weighed"),
    State.ACTED_ON: _("acted on"),
    State.ANSWERED: _("answered"),
}
NEXT: Mapping[State, str] = {
    State.RAISED: _("acknowledge it"),
    State.ACKNOWLEDGED: _("weigh it"),
    State.WEIGHED: _("do what the weight asks"),
    State.ACTED_ON: _("answer whoever raised it"),
}
HEARINGS: Mapping[Hearing, str] = {
    Hearing.LEAD: _("a lead looks into it"),
    Hearing.INDEPENDENT: _("a lead who did not give the answer looks into it"),
    Hearing.PANEL: _("a panel hears it"),
}
WEIGHTS: Mapping[Weight, str] = {
    Weight.LIGHT: _("Light"),
    Weight.SERIOUS: _("Serious"),
    Weight.GRAVE: _("Grave"),
    Weight.DANGER_NOW: _("Danger now"),
}
ACTS: Mapping[ForcedAct, str] = {
    ForcedAct.TELL_LEAD: _("the lead is told"),
    ForcedAct.TELL_MANAGER: _("the manager is told"),
    ForcedAct.TELL_DESIGNATED_OFFICER: _("the designated officer is told"),
    ForcedAct.OFFER_ADVOCATE: _("the person is offered an advocate"),
    ForcedAct.EXTRA_CHECK: _("an extra check of every stay with this host"),
    ForcedAct.INDEPENDENT_REVIEW: _("an independent review"),
    ForcedAct.PAUSE_OFFERS: _("offers of this host are paused"),
    ForcedAct.MOVE_TONIGHT_IF_WISHED: _(
        "the person is asked whether they wish for a place tonight"
    ),
}
RAISERS: Mapping[Audience | None, str] = dict(
    [
        *ROLES.items(),
        (Audience.RESIDENT, _("the person themselves")),
        (Audience.HOST, _("a host")),
        (None, _("somebody without an account, by receipt")),
    ]
)
NOTED: Mapping[str, str] = {
    Noted.SECOND: _("Somebody else recorded this visit first. Both records are kept."),
    Noted.STAY_ENDED: _("The stay had ended when it arrived. It settles no check."),
    Noted.MOVED: _("The check it was for had been moved to other days."),
    Noted.NOT_YET: _("By our clock this talk lay in the future. It settles no check."),
    Noted.SIGNED_OUT: _("The phone it came from had been signed out. Ask whoever wrote it."),
    Noted.SEEN: _(
        "Its visitor had a talk with the person written down and not yet handed in: ask them which."
    ),
    Noted.FORM: _("Something in it did not fit its form; it stands below as it was typed."),
}
AGAINST: Mapping[str, str] = {
    "no_talk_with_resident": _("Does not count by %(rule)s: there was no talk with the person."),
    "no_talk_with_host": _("Does not count by %(rule)s: there was no talk with the host."),
    "not_alone": _("Does not count by %(rule)s: the host could hear the person."),
    "not_apart": _("Does not count by %(rule)s: both talks were held at once."),
    "by_call": _("Does not count by %(rule)s: it must be face to face."),
    "not_at_home": _("Does not count by %(rule)s: this one had to be at the home."),
    "not_elsewhere": _("Does not count by %(rule)s: this one had to be away from the home."),
    "may_not_be_refused": _("Does not count by %(rule)s: this one may not be left out."),
}
TELLINGS: Mapping[Telling, str] = {
    Telling.WITHHELD: _("nothing: the designated officer hears of it first"),
    Telling.WITH_OFFICER: _(
        "nothing: the officer has it and has not yet said that the host may hear"
    ),
    Telling.MAY_HEAR: _("nothing"),
    Telling.HEARD: _("they have been told"),
}
TELLS: Mapping[Tell, str] = {
    Tell.OFFICER: _("I have told the designated officer"),
    Tell.RELEASE: _("The officer says that the host may hear of it"),
    Tell.HOST: _("The host has been told, face to face"),
}
STAYS: Mapping[placement.State, str] = {
    placement.State.PLANNED: _("planned"),
    placement.State.LIVING: _("living there"),
    placement.State.PERMANENT: _("living there for good"),
    placement.State.ENDED: _("ended"),
    placement.State.CANCELLED: _("cancelled"),
}
CHECKS: Mapping[checks.State, str] = {
    checks.State.DUE: _("due"),
    checks.State.HELD: _("held"),
    checks.State.NOT_COUNTED: _("held, does not count"),
    checks.State.REFUSED: _("the person did not want to be seen"),
    checks.State.OVERDUE: _("overdue"),
    checks.State.DROPPED: _("the stay ended first"),
    checks.State.REPLACED: _("worked out again; another day took its place"),
}
COLOURS: Mapping[str, str] = {"overdue": "red", "not_counted": "orange", "held": "green"}
WISHES: Mapping[permanence.State, str] = {
    permanence.State.BOTH_WISH: _("both wish it, each by themselves"),
    permanence.State.PERMANENT: _("it is for good, and can be taken back"),
    permanence.State.REFUSED: _("you or another lead said no, and it lasts"),
}
EARLY: Mapping[str, str] = {
    "soon": _("As soon as can be, and nowhere else"),
    "window": _("In the days in which a visit is due anyway"),
}
TELLS_WORDS: Mapping[Tells, str] = {
    Tells.LITTLE: _("tells little"),
    Tells.SOME: _("tells something"),
    Tells.MUCH: _("tells much"),
}
WORDS = {
    "kinds": KINDS,
    "states": STATES,
    "next": NEXT,
    "hearings": HEARINGS,
    "weights": WEIGHTS,
    "acts": ACTS,
    "raisers": RAISERS,
    "tellings": TELLINGS,
    "tells": TELLS,
    "stays": STAYS,
    "checks": CHECKS,
    "colours": COLOURS,
    "wishes": WISHES,
}


def notes(held: Testimony) -> list[str]:
    """How they met, why the check does not count, and what was odd about a talk from a phone."""
    lines = [say(MET[held.talk.met])] if held.talk.met is not None else []
    for code in held.against:
        lines.append(say(AGAINST[code]) % {"rule": held.asked_for_by})
    return [*lines, *_of_the_phone(held)]


def _of_the_phone(held: Testimony) -> list[str]:
    """What was odd about a talk that came from a phone, with both clocks where they differ."""
    came = held.arrival
    if came is None:
        return []
    lines = [say(NOTED[code]) for code in NOTED if code in came.noted]
    if Noted.CLOCK in came.noted:
        by = {"phone": moment(came.phone_at), "ours": moment(came.arrived_at)}
        both = "The phone's clock was wrong: by it, it was closed at %(phone)s; it came at %(ours)s"
        lines.append(say(both) % by)
    return lines

"""What the office sees of hosts, in words. A field that is not here cannot reach a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hearth.core.host import Host, Member, Standing, Step
from hearth.core.ids import PersonId
from hearth.core.person import Feature, Gender, Trait
from hearth.core.placement import State
from hearth.core.programme import Scope
from hearth.core.units import Period, years_between
from hearth.queries.homes.hosts import HomeThere, One, Stay
from hearth.web.telling.fields import language_name
from hearth.web.words import _, day, say

EVER = date(1900, 1, 1)  # a calendar that begins before it has no beginning that anybody told

FEATURES = {
    Feature.STEP_FREE: _("step-free"),
    Feature.GROUND_FLOOR_BATH: _("bath on the ground floor"),
    Feature.SMOKE_FREE: _("smoke-free"),
    Feature.PETS: _("pets live there"),
    Feature.KITCHEN: _("kitchen to use"),
    Feature.LOCKED_ROOM: _("room that locks"),
    Feature.MEN: _("men live there"),
    Feature.WOMEN: _("women live there"),
    Feature.CHILDREN: _("children live there"),
    Feature.OTHER_GUESTS: _("other guests"),
    Feature.AFFIRMING: _("affirming home"),
    Feature.TRAINED_FOR_PERIODS: _("trained for sensitive periods"),
    Feature.MEDICINE_STORE: _("safe place for medicine"),
    Feature.SHARED_BATH: _("shared bath"),
}
TRAITS = {
    Trait.CHILDREN: _("children"),
    Trait.INFANT: _("infants"),
    Trait.PETS: _("pets"),
    Trait.SMOKER: _("smokers"),
    Trait.PREGNANT: _("somebody pregnant"),
    Trait.VETERAN: _("veterans"),
    Trait.FLEEING: _("somebody who is pursued"),
    Trait.DISABILITY: _("somebody with a disability"),
}
GENDERS = {
    Gender.WOMAN: _("woman"),
    Gender.MAN: _("man"),
    Gender.NON_BINARY: _("non-binary"),
    Gender.UNKNOWN: _("gender not told"),
}
STANDS = {
    Standing.MET: (_("Done"), ""),
    Standing.EXCUSED: (_("May wait"), "blue"),
    Standing.NEVER: (_("Not done yet"), "grey"),
    Standing.LAPSED: (_("Lapsed"), "red"),
    Standing.FAILED: (_("Failed"), "red"),
}
STAYS = {
    State.PLANNED: _("A move is planned for {first}"),
    State.LIVING: _("Somebody lives there since {first}"),
    State.PERMANENT: _("Somebody lives there since {first}, for good"),
}


@dataclass(frozen=True, slots=True)
class Task:
    """A step of vetting: whose, how it stands, and how to write it down again."""

    requirement: str
    title: str
    whose: str
    subject: str  # in hex, or empty
    stands: str
    colour: str
    until: date | None
    on: date | None
    before: str
    origin: str


@dataclass(frozen=True, slots=True)
class Sleeping:
    """A room for guests."""

    beds: str
    floor: str
    taken: bool


@dataclass(frozen=True, slots=True)
class ShownHome:
    """One home of a host."""

    id: UUID
    where: tuple[str, ...]
    area: str
    rooms: tuple[Sleeping, ...]
    free: tuple[str, ...]
    features: str
    parties: str
    stays: tuple[str, ...]


def days(period: Period) -> str:
    """A period as people say it."""
    first = say("any day") if period.first < EVER else day(period.first)
    if period.end is None:
        return say("from {first} on").format(first=first)
    return say("from {first}, until {end}").format(first=first, end=day(period.end))


def member(one: Member, today: date) -> str:
    """Somebody of the household, without a name."""
    age = (
        say("age not told")
        if one.born_on is None
        else say("{years} years old").format(years=years_between(one.born_on, today))
    )
    lives = "" if one.lives_in else ", " + say("comes often")
    return f"{say(GENDERS[one.gender])}, {age}{lives}"


def whose(step: Step, host: Host, today: date) -> str:
    """Of whom a step is asked."""
    if step.requirement.scope is Scope.HOME:
        return say("the home")
    if step.subject is None:
        return say("the host")
    found = {one.id: one for one in host.members}
    return member(found[PersonId(step.subject)], today)


def task(step: Step, host: Host, today: date) -> Task:
    """A step of vetting as a task."""
    stands, colour = STANDS[step.standing]
    return Task(
        requirement=step.requirement.id,
        title=step.requirement.title,
        whose=whose(step, host, today),
        subject=step.subject.hex if step.subject else "",
        stands=say(stands),
        colour=colour,
        until=step.until,
        on=step.on,
        before=say("before an offer")
        if step.requirement.before == "offer"
        else say("before a move"),
        origin=step.requirement.origin.told,
    )


def home(there: HomeThere) -> ShownHome:
    """A home with its rooms, its days and who stays."""
    one, at = there.home, there.address
    return ShownHome(
        id=one.id,
        where=tuple(part for part in (at.street, at.town, at.directions, at.phone) if part),
        area=one.area or say("not told"),
        rooms=tuple(
            Sleeping(
                beds=_beds(room.beds),
                floor=say("{m2} square metres").format(m2=room.floor_m2) if room.floor_m2 else "",
                taken=place in one.rooms_taken,
            )
            for place, room in enumerate(one.rooms)
        ),
        free=tuple(days(period) for period in one.free),
        features=", ".join(say(FEATURES[each]) for each in sorted(one.features)),
        parties=say("{now} of {most} parties").format(now=one.parties_now, most=one.parties_max),
        stays=tuple(_stay(each) for each in there.stays),
    )


def _beds(count: int) -> str:
    if count == 0:
        return say("not for guests")
    return say("1 bed") if count == 1 else say("{count} beds").format(count=count)


def _stay(one: Stay) -> str:
    text = say(STAYS[one.state]).format(first=day(one.first))
    return text + (", " + say("until {end}").format(end=day(one.until)) if one.until else "")


def takes(host: Host) -> Iterator[str]:
    """Whom the host takes, in sentences."""
    of = host.accepts
    if of.age_max is None and not of.age_min:
        yield say("Every age")
    elif of.age_max is None:
        yield say("Ages: from {first} on").format(first=of.age_min)
    else:
        yield say("Ages: {first} to {last}").format(first=of.age_min, last=of.age_max)
    if of.size_max is not None:
        yield say("At most together: {size}").format(size=of.size_max)
    if of.genders != frozenset(Gender):
        names = ", ".join(say(GENDERS[one]) for one in sorted(of.genders))
        yield say("Genders: {names}").format(names=names)
    if of.not_traits:
        names = ", ".join(say(TRAITS[one]) for one in sorted(of.not_traits))
        yield say("Cannot take: {names}").format(names=names)


@dataclass(frozen=True, slots=True)
class ShownHost:
    """One host as the office sees them."""

    id: UUID
    name: str
    contact: str
    household: tuple[str, ...]
    takes: tuple[str, ...]
    languages: str
    experience: str
    tasks: tuple[Task, ...]
    homes: tuple[ShownHome, ...]
    paused: tuple[str, ...]
    pauses: tuple[tuple[str, str], ...]
    signs_in: bool


def host(found: One, today: date) -> ShownHost:
    """One host with everything that the office may know."""
    of, who = found.known.host, found.identity
    coming = [one for one in of.paused if one.end is None or one.end > today]
    experience = say("{before} stays before, {here} stays that ended here").format(
        before=of.stays_before, here=found.stays_ended
    )
    return ShownHost(
        id=of.id,
        name=who.name,
        contact=", ".join(part for part in (who.phone, who.email) if part) or say("not told"),
        household=tuple(member(one, today) for one in of.members),
        takes=tuple(takes(of)),
        languages=", ".join(sorted(map(language_name, of.languages))) or say("not told"),
        experience=experience,
        tasks=tuple(task(one, of, today) for one in found.known.steps),
        homes=tuple(home(one) for one in found.homes),
        paused=tuple(days(one) for one in coming),
        pauses=tuple((days(one.period), one.reason) for one in reversed(found.pauses)),
        signs_in=found.signs_in,
    )

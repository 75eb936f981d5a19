"""Ordinary people, homes and rules. A test says what is special; a builder says the rest."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from uuid import UUID

from hearth.core import programme as p
from hearth.core.audience import Audience
from hearth.core.home import Home, Room
from hearth.core.host import Host, Member
from hearth.core.ids import HomeId, HostId, PartyId, PersonId, PrincipalId
from hearth.core.person import Gender, Party, Person
from hearth.core.rules.pair import Pair
from hearth.core.units import Period

TODAY = date(2031, 5, 4)
MOMENT = datetime(2031, 5, 4, 9, 30, tzinfo=UTC)
LONG_AGO = date(2030, 1, 1)
STAY = Period.of_days(TODAY, 90)
OWN_CHOICE = p.Origin("the service's own choice", "invented", LONG_AGO, p.Confidence.OWN)

_ids = count(1)


def an_id() -> UUID:
    """The next id: another one each time, the same ones in each run."""
    return UUID(int=next(_ids))


def a_person_id() -> PersonId:
    """Somebody of whom nothing else is said."""
    return PersonId(an_id())


def a_principal() -> PrincipalId:
    """Somebody who may act."""
    return PrincipalId(an_id())


def aged(years: int, on: date = TODAY) -> date:
    """A day of birth: exactly so many years before `on`."""
    return on.replace(year=on.year - years)


def a_person(**said: Any) -> Person:
    """A woman of thirty who needs, fears and refuses nothing in particular."""
    ordinary: dict[str, Any] = {"id": a_person_id(), "born_on": aged(30), "gender": Gender.WOMAN}
    return Person(**{**ordinary, **said})


def a_party(*people: Person, **said: Any) -> Party:
    """These people, or one ordinary person, for ninety days from TODAY."""
    ordinary: dict[str, Any] = {
        "id": PartyId(an_id()),
        "people": people or (a_person(),),
        "stay": STAY,
    }
    return Party(**{**ordinary, **said})


def a_room(beds: int = 1, floor_m2: float | None = None) -> Room:
    """A room with one bed that nobody has measured."""
    return Room(beds, floor_m2)


def a_home(**said: Any) -> Home:
    """A host home with one bed, free from long ago on."""
    ordinary: dict[str, Any] = {
        "id": HomeId(an_id()),
        "host": HostId(an_id()),
        "rooms": (a_room(),),
        "free": (Period(LONG_AGO),),
    }
    return Home(**{**ordinary, **said})


def a_member(**said: Any) -> Member:
    """A woman of fifty who lives in the home."""
    ordinary: dict[str, Any] = {
        "id": a_person_id(),
        "born_on": aged(50),
        "gender": Gender.WOMAN,
    }
    return Member(**{**ordinary, **said})


def a_host(**said: Any) -> Host:
    """A host who lives alone and has said nothing of whom they take."""
    ordinary: dict[str, Any] = {"id": HostId(an_id()), "members": (a_member(),)}
    return Host(**{**ordinary, **said})


def a_pair(
    party: Party | None = None, home: Home | None = None, host: Host | None = None, **said: Any
) -> Pair:
    """A party and a home which every rule of `a_programme` allows."""
    home = home or a_home()
    host = host or a_host(id=home.host)
    ordinary = {"party": party or a_party(), "home": home, "host": host, "on": TODAY}
    return Pair(**{**ordinary, "requirements": (), **said})


def a_requirement(id: str = "home-visit", **said: Any) -> p.Requirement:
    """A visit to the home, good for twelve months, before any offer."""
    ordinary: dict[str, Any] = {
        "title": id,
        "scope": p.Scope.HOME,
        "age": None,
        "valid_months": 12,
        "waivable_by": None,
        "waiver_days_max": None,
        "before": p.Before.OFFER,
    }
    return p.Requirement(**_part(id), **{**ordinary, **said})


def a_sensitive_kind(id: str = "heat", **said: Any) -> p.SensitiveKind:
    """A period of five days that comes back each 28 and bars moves."""
    ordinary: dict[str, Any] = {
        "title": id,
        "recurring": True,
        "every_days": 28,
        "length_days": 5,
        "check_every_days": None,
        "bars_moves": True,
        "bars_homes": (),
        "entered_by": Audience.RESIDENT,
    }
    return p.SensitiveKind(**_part(id), **{**ordinary, **said})


def rules_with(**terms: Any) -> tuple[p.Rule, ...]:
    """Every hard rule there is, with mild terms; `terms` are those that differ, by their name."""
    standard = {
        "degrees": 1,
        "standard": p.RoomStandard.BEDS,
        "danger_km": 5.0,
        "age_min": 0,
        "age_max": None,
        "party_size_max": None,
        "unaccompanied_minors": True,
        "parties": 1,
        "parties_most": terms.get("parties", 1),
        "kinds": ("congregate",),
    }
    unknown = terms.keys() - standard.keys()
    if unknown:
        raise ValueError(f"no hard rule has the term {sorted(unknown)[0]}")
    known = standard | terms
    return tuple(
        kind(**_part(kind.name), **{term: known[term] for term in _own_terms(kind)})
        for kind in RULE_KINDS
    )


RULE_KINDS: tuple[type[p.Rule], ...] = tuple(
    kind for kind in vars(p).values() if isinstance(kind, type) and p.Rule in kind.__bases__
)


def a_programme(**said: Any) -> p.Programme:
    """A whole programme, mild in everything. Terms of hard rules: `rules=rules_with(...)`."""
    return p.Programme(**{**_head(), **_lists(), **_stages(), **said})


def _part(id: str) -> dict[str, Any]:
    return {"id": id, "of": "ordinary.1", "origin": OWN_CHOICE}


def _own_terms(kind: type[p.Rule]) -> list[str]:
    common = set(p.Rule.__dataclass_fields__)
    return [name for name in kind.__dataclass_fields__ if name not in common]


def _head() -> dict[str, Any]:
    return {
        "name": "ordinary",
        "version": 1,
        "effective_from": LONG_AGO,
        "title": "An ordinary service",
        "summary": "It finds homes.",
        "jurisdiction": "invented",
        "fingerprint": "0" * 64,
        "words": p.Words(),
    }


def _lists() -> dict[str, Any]:
    return {
        "assessments": (),
        "rules": rules_with(),
        "requirements": (),
        "recurrences": (),
        "sensitive_kinds": (),
        "deadlines": (),
        "consequences": (),
        "retentions": (),
    }


def _stages() -> dict[str, Any]:
    return {
        "placement": p.PlacementRules(
            **_part("placement"),
            kinds=("host_home", "congregate"),
            planned_days_max=None,
            first_night=(),
            arrive_before=None,
            escorted_first_night=False,
        ),
        "consent": p.ConsentRules(
            **_part("consent"), fits_at_least=5, ladder=(("kind",),), lapse_days=7
        ),
        "introduction": p.IntroductionRules(
            **_part("introduction"), supervised=True, answer_delay_hours=24
        ),
        "permanence": p.PermanenceRules(
            **_part("permanence"),
            offered=True,
            form="a home for good",
            personal=False,
            adults_only=False,
            cooling_off_days=14,
            confirmed_by=Audience.LEAD,
            reversible_days=365,
            keeps_checks=True,
        ),
        "decline": p.DeclineRules(
            **_part("decline"),
            consequences=(p.DeclineConsequence.NONE,),
            default=p.DeclineConsequence.NONE,
            park_days=None,
        ),
        "contact": p.ContactRules(
            **_part("contact"),
            default="nothing",
            safe_from=None,
            safe_until=None,
            voicemail=False,
            letters=False,
        ),
    }

"""Everything said at the desk becomes a case in one act."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from hearth.actions import (
    arrival,
    intake,
    own,
    shortlist,
)
from hearth.actions.arrival import Arrival, Other, Told
from hearth.core.errors import NotFound, RuleBroken, Sealed, Stale, WrongHands
from hearth.core.identity import PersonIdentity
from hearth.core.intake import OwnWords, State
from hearth.core.person import Bond, Feature, Party, Refusals
from hearth.core.place import Danger, Place
from hearth.core.sensitive import SensitivePeriod
from hearth.store import drafts, facts, people
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, PersonRow
from tests.builders import MOMENT, TODAY, aged
from tests.refused import refused
from tests.service import PROGRAMME, STAY, Service

pytestmark = pytest.mark.django_db

WORDS = OwnWords(("A door I can close",), ("That he comes",), ("No dogs",))


def an_arrival(told: Told | None = None, **said: Any) -> Arrival:
    ordinary: dict[str, Any] = {
        "identity": PersonIdentity(name="Sofia Marlowe", born_on=aged(20)),
        "programme": PROGRAMME,
        "stay": STAY,
        "tier": 0,
        "told": told or Told(words=WORDS),
    }
    return Arrival(**{**ordinary, **said})


def arrives(service: Service, said: Arrival, case: UUID | None = None) -> intake.Opened:
    return arrival.arrive(case=case or uuid4(), said=said, secret=None, by=service.duty, now=MOMENT)


def party_of(opened: intake.Opened, by: SignedIn) -> Party:
    return people.party(opened.party, by=by, now=MOMENT, purpose="test")


def names(service: Service, ids: frozenset[Any]) -> set[str]:
    items = PersonRow.objects.filter(id__in=ids).values_list("identity_id", flat=True)
    opened = facts.open_many(PersonIdentity, items, by=service.duty, now=MOMENT, purpose="test")
    return {one.name for one in opened.values()}


def test_they_wait_only_after_their_own_word(service: Service) -> None:
    opened = arrives(service, an_arrival())

    assert CaseRow.objects.get().state == State.TOLD
    intake.confirm(case=opened.case, by=opened.resident, now=MOMENT)
    assert CaseRow.objects.get().state == State.WAITING


def test_needs_refusals_days_and_urgency_are_what_the_rules_read(service: Service) -> None:
    told = Told(
        needs=frozenset({Feature.LOCKED_ROOM}),
        languages=frozenset({"ar"}),
        refusals=Refusals(features=frozenset({Feature.MEN}), kinds=frozenset({"congregate"})),
    )
    hard_time = SensitivePeriod(kind="hard-time", first=TODAY, days=3)

    opened = arrives(service, an_arrival(told, sensitive=(hard_time,)))

    party = party_of(opened, service.duty)
    assert party.needs == told.needs
    assert party.languages == told.languages
    assert party.people[0].refusals == told.refusals
    assert party.people[0].sensitive == (hard_time,)
    assert (party.stay, party.tier) == (STAY, 0)


def test_their_own_words_are_theirs_and_the_leads_and_never_the_offices(service: Service) -> None:
    opened = arrives(service, an_arrival())
    item = CaseRow.objects.get().words_id

    for reader in (opened.resident, service.lead):
        assert facts.open_(OwnWords, item, by=reader, now=MOMENT, purpose="test") == WORDS
    with pytest.raises(Sealed):
        facts.open_(OwnWords, item, by=service.duty, now=MOMENT, purpose="test")


def test_who_is_with_them_is_known_by_the_name_they_gave(service: Service) -> None:
    child = Other(name="Nico", born_on=aged(3), bond=Bond.PARENT_CHILD)

    opened = arrives(service, an_arrival(others=(child, Other(born_on=aged(30)))))

    party = party_of(opened, opened.resident)
    assert [person.born_on for person in party.people] == [aged(20), aged(3), aged(30)]
    assert [relation.bond for relation in party.relations] == [Bond.PARENT_CHILD]
    known = names(service, frozenset(person.id for person in party.people))
    assert known == {"Sofia Marlowe", "Nico", intake.UNNAMED}


def test_whoever_must_not_find_them_is_known_from_here_on(service: Service) -> None:
    opened = arrives(service, an_arrival(Told(keep_away=("Dario Marlowe", "Ben"))))

    hostile = party_of(opened, service.duty).hostile
    assert names(service, hostile) == {"Dario Marlowe", "Ben"}


@pytest.mark.parametrize("written", ["Ada Lind", "lind  ÁDA", "ada lind"])
def test_a_host_of_that_name_is_never_offered(service: Service, written: str) -> None:
    opened = arrives(service, an_arrival(Told(keep_away=(written,))))
    intake.confirm(case=opened.case, by=opened.resident, now=MOMENT)

    made = shortlist.make(case=opened.case, by=service.duty, now=MOMENT)

    assert made.shortlist.ranked == ()  # every host of this service is called Ada Lind


@pytest.mark.parametrize("written", ["Ada", "Ada Berg"])
def test_a_first_name_or_another_name_shuts_no_home(service: Service, written: str) -> None:
    opened = arrives(service, an_arrival(Told(keep_away=(written,))))
    intake.confirm(case=opened.case, by=opened.resident, now=MOMENT)

    made = shortlist.make(case=opened.case, by=service.duty, now=MOMENT)

    assert len(made.shortlist.ranked) == len(service.homes)


def test_sent_twice_it_is_one_case(service: Service) -> None:
    case = uuid4()
    arrives(service, an_arrival(), case)

    with pytest.raises(Stale):
        arrives(service, an_arrival(), case)

    assert CaseRow.objects.get().id == case
    assert PersonRow.objects.filter(principal__isnull=False).count() == 1


def test_what_was_typed_is_used_up_with_it_or_not_at_all(service: Service) -> None:
    typed = drafts.Typed({"name": ("Sofia",)})
    drafts.save("here/x/who", typed, by=service.duty, now=MOMENT)
    how: dict[str, Any] = {"case": uuid4(), "secret": None, "now": MOMENT, "typed": "here/x/"}

    with pytest.raises(NotFound):
        arrival.arrive(said=an_arrival(programme="no-such"), by=service.duty, **how)
    assert drafts.named("here/x/who", by=service.duty) == typed

    arrival.arrive(said=an_arrival(), by=service.duty, **how)
    assert drafts.named("here/x/who", by=service.duty) is None


def test_only_a_caseworker_takes_somebody_in(service: Service) -> None:
    with pytest.raises(WrongHands):
        arrival.arrive(case=uuid4(), said=an_arrival(), secret=None, by=service.lead, now=MOMENT)


def test_the_person_changes_it_and_is_asked_again(service: Service) -> None:
    opened = arrives(service, an_arrival(Told(keep_away=("Dario Marlowe",)), tier=1))
    intake.confirm(case=opened.case, by=opened.resident, now=MOMENT)

    own.need(
        case=opened.case,
        features={Feature.STEP_FREE},
        languages={"ar"},
        by=opened.resident,
        now=MOMENT,
    )

    party = party_of(opened, service.duty)
    assert party.needs == {Feature.STEP_FREE}
    assert party.people[0].languages == {"ar"}
    assert names(service, party.hostile) == {"Dario Marlowe"}  # added to, never taken from here
    assert party.tier == 1
    assert CaseRow.objects.get().state == State.TOLD


def keeps_away(service: Service, opened: intake.Opened, name: str, by: SignedIn) -> None:
    own.keep_away(case=opened.case, names=[name], by=by, service=service.program, now=MOMENT)


def test_a_name_the_person_adds_shuts_the_home_of_that_host_too(service: Service) -> None:
    opened = arrives(service, an_arrival(Told(keep_away=("Dario Marlowe",))))

    keeps_away(service, opened, "Ada Lind", opened.resident)
    intake.confirm(case=opened.case, by=opened.resident, now=MOMENT)

    made = shortlist.make(case=opened.case, by=service.duty, now=MOMENT)
    assert made.shortlist.ranked == ()
    assert "Dario Marlowe" in names(service, party_of(opened, service.duty).hostile)


def test_nobody_keeps_anybody_away_in_the_case_of_another(service: Service) -> None:
    opened, another = arrives(service, an_arrival()), arrives(service, an_arrival())

    with pytest.raises(NotFound):
        keeps_away(service, opened, "Ada Lind", another.resident)


def test_no_home_in_an_area_they_refuse_is_offered_however_they_write_it(service: Service) -> None:
    told = Told(refusals=Refusals(areas=frozenset({"  NORTH! "})))
    opened = arrives(service, an_arrival(told))
    intake.confirm(case=opened.case, by=opened.resident, now=MOMENT)

    made = shortlist.make(case=opened.case, by=service.duty, now=MOMENT)

    assert made.shortlist.ranked == ()  # every home of this service lies there


def test_a_place_that_no_rule_would_keep_them_from_is_refused(service: Service) -> None:
    told = Told(dangers=(Danger(Place(47.4, 8.5), 5),))

    with refused(RuleBroken, "keeps no distance"):
        arrives(service, an_arrival(told))

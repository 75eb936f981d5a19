"""The second matrix, from keys alone: who can really decrypt what. No page is asked."""

from collections.abc import Iterator
from datetime import UTC, datetime, time

import pytest

from hearth.actions import consent, result
from hearth.actions.visiting import visits
from hearth.core.compartments import MAY_HOLD, OFFICE, ON_ITS_WAY, Compartment
from hearth.core.consent import State
from hearth.store.models import CheckRow, GrantRow, ItemRow, OfferRow, PartyMemberRow, ReleaseRow
from tests.promised import Tried
from tests.properties.keys import Keys
from tests.properties.matrix.holders import HOLDERS, promised
from tests.properties.matrix.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.promise(number="P3")]


def differences(world: World) -> Iterator[str]:
    """Every fact that somebody opens who should not, or does not open who should."""
    keys = Keys()
    for who in world.everybody:
        keys.meet(who)
    keys.look_at_everything()
    roles = {who.id: str(who.audience) for who in world.everybody}
    for item in ItemRow.objects.all():
        opens, should = keys.openers(item.id), promised(item)
        for who in opens ^ should:
            says = "opens" if who in opens else "cannot open"
            yield f"a {roles[who]} {says} {item.compartment}/{item.kind}"


def cells(world: World) -> int:
    """Facts times people."""
    return ItemRow.objects.count() * len(world.everybody)


def test_whoever_holds_a_key_is_who_was_promised_one(world: World, tried: Tried) -> None:
    assert sorted(differences(world)) == []
    tried(cells(world), "facts x people of a town: who decrypts it, against who is to")


def test_after_a_yes_is_taken_back_a_release_ended_and_a_visit_begun_it_is_still_so(
    world: World, tried: Tried
) -> None:
    _takes_back_a_yes(world)
    given = ReleaseRow.objects.select_related("result__person")[0]
    person = next(one for one in world.everybody if one.id == given.result.person.principal_id)
    result.withdraw(release_id=given.id, by=person, now=world.at)
    _takes_a_visit_on(world)

    assert sorted(differences(world)) == []
    tried(cells(world), "the same once keys were taken back and given for a day")


def _takes_back_a_yes(world: World) -> None:
    for row in OfferRow.objects.filter(consent__state=State.AGREED):
        of = PartyMemberRow.objects.get(party__case__offers=row, person__principal__isnull=False)
        who = next(one for one in world.everybody if one.id == of.person.principal_id)
        consent.withdraw(offer_id=row.id, by=who, now=world.at)
        return
    pytest.fail("nobody of the town has a yes to take back")


def _takes_a_visit_on(world: World) -> None:
    check = CheckRow.objects.filter(state="due").order_by("opens_on")[0]
    then = max(world.at, datetime.combine(check.opens_on, time(9), tzinfo=UTC))
    service, by = world.begun.service, world.people["visitor"]
    visits.take_on(check_id=check.id, by=by, service=service, now=then)


def test_nobody_holds_what_their_role_may_never_hold(world: World, tried: Tried) -> None:
    grants = GrantRow.objects.select_related("item", "to")

    def held_as(role: str) -> str:
        return OFFICE if role == ON_ITS_WAY else role  # of nobody, between two offices

    wrong = [
        one
        for one in grants
        if held_as(one.to.role) not in MAY_HOLD[Compartment(one.item.compartment)]
    ]

    assert wrong == []
    tried(len(grants), "grants of a town, against the roles that may ever hold such")


def test_the_table_of_holders_knows_every_compartment_that_a_town_fills() -> None:
    assert {compartment for compartment, _ in HOLDERS} <= set(Compartment)

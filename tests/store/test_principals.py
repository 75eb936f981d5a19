"""Who is let in, who is let out, and how two holders recover what nobody can open alone."""

from itertools import combinations, permutations
from uuid import UUID

import pytest
from django.db import transaction

from hearth.actions.keys import rotation
from hearth.actions.keys import service as setting_up
from hearth.actions.keys.service import FIRST_MEMBERS, Begun, Holder
from hearth.core.audience import Audience
from hearth.core.compartments import OFFICE, RELEASE, Compartment
from hearth.core.errors import NotFound, RuleBroken, Sealed, Stale, Tampered, WrongHands
from hearth.seal import log
from hearth.seal.recovery import from_sheet
from hearth.store import events, facts, principals
from hearth.store.access import SignedIn
from hearth.store.facts import NewFact
from hearth.store.models import MemberRow, PrincipalRow, ShareRow
from tests.builders import MOMENT, an_id
from tests.service import CHEAP, an_address, hired, signed_in_again

pytestmark = pytest.mark.django_db
SECRET = "seven green herons wade"


@pytest.fixture
def begun() -> Begun:
    return setting_up.begin(now=MOMENT)


def a_user(begun: Begun, role: Audience = Audience.RESIDENT) -> SignedIn:
    with transaction.atomic():
        return principals.make_user(role, SECRET, by=begun.duty, now=MOMENT, cost=CHEAP)


def test_somebody_signs_in_with_their_own_secret(begun: Begun) -> None:
    person = a_user(begun)

    again = principals.sign_in(person.id, SECRET)

    assert again == person
    assert again.audience is Audience.RESIDENT


def test_a_wrong_secret_and_a_stranger_are_answered_in_the_same_words(begun: Begun) -> None:
    person = a_user(begun)

    with pytest.raises(Sealed):
        principals.sign_in(person.id, "another")
    for nobody in (an_id(), begun.duty.id, principals.circle(OFFICE)):
        with pytest.raises(Sealed, match="does not open anything here"):
            principals.sign_in(nobody, SECRET)


def test_whoever_has_left_cannot_sign_in(begun: Begun) -> None:
    person = a_user(begun)

    principals.end(person.id, by=begun.duty, now=MOMENT)

    with pytest.raises(Sealed):
        principals.sign_in(person.id, SECRET)


def test_a_key_that_is_not_the_one_on_record_signs_nobody_in(begun: Begun) -> None:
    person = a_user(begun)  # of no circle, whose door would not open either

    with pytest.raises(Sealed):
        principals.with_key(person.id, begun.lead.keys[begun.lead.id])


def test_no_key_is_shown_in_the_text_of_a_sign_in(begun: Begun) -> None:
    shown = repr(begun)

    assert all(key.hex() not in shown for key in begun.duty.keys.values())
    assert all(repr(key) not in shown for key in begun.duty.keys.values())


def test_a_member_of_staff_has_the_keys_of_their_circles_and_no_other(begun: Begun) -> None:
    colleague = hired(Audience.CASEWORKER, begun.duty, (OFFICE,))

    assert colleague.key_of(principals.circle(OFFICE))
    with pytest.raises(Sealed):
        colleague.key_of(principals.circle(RELEASE))


def test_keys_are_tried_in_one_order_however_the_database_keeps_them(begun: Begun) -> None:
    who = begun.service
    members = list(MemberRow.objects.filter(member=who.id).order_by("circle__role"))
    for order in (members, members[::-1]):
        MemberRow.objects.filter(member=who.id).delete()
        for row in order:
            row.save(force_insert=True)

        keys = list(principals.with_key(who.id, who.keys[who.id]).keys)

        assert keys == [who.id, *(row.circle_id for row in members)]
    assert len(members) > 1


def test_nobody_is_let_into_a_circle_that_is_not_for_their_role(begun: Begun) -> None:
    before = PrincipalRow.objects.count()

    with pytest.raises(RuleBroken, match="does not belong"):
        hired(Audience.VISITOR, begun.duty, (OFFICE,))
    assert PrincipalRow.objects.count() == before


def test_nobody_lets_others_into_a_circle_they_do_not_belong_to(begun: Begun) -> None:
    with pytest.raises(Sealed):
        hired(Audience.CASEWORKER, begun.lead, (OFFICE,))


def test_only_staff_let_others_in(begun: Begun) -> None:
    host = a_user(begun, Audience.HOST)

    with pytest.raises(WrongHands):
        hired(Audience.LEAD, host)


def test_a_sign_in_from_before_a_rotation_lets_nobody_in(begun: Begun) -> None:
    old = signed_in_again(begun.duty)
    rotation.rotate(OFFICE, by=begun.duty, now=MOMENT)

    with pytest.raises(Stale, match="sign in again"):
        hired(Audience.CASEWORKER, old, (OFFICE,))


def test_whoever_leaves_is_out_of_every_circle(begun: Begun) -> None:
    colleague = hired(Audience.CASEWORKER, begun.duty, (OFFICE,))

    principals.end(colleague.id, by=begun.duty, now=MOMENT)

    assert not MemberRow.objects.filter(member=colleague.id).exists()
    with pytest.raises(NotFound):
        principals.public_keys([colleague.id])


def test_a_circle_that_ended_gives_nobody_its_key(begun: Begun) -> None:
    who, ended = begun.service, principals.circle(RELEASE)
    before = principals.with_key(who.id, who.keys[who.id])

    principals.end(ended, by=begun.duty, now=MOMENT)
    after = principals.with_key(who.id, who.keys[who.id])

    assert MemberRow.objects.filter(circle=ended, member=who.id).exists()  # as of before its end
    assert set(before.keys) - set(after.keys) == {ended}


def test_a_service_is_set_up_once(begun: Begun) -> None:
    with pytest.raises(RuleBroken, match="already"):
        setting_up.begin(now=MOMENT)


def test_a_key_given_for_a_fact_of_another_than_was_meant_is_refused(begun: Begun) -> None:
    visitor = a_user(begun, Audience.VISITOR)
    fact = NewFact(
        subject=an_id(),
        compartment=Compartment.PLACE,
        kind="address",
        value=an_address(),
        to=(principals.circle(OFFICE),),
    )
    with transaction.atomic():
        item = facts.put(fact, by=begun.duty, now=MOMENT)

    def give(subject: UUID) -> None:
        with transaction.atomic():
            facts.grant(
                [item], visitor.id, by=begun.duty, now=MOMENT, purpose="test", subjects=[subject]
            )

    with pytest.raises(Tampered, match="somebody else"):
        give(an_id())
    assert not facts.can_open(item, visitor)
    give(fact.subject)
    assert facts.can_open(item, visitor)


# Recovery


@pytest.fixture
def holders(begun: Begun) -> list[Holder]:
    return setting_up.appoint_holders(count=3, begun=begun, now=MOMENT)


def keys_of(*holders: Holder) -> dict[UUID, bytes]:
    """The keys on the sheets of these holders."""
    return {one.id: from_sheet(one.sheet) for one in holders}


def test_any_two_holders_recover_every_circle(begun: Begun, holders: list[Holder]) -> None:
    for pair in combinations(holders, 2):
        keys = keys_of(*pair)

        assert setting_up.drill(holders=keys, now=MOMENT)


def test_what_two_holders_recover_is_the_key_in_use(begun: Begun, holders: list[Holder]) -> None:
    keys = keys_of(*holders[:2])

    for name, role in FIRST_MEMBERS.items():
        member = next(one for one in begun.everybody if one.audience is role)
        circle = principals.circle(name)
        found = principals.recover(circle, keys, by=None, now=MOMENT)
        assert found == member.key_of(circle)


def test_one_holder_recovers_nothing(begun: Begun, holders: list[Holder]) -> None:
    office = principals.circle(OFFICE)
    for one, other in permutations(holders, 2):
        alone = keys_of(one)
        for keys in (alone, alone | {other.id: alone[one.id]}):
            with pytest.raises(Sealed):
                principals.recover(office, keys, by=None, now=MOMENT)


def test_a_recovery_is_written_down(begun: Begun, holders: list[Holder]) -> None:
    before = events.head()[0]
    keys = keys_of(*holders[:2])

    principals.recover(principals.circle(OFFICE), keys, by=None, now=MOMENT)

    assert [entry.act for entry in events.entries()][before:] == ["circle.recovered"]


def test_fewer_than_three_holders_are_refused(begun: Begun) -> None:
    before = PrincipalRow.objects.count()

    with pytest.raises(RuleBroken, match="3 holders"):
        setting_up.appoint_holders(count=2, begun=begun, now=MOMENT)
    assert PrincipalRow.objects.count() == before


def test_a_rotation_gives_the_holders_shares_of_the_new_key(
    begun: Begun, holders: list[Holder]
) -> None:
    office = principals.circle(OFFICE)
    old = begun.duty.key_of(office)

    rotation.rotate(OFFICE, by=begun.duty, now=MOMENT)

    found = principals.recover(office, keys_of(*holders[:2]), by=None, now=MOMENT)
    assert found == begun.duty.key_of(office) != old
    assert log.verify(events.entries(), bound=events.bound_now()) == []


def test_a_rotation_leaves_out_a_holder_who_has_left(begun: Begun) -> None:
    holders = setting_up.appoint_holders(count=4, begun=begun, now=MOMENT)
    office = principals.circle(OFFICE)
    principals.end(holders[0].id, by=begun.duty, now=MOMENT)

    rotation.rotate(OFFICE, by=begun.duty, now=MOMENT)

    found = principals.recover(office, keys_of(*holders[1:3]), by=None, now=MOMENT)
    assert found == begun.duty.key_of(office)
    with pytest.raises(Sealed):
        principals.recover(office, keys_of(*holders[:2]), by=None, now=MOMENT)


def test_a_rotation_with_two_holders_left_gives_no_shares(
    begun: Begun, holders: list[Holder]
) -> None:
    principals.end(holders[0].id, by=begun.duty, now=MOMENT)

    rotation.rotate(OFFICE, by=begun.duty, now=MOMENT)

    assert not ShareRow.objects.filter(circle=principals.circle(OFFICE)).exists()
    assert events.problems(None, None) == []

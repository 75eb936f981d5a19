"""After any past, a copy that is put back tells nobody anything until its people were asked."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from hearth.actions import consent, introduction, placement, result
from hearth.core.errors import HearthError
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.copies import words
from hearth.store.models import GrantRow, IntroductionRow, PlacementRow
from tests.length import LONG
from tests.promised import Tried
from tests.properties.acts import Acts
from tests.properties.promise import Promise
from tests.properties.test_consent import DECK, Seeded
from tests.service import a_move, signed_in_again

SEEDS = 60 if LONG else 2
STEPS, EVERY = 300, 15  # acts of a walk; after how many a copy is put back


@pytest.mark.promise(number="P5")
@pytest.mark.django_db
def test_after_any_past_a_copy_tells_nothing_until_its_people_were_asked(tried: Tried) -> None:
    found = sum(_asked_after(seed) for seed in range(SEEDS))

    assert found > SEEDS, "hardly a yes or a release ever stood"
    tried(found, "yeses and releases after any past: shut by a copy put back, until one was asked")


def _asked_after(seed: int) -> int:
    """One service for one walk, of which a copy is put back again and again."""
    pick, found = Seeded(seed), 0
    with transaction.atomic():
        promise = Promise(pick)
        for step in range(STEPS):
            promise.step(pick.one_of(DECK))
            if step % EVERY == 0:
                found += _put_back(promise.acts)
        transaction.set_rollback(True)
    return found


@transaction.atomic
def _put_back(acts: Acts) -> int:
    """How many yeses and releases there were; all of it is undone, and the walk goes on."""
    given = _given()
    count = len(given)
    words.rest_all(acts.now.date())
    assert _opened(acts, given) == set()
    _nothing_goes_on(acts)
    for because in sorted(given):
        _ask(acts, because)
        given.discard(because)
        assert _opened(acts, given) == set()
    assert words.unasked().put_back_on is None
    transaction.set_rollback(True)
    return count


def _given() -> set[UUID]:
    """Every yes and every release by which somebody holds a key."""
    standing = words.standing()
    return {row.id for some in standing for row in some}


def _opened(acts: Acts, given: set[UUID]) -> set[UUID]:
    """Those of them by which anybody opens anything."""
    rows = GrantRow.objects.filter(because__in=given).select_related("item")
    return {
        row.because
        for row in rows
        for who in _people(acts)
        if row.to_id in who.keys and _opens(row, who)
    }


def _opens(row: GrantRow, who: SignedIn) -> bool:
    """Whether this key opens it to them, and no other that they hold does."""
    own = GrantRow.objects.filter(item=row.item_id, to__in=list(who.keys), rests=False)
    others = own.exclude(because=row.because)
    return not others.exists() and facts.can_open(row.item_id, who)


def _people(acts: Acts) -> Iterator[SignedIn]:
    for who in acts.everybody:
        if who not in acts.left:
            yield signed_in_again(who)


def _nothing_goes_on(acts: Acts) -> None:
    """The office tries every act that rests on a yes."""
    before = IntroductionRow.objects.count(), PlacementRow.objects.count()
    moved = set(PlacementRow.objects.values_list("id", "state"))
    by, program = signed_in_again(acts.office[0]), acts.service.program
    for one in acts.offers:
        at = acts.now.replace(hour=15) + timedelta(days=2)
        tries = (
            lambda one=one: introduction.arrange(offer_id=one.id, by=by, now=acts.now),
            lambda one=one: introduction.hold(introduction_id=one.meeting, by=by, now=acts.now),
            lambda one=one, at=at: placement.plan(
                offer_id=one.id, move=a_move(at), by=by, service=program, now=acts.now
            ),
            lambda one=one: placement.move(
                placement_id=one.stay, on=acts.now.date(), by=by, service=program, now=acts.now
            ),
        )
        for attempt in tries:
            with pytest.raises(HearthError), transaction.atomic():
                attempt()
    assert before == (IntroductionRow.objects.count(), PlacementRow.objects.count())
    assert moved == set(PlacementRow.objects.values_list("id", "state"))


def _ask(acts: Acts, because: UUID) -> None:
    """Whoever gave it says that it holds."""
    for case in acts.cases:
        mine = words.unasked_of(case.resident)
        for yes in mine.yeses.filter(id=because):
            consent.confirm(offer_id=yes.offer_id, by=case.resident, now=acts.now)
            return
        for release in mine.releases.filter(id=because):
            result.confirm(release_id=release.id, by=case.resident, now=acts.now)
            return
    raise AssertionError("nobody can say whether it holds")

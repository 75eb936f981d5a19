"""Two who write at once: the second waits before it reads what it will write on."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connection, transaction

from hearth.actions.keys import rotation
from hearth.actions.keys import service as setting_up
from hearth.actions.keys.service import Begun
from hearth.core.audience import Audience
from hearth.core.compartments import OFFICE, Compartment
from hearth.core.identity import Address
from hearth.store import events, facts, principals
from hearth.store.access import SignedIn
from hearth.store.facts import NewFact
from tests.builders import MOMENT, an_id
from tests.service import an_address, signed_in_again

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = 100_000  # at the server, until the second writer is seen to wait


@pytest.fixture
def begun() -> Begun:
    if connection.vendor != "postgresql":
        pytest.skip("the embedded database lets nobody begin to write while another does")
    return setting_up.begin(now=MOMENT)


def sealed(by: SignedIn) -> UUID:
    new = NewFact(
        subject=an_id(),
        compartment=Compartment.PLACE,
        kind="address",
        value=an_address(),
        to=(principals.circle(OFFICE),),
    )
    return facts.put(new, by=by, now=MOMENT)


def while_not_yet_done(first: Callable[[], None], second: Callable[[], UUID]) -> UUID:
    """What the second act answers, begun while the first is done and not yet committed."""
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            first()
            answer = other.submit(on_its_own, second)
            wait_for_a_lock(answer)
        return answer.result()


def on_its_own(act: Callable[[], UUID]) -> UUID:
    try:
        with transaction.atomic():
            return act()
    finally:
        connection.close()


def wait_for_a_lock(answer: Future[UUID]) -> None:
    with connection.cursor() as cursor:
        for _ in range(LOOKS):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0] or answer.done():
                return


def can_open(item: UUID, by: SignedIn) -> bool:
    with transaction.atomic():
        return facts.can_open(item, by)


def test_what_is_sealed_during_a_rotation_is_sealed_to_the_new_key(begun: Begun) -> None:
    colleague = signed_in_again(begun.duty)

    item = while_not_yet_done(
        lambda: rotation.rotate(OFFICE, by=begun.duty, now=MOMENT), lambda: sealed(colleague)
    )

    assert can_open(item, signed_in_again(begun.duty))
    assert events.problems(None, None) == []


def test_a_key_given_while_the_fact_is_changed_opens_what_it_was_changed_to(begun: Begun) -> None:
    with transaction.atomic():
        visitor = principals.make_user(Audience.VISITOR, None, by=begun.duty, now=MOMENT)
        item = sealed(begun.duty)

    def given() -> UUID:
        facts.grant([item], visitor.id, by=begun.duty, now=MOMENT, purpose="test")
        return item

    while_not_yet_done(
        lambda: facts.change(item, Address(street="2", town="B"), by=begun.duty, now=MOMENT), given
    )

    assert can_open(item, visitor)
    assert events.problems(None, None) == []

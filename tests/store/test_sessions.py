"""A sign-in lasts as long as its cookie, and the row alone opens nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.errors import Sealed
from hearth.store import principals, sessions
from hearth.store.access import SignedIn
from hearth.store.models import SessionRow

pytestmark = pytest.mark.django_db

NOW = datetime(2031, 5, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def visitor() -> SignedIn:
    with transaction.atomic():
        return principals.make_user(Audience.VISITOR, None, by=None, now=NOW)


def test_the_cookie_brings_back_the_same_person_with_their_key(visitor: SignedIn) -> None:
    cookie = sessions.begin(visitor, now=NOW)

    again = sessions.resume(cookie, now=NOW + timedelta(minutes=14))

    assert (again.actor, again.keys) == (visitor.actor, visitor.keys)


def test_the_row_holds_neither_the_cookie_nor_the_key(visitor: SignedIn) -> None:
    cookie = sessions.begin(visitor, now=NOW)

    row = SessionRow.objects.get()
    kept = bytes(row.token_hash) + bytes(row.locked)

    assert cookie.encode() not in kept
    assert visitor.keys[visitor.id] not in kept


def test_a_session_that_is_used_stays_open_until_its_end(visitor: SignedIn) -> None:
    cookie, moment = sessions.begin(visitor, now=NOW), NOW
    while moment + timedelta(minutes=10) < NOW + sessions.LASTS:
        moment += timedelta(minutes=10)
        sessions.resume(cookie, now=moment)

    with pytest.raises(Sealed):
        sessions.resume(cookie, now=NOW + sessions.LASTS)


def test_a_session_left_alone_ends(visitor: SignedIn) -> None:
    cookie = sessions.begin(visitor, now=NOW)

    with pytest.raises(Sealed):
        sessions.resume(cookie, now=NOW + sessions.IDLE)


def test_signing_out_ends_it_and_twice_is_no_mistake(visitor: SignedIn) -> None:
    cookie = sessions.begin(visitor, now=NOW)

    sessions.end(cookie, now=NOW)
    sessions.end(cookie, now=NOW)

    with pytest.raises(Sealed):
        sessions.resume(cookie, now=NOW)


def test_who_leaves_is_signed_out_everywhere(visitor: SignedIn) -> None:
    first, second = sessions.begin(visitor, now=NOW), sessions.begin(visitor, now=NOW)

    principals.end(visitor.id, by=visitor, now=NOW)

    for cookie in (first, second):
        with pytest.raises(Sealed):
            sessions.resume(cookie, now=NOW)


def test_a_cookie_never_given_is_refused_in_the_same_words(visitor: SignedIn) -> None:
    cookie = sessions.begin(visitor, now=NOW)
    sessions.end(cookie, now=NOW)
    never = sessions.begin(visitor, now=NOW)
    SessionRow.objects.all().delete()
    said = []

    for one in (cookie, never):
        with pytest.raises(Sealed) as refused:
            sessions.resume(one, now=NOW)
        said.append(str(refused.value))

    assert len(set(said)) == 1

"""Whoever writes to the embedded database waits in a queue."""

import sqlite3
from threading import Event, Thread

import pytest
from django.db import OperationalError, connection, transaction

from hearth.store import events
from hearth.store.database import base, in_plain_words, only_reading
from hearth.store.database.base import Queue
from hearth.store.models import PrincipalRow


def test_the_lock_goes_to_those_who_wait_in_the_order_in_which_they_came() -> None:
    queue, came = Queue(), list[int]()
    assert queue.enter(1)
    waiting = []
    for at in range(5):
        begun = Event()

        def wait(at: int = at, begun: Event = begun) -> None:
            begun.set()
            assert queue.enter(60)
            came.append(at)
            queue.leave()

        one = Thread(target=wait)
        one.start()
        begun.wait()
        while queue.waiting < at + 1:
            pass
        waiting.append(one)

    queue.leave()
    for one in waiting:
        one.join()

    assert came == [0, 1, 2, 3, 4]


def test_who_waits_too_long_goes_away_and_leaves_the_place_to_the_next() -> None:
    queue, got = Queue(), list[bool]()
    assert queue.enter(1)
    late = Thread(target=lambda: got.append(queue.enter(0)))
    late.start()
    late.join()

    queue.leave()

    assert got == [False]
    assert queue.enter(0)


def test_a_turn_that_does_not_come_is_told_in_the_words_for_a_lock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Queue, "enter", lambda *_: False)
    own = base.DatabaseWrapper({**connection.settings_dict, "NAME": ":memory:"}, "other")

    with pytest.raises(OperationalError) as told:
        own._start_transaction_under_autocommit()

    assert isinstance(told.value.__cause__, sqlite3.OperationalError)
    assert "somebody else is writing" in str(in_plain_words(told.value))


@pytest.mark.django_db(transaction=True)
def test_whoever_only_reads_keeps_nobody_from_writing() -> None:
    wrote = list[bool]()

    def write() -> None:
        with transaction.atomic():
            events.begin_write()
            wrote.append(True)
        connection.close()

    with only_reading():
        PrincipalRow.objects.count()
        beside = Thread(target=write)
        beside.start()
        beside.join(timeout=30)

        assert wrote == [True]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="a server holds nothing for a reader")
def test_what_only_reads_writes_down_nothing() -> None:
    with only_reading(), pytest.raises(RuntimeError):
        events.begin_write()
    with transaction.atomic():
        assert events.begin_write().seq == 0

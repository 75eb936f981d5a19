"""What waits to leave: its states, its words, its patience."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from hearth.core.audience import Audience
from hearth.core.gate import Fact, FactKind, Message
from hearth.core.gate.outbox import (
    STEPS,
    TRIES,
    Act,
    State,
    again_at,
    written,
)
from hearth.core.gate.wordings import ENGLISH, SUBJECTS, WORDINGS
from hearth.core.ids import PrincipalId
from hearth.core.reach import Channel, Reach
from hearth.core.steps import ends

NOW = datetime(2031, 5, 4, 12, tzinfo=UTC)


def note(wording: str = "news") -> Message:
    return Message(to=PrincipalId(uuid4()), purpose="news", wording=wording)


def said(**more: object) -> Reach:
    told = {
        "channels": frozenset(Channel),
        "mail": "a@example.net",
        "phone": "01632 960000",
        "post": "Robin Vale\n4 Elm Street",
        "said_on": NOW.date(),
        "holds_until": NOW.date() + timedelta(30),
    }
    return Reach(**{**told, **more})


def test_what_was_sent_refused_or_cancelled_stays_so() -> None:
    assert ends(STEPS) == {State.SENT, State.REFUSED, State.CANCELLED}


def test_the_program_sends_people_carry_and_anybody_s_word_cancels() -> None:
    by_people = {Act.DO, Act.MISS, Act.STOP}
    for (state, act), step in STEPS.items():
        who = {Audience.CASEWORKER} if act in by_people else {Audience.CLOCK}
        assert step.by == (set(Audience) if act is Act.CANCEL else who)
        assert (state is State.BY_HAND) >= (act in by_people)


def test_it_is_tried_again_with_more_patience_each_time_and_then_no_more() -> None:
    waits = [again_at(tries, NOW) for tries in range(1, TRIES + 1)]
    minutes = [(at - NOW) / timedelta(minutes=1) for at in waits if at is not None]

    assert minutes == [5, 10, 20, 40, 80]
    assert waits[-1] is None


def test_each_language_says_each_thing_in_two_ways() -> None:
    for said in WORDINGS.values():
        assert {name: len(ways) for name, ways in said.items()} == {
            name: len(ways) for name, ways in WORDINGS[ENGLISH].items()
        }
    assert {language: len(two) for language, two in SUBJECTS.items()} == dict.fromkeys(WORDINGS, 2)


@pytest.mark.parametrize(("language", "first"), [("uk", "Для"), ("ar", "هناك"), ("es", "Hay")])
def test_somebody_is_written_to_in_their_own_language(language: str, first: str) -> None:
    words = written(note(), Channel.MAIL, said(language=language))

    assert words is not None
    assert words.body.startswith(first)
    assert words.subject == SUBJECTS[language][0]


def test_a_language_that_nobody_translated_is_written_to_in_english() -> None:
    words = written(note(), Channel.TEXT, said(language="fr"))

    assert words is not None
    assert words.body == WORDINGS[ENGLISH]["news"][0]


@pytest.mark.parametrize("wording", sorted(set(WORDINGS[ENGLISH]) - {"own"}))
def test_no_wording_says_who_writes_or_why(wording: str) -> None:
    for words in WORDINGS[ENGLISH][wording]:
        said = words.lower()
        telling = ("home", "host", "safe", "service", "hearth", "case", "visit", "check", "http")
        assert not any(word in said for word in telling)


def test_a_word_to_avoid_is_kept_out_by_saying_it_otherwise() -> None:
    words = written(note(), Channel.TEXT, said(avoid="new, hello"))

    assert words is not None
    assert words.body == "Please look when you have a moment."
    assert words.subject == "Note"


def test_where_no_words_are_left_nothing_is_written() -> None:
    assert written(note(), Channel.TEXT, said(avoid="read please")) is None


def test_it_goes_where_they_said_by_the_way_that_is_taken() -> None:
    every = {one: written(note(), one, said()) for one in Channel}

    assert {one: words.address for one, words in every.items() if words} == {
        Channel.MAIL: "a@example.net",
        Channel.TEXT: "01632 960000",
        Channel.CALL: "01632 960000",
        Channel.LETTER: "Robin Vale\n4 Elm Street",
    }


def test_a_message_is_left_only_where_they_said_that_it_may_be() -> None:
    told = {yes: written(note(), Channel.CALL, said(voicemail=yes)) for yes in (False, True)}

    assert told[False] is not None
    assert told[False].on_tape == ""
    assert told[True] is not None
    assert told[True].on_tape == WORDINGS[ENGLISH]["tape"][0]


def test_what_is_left_on_a_machine_tells_nothing_of_the_message() -> None:
    place = Fact(FactKind.PLACE, "9 Alder Row", uuid4())
    message = Message(to=PrincipalId(uuid4()), purpose="moving in", facts=(place,), wording="own")

    words = written(message, Channel.CALL, said(voicemail=True))

    assert words is not None
    assert "Alder" in words.body
    assert "Alder" not in words.on_tape


def test_what_is_left_on_a_machine_avoids_their_words_or_is_nothing() -> None:
    said_so = said(voicemail=True, avoid="ring, try")

    words = written(note(), Channel.CALL, said_so)

    assert words is not None
    assert words.on_tape == ""

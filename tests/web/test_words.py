"""Whoever lives here or opens their home is spoken to in their own language, in every sentence."""

import pytest
from django.utils import translation

from hearth.web import words as spoken
from tools import words


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_text_is_said_in_every_language_with_its_places_kept(language: str) -> None:
    assert list(words.problems(language)) == []


def test_the_tool_and_the_pages_speak_the_same_languages() -> None:
    assert {"en", *words.LANGUAGES} == set(spoken.LANGUAGES)


@pytest.mark.parametrize(
    ("language", "said"),
    [("uk", "Моя сторінка"), ("ar", "صفحتي"), ("es", "Mi página")],
)
def test_the_title_of_the_page_is_said_in_the_readers_language(language: str, said: str) -> None:
    with translation.override(language):
        assert spoken.say("My page") == said


def test_what_nobody_has_translated_is_said_in_english() -> None:
    with translation.override("uk"):
        assert spoken.say("Nobody has said this yet") == "Nobody has said this yet"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("since %(day)s", {"day"}),
        ("%(share)s %% of %(all)s", {"share", "all"}),
        ("nothing", set()),
        ("a bare %", {"%"}),
    ],
)
def test_the_places_of_a_text_are_found(text: str, places: set[str]) -> None:
    assert words.places(text) == places

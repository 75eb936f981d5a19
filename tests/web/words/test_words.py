"""Whoever lives here or opens their home is spoken to in their own language, in every sentence."""

from pathlib import Path

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


@pytest.mark.parametrize(
    ("text", "said", "forms"),
    [
        (("Hello, %(name)s",), ("Hola",), 1),
        (("Hello",), ("Hola, %(name)s",), 1),
        (("Hello",), ("",), 1),
        (("Hello",), (), 1),
        (("%(num)s of %(all)s home", "%(num)s of %(all)s homes"), ("%(num)s casa",) * 2, 2),
        (("%(num)s home", "%(num)s homes"), ("%(num)s дім", "%(num)s доми"), 3),
    ],
)
def test_a_text_without_its_places_or_its_forms_is_not_let_through(
    text: words.Words, said: words.Words, forms: int
) -> None:
    assert list(words.wrong(text, said, forms))


def test_a_form_for_one_may_leave_out_the_number() -> None:
    text = ("%(num)s home", "%(num)s homes")

    assert list(words.wrong(text, ("لا بيت", "بيت", "بيتان", *("%(num)s بيوت",) * 3), 6)) == []


def test_what_is_no_longer_said_is_kept_for_when_it_is_said_again(tmp_path: Path) -> None:
    page = tmp_path / words.WEB / "front/page.html"
    page.parent.mkdir(parents=True)
    catalogue = tmp_path / words.LOCALE / "es.po"
    catalogue.parent.mkdir()
    page.write_text('{{ _("Done") }}', "utf-8")
    catalogue.write_text('msgid "Done"\nmsgstr "Hecho"\n', "utf-8")

    page.write_text('{{ _("Begun") }}', "utf-8")
    catalogue.write_bytes(words.written(words.updated("es", tmp_path)))
    assert any("not translated: Begun" in line for line in words.problems("es", tmp_path))

    page.write_text('{{ _("Done") }}', "utf-8")
    catalogue.write_bytes(words.written(words.updated("es", tmp_path)))
    assert list(words.problems("es", tmp_path)) == []

"""Templates: what nobody gave is a mistake, but for what GOV.UK's macros merely ask for."""

import sys
from pathlib import Path
from shutil import rmtree
from uuid import UUID

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, UndefinedError

from hearth.web.environment import environment, kept_in

PAGE = "components/page.html"


def test_a_name_that_nobody_gave_is_a_mistake() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nobody }}").render()
    with pytest.raises(UndefinedError):
        environment().from_string("{% if nobody %}{% endif %}").render()


def test_a_field_that_a_value_does_not_have_is_a_mistake() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ one.name }}").render(one=object())


def test_a_word_left_out_of_a_macros_dictionary_is_none() -> None:
    said = environment().from_string("{% if one.word %}yes{% else %}no{% endif %}")

    assert said.render(one={}) == "no"


@given(
    said=st.lists(st.sampled_from(["a", " ", "%%", "<b>", "&", "%(one)s"])).map("".join),
    one=st.text("a<>&'\"%{}\u202e"),
)
def test_a_word_is_said_and_escaped_as_jinja_itself_does(said: str, one: str) -> None:
    pages = environment()
    ours = pages.from_string("{{ _(said, one=one) }}").render(said=said, one=one)

    assert ours == pages.from_string("{{ gettext(said, one=one) }}").render(said=said, one=one)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("caseworker:board", ()),
        ("caseworker:shortlist", (UUID(int=2**127 + 5),)),
        ("caseworker:offer", (UUID(int=7), UUID(int=2**128 - 1))),
        ("caseworker:programme", ("blank.1",)),
    ],
)
def test_a_link_is_the_one_that_django_would_make(name: str, words: tuple[object, ...]) -> None:
    link = environment().from_string("{{ url(name, *words) }}")

    for _ in range(2):
        assert link.render(name=name, words=words) == reverse(name, args=words)


def compiled_anew(folder: Path) -> Environment:
    return environment(bytecode_cache=kept_in(folder))


def test_a_template_is_compiled_once_and_kept_for_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    compiled_anew(tmp_path).get_template(PAGE)
    again = compiled_anew(tmp_path)

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("it was compiled a second time")

    monkeypatch.setattr(again, "compile", refused)

    assert again.get_template(PAGE).name == PAGE


def test_where_nothing_can_be_kept_a_page_is_shown_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    pages = compiled_anew(tmp_path / "gone")
    rmtree(tmp_path / "gone")

    assert pages.get_template(PAGE).name == PAGE
    (tmp_path / "file").touch()
    assert kept_in(tmp_path / "file") is None


def test_where_python_keeps_nothing_neither_does_a_template(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    assert kept_in(tmp_path) is None
    assert not list(tmp_path.iterdir())

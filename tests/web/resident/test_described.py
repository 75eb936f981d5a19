"""A home is put in words once, sealed, and read in whichever language its reader has."""

import re

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.home import Home, Kind, Room
from hearth.core.ids import HomeId, HostId
from hearth.core.offer import FIELDS
from hearth.core.person import Feature
from hearth.web.resident import described
from hearth.web.words import LANGUAGES
from tests.service import a_service
from tests.web.doors import comes_in, open_doors

OTHERS = [code for code in LANGUAGES if code != "en"]
AREA = "Mill Lane, in the north"
HOMES = st.builds(
    Home,
    id=st.uuids().map(HomeId),
    host=st.uuids().map(HostId),
    kind=st.sampled_from(Kind),
    area=st.sampled_from(["", AREA]),
    rooms=st.lists(st.builds(Room, beds=st.integers(0, 4)), max_size=12).map(tuple),
    features=st.frozensets(st.sampled_from(Feature)),
)


@pytest.mark.parametrize("language", OTHERS)
@given(home=HOMES)
def test_no_part_of_any_home_is_left_in_english(language: str, home: Home) -> None:
    words = [said for said in (field(home) for field in FIELDS.values()) if said]

    with translation.override(language):
        told = described.said(words)

    for one, said in zip(words, told, strict=True):
        assert said != one
        assert said.count(AREA) == one.count(AREA)
        left = said.replace(AREA, "")
        assert not re.search("[a-z]", left) or language == "es", left


@given(home=HOMES)
def test_in_english_it_stands_as_it_was_put(home: Home) -> None:
    words = [said for said in (field(home) for field in FIELDS.values()) if said]

    with translation.override("en"):
        assert described.said(words) == tuple(words)


@pytest.mark.parametrize("put", ["a houseboat", "no steps, a moat", "some rooms"])
def test_what_the_table_does_not_hold_stands_as_it_was_put(put: str) -> None:
    with translation.override("uk"):
        assert described.said([put]) == (put,)


def test_a_kind_as_it_was_called_before_is_read_as_it_is_called_now() -> None:
    with translation.override("en"):
        said = described.said(["a supported", "a congregate"])

    assert said == ("a home with support", "a place where many people live")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("uk", ["оселя господаря, який приймає гостей", "район: north", "1 кімната"]),
        ("ar", ["بيت مضيف", "المنطقة: north", "غرفة واحدة (1)"]),
        ("es", ["una casa de acogida", "en north", "1 habitación"]),
    ],
)
def test_the_pages_show_a_home_in_the_readers_language(language: str, words: list[str]) -> None:
    service = a_service()
    open_doors(service)
    opened = service.open_case()
    home = service.put_offer(opened)
    browser = comes_in(opened.resident)
    browser.cookies["l"] = language

    for address in (f"/me/places/{home}", f"/me/places/{home}/yes", f"/me/places/{home}/no"):
        main = browser.get(address).content.decode().split("<main")[1]
        assert re.findall(r"<li>(.*?)</li>", main)[:3] == words, address
    comma = "، " if language == "ar" else ", "
    assert comma.join(words) in browser.get("/me/places").content.decode()

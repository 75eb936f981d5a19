"""The rules in words with their sources, and what other rules would do."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from hearth.core.programme_file import FOLDER, bundled
from hearth.store.models import CaseRow, PlacementRow, ProgrammeRow
from tests.service import Service
from tests.web.doors import comes_in

pytestmark = pytest.mark.django_db
CHANGE = "/office/programmes/blank.1/change"


@pytest.fixture
def office(service: Service) -> Client:
    return comes_in(service.duty)


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def stricter() -> SimpleUploadedFile:
    """The next version of the blank programme, for people from 25 on."""
    said = (FOLDER / "blank.1.toml").read_text("utf-8")
    said = said.replace("version = 1", "version = 2", 1)
    said = said.replace("effective_from = 2025-01-01", "effective_from = 2031-06-01", 1)
    said += """
[rules.eligibility]
age_min = 25
unaccompanied_minors = false
source = "the service's own choice"
confidence = "I"
"""
    return SimpleUploadedFile("blank.2.toml", said.encode())


def test_every_programme_is_listed_and_opens(office: Client) -> None:
    page = text(office.get("/office/programmes"))

    for one in bundled():
        assert f"/office/programmes/{one.ref}" in page
        assert office.get(f"/office/programmes/{one.ref}").status_code == 200


def test_every_number_stands_beside_its_source(office: Client) -> None:
    page = text(office.get("/office/programmes/supported-lodgings-england.1"))

    programme = next(one for one in bundled() if one.ref == "supported-lodgings-england.1")
    for part in programme.parts():
        assert part.origin.told.replace("'", "&#39;").replace('"', "&#34;") in page


def test_a_programme_that_is_not_there_is_not_found(office: Client) -> None:
    assert office.get("/office/programmes/never.1").status_code == 404
    assert office.get("/office/programmes/never.1/change").status_code == 404


def test_new_rules_from_a_file_say_who_would_be_touched_and_touch_nobody(
    service: Service, office: Client
) -> None:
    service.open_case()
    service.live(service.open_case())
    before = [list(model.objects.values()) for model in (CaseRow, PlacementRow, ProgrammeRow)]

    page = text(office.post(CHANGE, {"ref": "", "file": stricter()}))

    assert "If blank.2 took the place of blank.1" in page
    assert page.count("Robin Vale") == 2
    assert "the service is for people of other ages" in page
    assert "No stay ends by itself" in page
    after = [list(model.objects.values()) for model in (CaseRow, PlacementRow, ProgrammeRow)]
    assert after == before


def test_another_version_that_is_here_is_compared(office: Client) -> None:
    assert "If nightstop.1 took the place" in text(office.post(CHANGE, {"ref": "nightstop.1"}))


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("r.toml", b"not = = toml"), "this is not valid TOML"),
        (SimpleUploadedFile("r.toml", b"\xff\xfe\x00"), "not text in UTF-8"),
        (SimpleUploadedFile("r.toml", b"#" * 500_001), "bigger than 500 kB"),
        (None, "Choose another version, or a file"),
    ],
)
def test_what_is_no_programme_is_refused_beside_its_field(
    office: Client, file: SimpleUploadedFile | None, said: str
) -> None:
    page = text(office.post(CHANGE, {"ref": "", **({"file": file} if file else {})}))

    assert "There is a problem" in page
    assert said in page

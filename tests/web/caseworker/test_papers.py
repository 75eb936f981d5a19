"""Papers through the pages: handed in, looked at by whoever may, given out to nobody else."""

import re
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from hearth.actions.intake import Opened
from hearth.store.models import HomeRow, ItemRow, PaperRow
from tests.exchange.test_papers import CANARY, jpeg, pdf
from tests.promised import Tried
from tests.service import Service
from tests.web.doors import comes_in

pytestmark = pytest.mark.django_db
NAME = f"{CANARY}.pdf"


def file(content: bytes, name: str = NAME) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def send(client: Client, there: str, content: bytes) -> HttpResponse:
    words = {"what": "certificate", "words": "from the council", "file": file(content)}
    return client.post(there, words, follow=True)  # type: ignore[return-value]


def host_of(service: Service) -> UUID:
    return HomeRow.objects.get(id=service.homes[0]).host_id


@pytest.mark.promise(number="P7")
def test_nothing_of_the_file_is_in_any_page_or_picture(
    service: Service, lena: Client, opened: Opened, tried: Tried
) -> None:
    owner, lives = comes_in(service.hosts[service.homes[0]]), comes_in(opened.resident)
    send(lena, reverse("caseworker:host_papers", args=[host_of(service)]), pdf())
    send(lena, reverse("caseworker:case_papers", args=[opened.case]), jpeg())
    send(owner, reverse("host:papers"), jpeg())
    answers: list[bytes] = []

    for client, area in ((lena, "caseworker"), (owner, "host"), (lives, "resident")):
        for paper in PaperRow.objects.all():
            answer = client.get(reverse(f"{area}:paper", args=[paper.id]))
            if answer.status_code != 404:
                answers.append(answer.content)
                for at in re.findall(rb'img class="h-page" src="([^"]+)"', answer.content):
                    picture = client.get(at.decode())
                    assert (picture["Content-Type"], picture["Cache-Control"]) == (
                        "image/jpeg",
                        "no-store",
                    )
                    answers.append(picture.content)

    assert len(answers) == (3 + 2) + (2 + 1) + (1 + 1) + (2 + 2)
    assert not any(CANARY.encode() in one for one in answers)
    tried(len(answers), "pages and pictures of papers that were full of canaries: 0 shown")


def test_each_sees_their_own_papers_and_the_office_all(
    service: Service, lena: Client, opened: Opened
) -> None:
    send(lena, reverse("caseworker:host_papers", args=[host_of(service)]), jpeg())
    paper = PaperRow.objects.get()
    other = comes_in(service.hosts[service.homes[1]])
    owner, lives = comes_in(service.hosts[service.homes[0]]), comes_in(opened.resident)

    assert b"from the council" in owner.get(reverse("host:papers")).content
    for client, area in ((other, "host"), (lives, "resident")):
        assert b"from the council" not in client.get(reverse(f"{area}:papers")).content
        for name, more in (("paper", []), ("paper_page", [0])):
            there = reverse(f"{area}:{name}", args=[paper.id, *more])
            assert client.get(there).status_code == 404


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<svg/>", "no JPEG"),
        (b"\xff\xd8\xff%PDF-1.4" + jpeg(), "two kinds"),
        (b"", "empty"),
        (bytes(10_100_000), "bigger than 10 MB"),
    ],
)
def test_what_is_no_paper_is_said_beside_the_field(
    service: Service, lena: Client, content: bytes, says: str
) -> None:
    page = send(lena, reverse("caseworker:host_papers", args=[host_of(service)]), content)

    text = page.content.decode()
    assert says in text
    assert "govuk-error-message" in text
    assert CANARY not in text
    assert not PaperRow.objects.exists()


def test_a_paper_is_shredded_by_the_office(service: Service, lena: Client) -> None:
    there = reverse("caseworker:host_papers", args=[host_of(service)])
    send(lena, there, jpeg())
    paper = PaperRow.objects.get().id

    page = lena.post(reverse("caseworker:paper_delete", args=[paper]), follow=True)

    assert "The paper is shredded" in page.content.decode()
    assert not ItemRow.objects.filter(subject=paper).exists()
    assert lena.post(reverse("caseworker:paper_delete", args=[paper])).status_code == 404


def test_the_lead_gets_the_file_for_a_purpose_and_under_no_name(
    service: Service, lena: Client
) -> None:
    content = jpeg()
    send(lena, reverse("caseworker:host_papers", args=[host_of(service)]), content)
    paper, lead = PaperRow.objects.get().id, comes_in(service.lead)
    there = reverse("lead:paper", args=[paper])

    assert paper.hex[:8] in lead.get(reverse("lead:papers")).content.decode()
    refused = lead.post(there, {"purpose": "look"})
    given = lead.post(there, {"purpose": "The court asks for the file."})

    assert b"govuk-error-message" in refused.content
    assert given.content == content
    assert given["Content-Disposition"] == 'attachment; filename="paper.bin"'
    assert given["Content-Type"] == "application/octet-stream"

"""A list of hosts comes in through the pages, and nothing of it unseen."""

import csv
import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from hearth.entry import uploads
from hearth.store import facts
from hearth.store.models import HostRow, ItemRow
from tests.service import Service, a_service
from tests.web.doors import comes_in, open_doors

pytestmark = pytest.mark.django_db
LISTS = "/office/hosts/lists"
HEADING = ("Ref", "Contact", "spare rooms", "street")
IDA, EVE = ("h-1", "Ida Holm", "2", "9 Alder Row"), ("h-2", "Eve Ash", "many", "3 Birch Lane")


@pytest.fixture
def service() -> Service:
    made = a_service(homes=1)
    open_doors(made)
    return made


@pytest.fixture
def office(service: Service) -> Client:
    return comes_in(service.duty)


def sheet(*rows: tuple[str, ...], name: str = "hosts.csv") -> SimpleUploadedFile:
    out = io.StringIO()
    csv.writer(out).writerows([HEADING, *rows])
    return SimpleUploadedFile(name, out.getvalue().encode())


def send(office: Client, file: SimpleUploadedFile) -> HttpResponse:
    words = {"register": "hosts", "programme": "blank", "file": file}
    return office.post(LISTS, words)


def sent(office: Client, *rows: tuple[str, ...]) -> str:
    """A list that was sent, with its columns named. Its address."""
    page = send(office, sheet(*rows)).headers["Location"]
    office.post(f"{page}/columns", {"c0": "external_key", "c1": "name", "c2": "rooms"})
    return page


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def hosts() -> int:
    return HostRow.objects.count()


def test_the_mapping_of_columns_is_shown_and_can_be_changed(office: Client) -> None:
    page = send(office, sheet(IDA)).headers["Location"]
    before = text(office.get(page))
    office.post(f"{page}/columns", {"c0": "external_key", "c1": "name", "c2": "rooms", "c3": ""})
    after = text(office.get(page))

    assert "lacks a column for name" in before
    assert "For example: Ida Holm" in before
    assert "1 of 1 rows can be entered" in after
    assert "Not used: street" in after


def test_nothing_is_entered_while_a_row_is_wrong(office: Client) -> None:
    page = sent(office, IDA, EVE)
    before = hosts()

    answer = office.post(f"{page}/enter")

    assert answer.status_code == 409
    assert "rows are wrong" in text(answer)
    assert hosts() == before
    assert "does not tell rooms" in text(office.get(page))


def test_the_right_rows_come_in_where_that_is_chosen_and_the_others_go_back(
    office: Client,
) -> None:
    page = sent(office, IDA, EVE)
    before = hosts()

    office.post(f"{page}/enter", {"rows": "right"})
    marked = office.get(f"{page}/mend")

    assert hosts() == before + 1
    assert "1 hosts are new" in text(office.get(page))
    assert marked.headers["Cache-Control"] == "no-store"
    assert marked.headers["Content-Disposition"] == 'attachment; filename="rows.csv"'
    lines = list(csv.reader(io.StringIO(marked.content.decode("utf-8-sig"))))
    assert [line[1] for line in lines] == ["Contact", "Eve Ash"]
    assert lines[0][-1] == "problem"


def test_a_list_without_a_mistake_comes_in_whole_and_is_shredded(office: Client) -> None:
    page = sent(office, IDA)
    before = hosts()

    answer = office.post(f"{page}/enter", follow=True)

    assert "The list is in" in text(answer)
    assert hosts() == before + 1
    assert not ItemRow.objects.filter(kind="upload").exists()
    assert office.post(f"{page}/enter").status_code == 404  # the button pressed twice


def test_a_list_that_is_thrown_away_leaves_nothing(office: Client) -> None:
    page = sent(office, IDA)

    office.post(f"{page}/away")

    assert not ItemRow.objects.filter(kind="upload").exists()
    assert office.get(page).status_code == 404


def test_a_list_is_sealed_to_the_office_while_it_waits(service: Service, office: Client) -> None:
    page = sent(office, IDA)

    item = ItemRow.objects.get(kind="upload")
    assert b"Ida" not in bytes(item.body)
    assert facts.can_open(item.id, service.duty)
    for who in (service.lead, service.visitor, service.program):
        assert not facts.can_open(item.id, who)
    for who in (service.lead, service.visitor):
        assert comes_in(who).get(page).status_code == 404


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("hosts.pdf", b"%PDF"), "neither CSV nor XLSX"),
        (SimpleUploadedFile("hosts.xlsx", b"PK\3\4 and nothing"), "damaged or not a spreadsheet"),
        (SimpleUploadedFile("hosts.xls", b"\0" * 99), "damaged or not a spreadsheet"),
        (SimpleUploadedFile("hosts.csv", b"\n\n"), "is empty"),
        (SimpleUploadedFile("hosts.csv", b""), "The file is empty"),
        (SimpleUploadedFile("hosts.csv", b",".join([b"a"] * 300)), "more than 200 columns"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(
    office: Client, file: SimpleUploadedFile, said: str
) -> None:
    file.seek(0)

    page = text(send(office, file))

    assert "There is a problem" in page
    assert said in page
    assert not ItemRow.objects.filter(kind="upload").exists()


def test_a_file_of_fifty_megabytes_is_refused_in_a_sentence_and_kept_nowhere(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = 0

    def counted(self: uploads.AtMost, raw: bytes, start: int) -> bytes:
        nonlocal most
        most = max(most, start + len(raw))
        return real(self, raw, start)

    real = uploads.AtMost.receive_data_chunk
    monkeypatch.setattr(uploads.AtMost, "receive_data_chunk", counted)

    answer = send(office, SimpleUploadedFile("hosts.csv", b"a,b\n" * 12_500_000))

    assert "The file is bigger than 10 MB" in text(answer)
    assert most < uploads.MOST_BYTES + 100_000  # the rest was thrown away unread
    assert not ItemRow.objects.filter(kind="upload").exists()


def test_a_spreadsheet_comes_in_as_text_does(office: Client) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for number, row in enumerate([HEADING, IDA, EVE]):
            page.write_row(number, 0, row)

    there = send(office, SimpleUploadedFile("hosts.xlsx", out.getvalue())).headers["Location"]
    office.post(f"{there}/columns", {"c0": "external_key", "c1": "name", "c2": "rooms"})

    assert "1 of 2 rows can be entered" in text(office.get(there))
    marked = office.get(f"{there}/mend")
    assert marked.headers["Content-Disposition"] == 'attachment; filename="rows.xlsx"'
    assert marked.content.startswith(b"PK")


@pytest.mark.parametrize(
    "name", ["قائمة.csv", "🏠" * 40 + ".csv", "../../hosts.csv", "a" * 240 + ".csv"]
)
def test_whatever_a_file_is_called_it_comes_in(office: Client, name: str) -> None:
    there = send(office, sheet(IDA, name=name)).headers["Location"]

    assert office.get(there).status_code == 200


def test_what_is_typed_into_the_form_stays_when_the_file_is_wrong(office: Client) -> None:
    words = {"register": "قائمة 🏠", "programme": "nightstop"}

    page = text(office.post(LISTS, words))

    assert "Choose a file" in page
    assert 'value="قائمة 🏠"' in page
    assert '<option value="nightstop" selected>' in page


def test_a_list_begun_is_found_again(office: Client) -> None:
    page = sent(office, IDA)

    listed = text(office.get(reverse("caseworker:lists")))

    assert page in listed
    assert "1 row" in listed

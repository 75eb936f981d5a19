"""What somebody began to write on one page is theirs alone, given back, and gone once sent."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse_lazy

from hearth.entry.begun import WAITS, name_of
from hearth.entry.typed import KEEP, keeps
from hearth.queries import drafts as asked
from hearth.store import drafts
from hearth.store.models import DraftRow, HostNoteRow
from tests.service import LATER, Service, a_service
from tests.web.doors import comes_in, open_doors

pytestmark = pytest.mark.django_db

DRAFTS, DIARY, WRONG = "/drafts", reverse_lazy("host:diary"), "/me/say"
HOST_SAYS = reverse_lazy("host:says")
SAID = "He stood at the gate & he knew my name.\r\nTwice."
WEB = Path(__file__).parents[3] / "hearth" / "web"

# Forms with an area that keep nothing, and why.
KEEP_NOTHING = {
    "front/templates/front/recover.html": "halves of keys",
    "lead/templates/lead/emergency.html": "half of a key",
    "front/templates/front/looks.html": "examples, in a trial alone",
    "lead/templates/lead/stay.html": "what for, once for each reading; the other form of it keeps",
}


@pytest.fixture
def service() -> Iterator[Service]:
    with transaction.atomic():
        made = a_service(homes=1)
        open_doors(made)
        yield made


@pytest.fixture
def host(service: Service) -> Client:
    return comes_in(next(iter(service.hosts.values())))


def begins(client: Client, at: object, said: str = SAID) -> None:
    assert client.post(DRAFTS, {"at": str(at), "words": said, KEEP: "words"}).status_code == 204


def begun(client: Client, at: object) -> str | None:
    """What is given back for this page; None where nothing was begun."""
    fields = client.get(DRAFTS, {"at": str(at)}).json().get(str(at))
    return fields["words"][0] if fields else None


def test_what_was_begun_is_given_back_at_its_own_page_alone(host: Client) -> None:
    begins(host, DIARY)

    assert begun(host, DIARY) == SAID
    assert begun(host, HOST_SAYS) is None


def test_nobody_else_finds_it_whatever_they_may_open(service: Service, host: Client) -> None:
    begins(host, DIARY)

    for other in (service.duty, service.lead):
        assert begun(comes_in(other), DIARY) is None
    assert Client().get(DRAFTS, {"at": str(DIARY)}).status_code == 302
    row = DraftRow.objects.get()
    assert b"gate" not in bytes(row.body)
    assert "diary" not in row.name


def test_once_its_form_is_taken_it_is_gone(host: Client) -> None:
    begins(host, DIARY)

    host.post(DIARY, {"kind": "note", "words": SAID, KEEP: "words"})

    assert HostNoteRow.objects.count() == 1
    assert not DraftRow.objects.exists()


def test_a_form_that_comes_back_with_mistakes_leaves_it(host: Client) -> None:
    begins(host, DIARY)

    assert host.post(DIARY, {"kind": "note", "words": "", KEEP: "words"}).status_code == 422

    assert begun(host, DIARY) == SAID


def test_what_was_not_looked_at_stays_when_something_else_is_sent(host: Client) -> None:
    begins(host, DIARY)

    host.post(DIARY, {"kind": "note", "words": "Else.", KEEP: "words", WAITS: "waits"})

    assert begun(host, DIARY) == SAID


def test_whoever_began_it_throws_it_away(host: Client) -> None:
    begins(host, DIARY)
    begins(host, HOST_SAYS)

    host.post(DRAFTS, {"at": str(DIARY), "away": "yes"})

    assert (begun(host, DIARY), begun(host, HOST_SAYS)) == (None, SAID)


def test_after_a_week_it_goes_by_itself_and_an_arrival_stays(service: Service) -> None:
    by = service.duty
    for name in (name_of("/office/find"), "here/x/who"):
        drafts.save(name, drafts.Typed({"words": (SAID,)}), by=by, now=LATER)

    assert drafts.forget(now=LATER + drafts.OF_PAGES_FOR) == 0
    assert drafts.forget(now=LATER + drafts.OF_PAGES_FOR + timedelta(seconds=1)) == 1
    assert [*asked.under("", by=by)] == ["here/x/who"]


def test_a_page_asks_for_all_its_forms_in_one_question(host: Client) -> None:
    places = [f"{HOST_SAYS}/{at}" for at in "abc"]
    begins(host, places[0])
    with CaptureQueriesContext(connection) as of_one:
        host.get(DRAFTS, {"at": places})
    for at in places[1:]:
        begins(host, at)

    with CaptureQueriesContext(connection) as of_three:
        given = host.get(DRAFTS, {"at": places}).json()

    assert [*given] == places
    assert len(of_three) == len(of_one)
    assert host.get(DRAFTS, {"at": [f"/{at}" for at in range(41)]}).status_code == 422


def test_a_page_that_is_too_old_writes_the_words_out_to_be_copied(service: Service) -> None:
    signed_in = comes_in(next(iter(service.hosts.values())))
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = signed_in.cookies
    browser.cookies["c"] = "x" * 32

    answer = browser.post(DIARY, {"words": SAID, "kind": "note", KEEP: "words"})

    assert answer.status_code == 403
    assert answer.headers["X-Stale"]
    assert "He stood at the gate &amp; he knew my name.\r\nTwice.</textarea>" in (
        answer.content.decode()
    )
    assert not HostNoteRow.objects.exists()


def test_no_mistake_writes_out_what_no_form_keeps(service: Service) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = comes_in(service.lead).cookies

    page = browser.post("/recover", {"first": "half of a key", KEEP: "second"}).content.decode()

    assert "half of a key" not in page


def test_the_same_person_is_known_again_by_the_page_and_nobody_by_name(service: Service) -> None:
    def whose(client: Client, at: str) -> str:
        found = re.search('data-whose="([^"]*)"', client.get(at).content.decode())
        return found[1] if found else ""

    lead = whose(comes_in(service.lead), "/desk/")
    assert len(lead) == 16
    assert lead == whose(comes_in(service.lead), "/desk/said/")
    assert lead != whose(comes_in(service.duty), "/office/")
    assert whose(Client(), "/") == ""


def test_every_form_with_room_for_words_keeps_them() -> None:
    rooms = re.compile(r"\barea\(|govukTextarea\(\{")
    forms = re.compile(r"<form\b.*?</form>", re.DOTALL)
    lacking = set()
    for path in WEB.rglob("*.html"):
        text = path.read_text("utf-8")
        for form in forms.findall(text):
            if rooms.search(form) and "keeps(" not in form and "data-draft" not in form:
                lacking.add(path.relative_to(WEB).as_posix())

    assert lacking == {*KEEP_NOTHING}


def test_the_field_that_names_them_is_written_safely() -> None:
    assert keeps("a", '"><b>') == '<input type="hidden" name="keep" value="a &#34;&gt;&lt;b&gt;">'

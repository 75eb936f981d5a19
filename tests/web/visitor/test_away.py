"""A visit where there is no network: the phone is killed, found, and holds no word of it."""

import re
import socket
import sqlite3
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from hearth.core.errors import Sealed
from hearth.seal import parcel, primitives
from tests.web.browser import Town, find_browser, served
from tests.web.visitor.phone import Phone

SAID = "The cellar stairs frighten me Quillfeather"
CODE = re.compile(r"^[0-9A-Z]{5}-[0-9A-Z]{5}$")
HOST_SAID = "Supper goes well Marrowstone"


class Away:
    """A town that can be stopped and started again at its address, and one visitor's phone."""

    def __init__(self, folder: Path, phone: Phone, elsewhere: Browser) -> None:
        self.folder, self.phone, self.elsewhere = folder, phone, elsewhere
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._running = ExitStack()
        self.address = ""

    def open(self) -> None:
        """The network is there: the service answers at its address."""
        served_now = served(self.folder, "--port", str(self.port))
        self.address, _ = self._running.enter_context(served_now)

    def stop(self) -> None:
        """The network is gone: nothing answers any more."""
        self._running.close()

    def count(self, sql: str) -> int:
        """One number out of the service's own database."""
        (base,) = self.folder.glob("*.sqlite3")
        with closing(sqlite3.connect(base)) as rows:
            return int(rows.execute(sql).fetchone()[0])


@pytest.fixture(scope="module")
def town_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One invented town for all tests here."""
    return tmp_path_factory.mktemp("town")


@pytest.fixture
def away(_browser: Browser, town_folder: Path, tmp_path: Path) -> Iterator[Away]:
    path = find_browser()
    assert path is not None
    phone = Phone(path, tmp_path / "phone", _browser.browser_type)
    phone.folder.mkdir()
    town = Away(town_folder, phone, _browser)
    town.open()
    yield town
    phone.die()
    town.stop()


def takes_along(away: Away, page: Page, visits: int = 1) -> tuple[str, tuple[str, ...]]:
    """Visits taken on and packed: the code, and words of whose door the first is."""
    page.goto(away.address)
    page.locator('button[name="as"][value="visitor"]').click()
    for at in reversed(range(visits)):
        page.get_by_role("link", name="Visit due on").nth(at).click()
        take = page.get_by_role("button", name="Take this visit on today")
        if take.count():
            take.click()
        expect(page.get_by_role("heading", name="The talks")).to_be_visible()
        if at:
            page.get_by_role("link", name="Back").click()
    rows = page.locator("dl.govuk-summary-list").first.locator("dd").all_inner_texts()
    door = (rows[0], rows[1].split(",")[0])
    page.goto(f"{away.address}round/")
    page.get_by_role("button", name="Take them along on this phone").click()
    code = page.locator("[data-code]")
    expect(code).to_have_text(CODE)
    return code.inner_text(), door


def opens(away: Away, page: Page, code: str) -> None:
    page.goto(f"{away.address}round/away")
    page.get_by_label("The code that you wrote down").fill(code)
    page.get_by_role("button", name="Open", exact=True).click()


def writes(page: Page, link: str, began: str, ended: str, said: str) -> None:
    page.get_by_role("button", name=link).click()
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date()
    page.get_by_label("On which day?").fill(yesterday.isoformat())
    page.get_by_label("When did it begin?").fill(began)
    page.get_by_label("When did it end?").fill(ended)
    page.get_by_label("Where were you?").fill("on a walk")
    page.get_by_role("radio", name="At the home, or on a walk from its door").check()
    page.get_by_role("radio", name="No, we were out of earshot").check()
    if page.get_by_text("Do they feel safe here?").count():
        page.get_by_role("radio", name="Yes", exact=True).first.check()
    else:
        page.get_by_role("group", name="Has anything changed").get_by_label("No").check()
    page.get_by_label("What else was said?").fill(said)
    expect(page.get_by_role("status").filter(has_text="Kept on this phone")).to_be_visible()


def says_no(page: Page, host: str) -> None:
    """The guest of any other host does not want to be seen."""
    cards = page.locator("[data-away-visits] section")
    other = cards.filter(has_not=page.get_by_role("heading", name=host))
    other.get_by_text("The guest does not want to be seen").click()
    other.get_by_role("button", name="Write down that they do not want it").click()
    expect(other.get_by_text("It is sent by itself")).to_be_visible()
    expect(other.get_by_role("button")).to_have_count(0)  # it cannot be written down twice


REFUSALS = "select count(*) from store_checkrow where state = 'refused'"


def test_visits_without_a_network_arrive_once_and_the_phone_tells_nobody(away: Away) -> None:
    page = away.phone.start()
    code, door = takes_along(away, page, visits=2)
    opens(away, page, code)
    expect(page.get_by_role("heading", name=door[0])).to_be_visible()
    away.stop()
    away.phone.context.set_offline(True)
    opens(away, page, code)
    says_no(page, door[0])
    writes(page, "The talk with the guest, alone", "10:00", "10:30", SAID)
    away.phone.die()
    words = (*door, "Quillfeather", "Marrowstone", "cellar", code, code.replace("-", ""))
    assert away.phone.tells(*words) == set()

    page = away.phone.start()  # the service still answers nothing
    opens(away, page, code)
    page.get_by_role("button", name="The talk with the guest, alone").click()
    expect(page.get_by_label("What else was said?")).to_have_value(SAID)
    page.get_by_role("button", name="This talk is written down").click()
    writes(page, "The talk with the host", "11:00", "11:20", HOST_SAID)
    page.get_by_role("button", name="This talk is written down").click()
    page.get_by_role("button", name="Hand in and seal").click()
    waits = page.locator("[data-away-visits]").get_by_text("It is sent by itself")
    expect(waits).to_have_count(2)
    assert "Quillfeather" not in page.content()
    away.phone.die()
    assert away.phone.tells(*words) == set()

    talks, refusals = away.count("select count(*) from store_talkrow"), away.count(REFUSALS)
    away.open()
    page = away.phone.start()
    page.goto(f"{away.address}round/away")  # nobody is signed in, and no code is given
    arrived = page.locator("[data-away-answers] li")
    both = {"Arrived. The visit counts.", "Arrived, as you handed it in."}
    expect(arrived).to_have_count(2)
    assert set(arrived.all_inner_texts()) == both
    page.reload()
    expect(arrived).to_have_count(2)
    assert set(arrived.all_inner_texts()) == both

    assert away.count("select count(*) from store_talkrow") == talks + 2
    assert away.count("select count(*) from store_parcelrow") == 2
    assert away.count(REFUSALS) == refusals + 1
    away.phone.die()
    assert away.phone.tells(*words) == set()


def test_the_search_of_the_phone_finds_a_word_that_lies_there_open(away: Away) -> None:
    page = away.phone.start()
    page.goto(away.address)
    page.evaluate(
        """() => new Promise((done) => {
          const asked = indexedDB.open("open", 1);
          asked.onupgradeneeded = () => asked.result.createObjectStore("words");
          asked.onsuccess = () => {
            const all = asked.result.transaction("words", "readwrite", { durability: "strict" });
            all.objectStore("words").put({ said: "Quillfeather" }, 1);
            all.objectStore("words").put(btoa("xx Marrowstone of the hill"), 2);
            all.oncomplete = () => done();
          };
        })"""
    )
    away.phone.die()

    found = {word for word, _ in away.phone.tells("Quillfeather", "Marrowstone", "Thistledown")}

    assert found == {"Quillfeather", "Marrowstone"}


def kept(page: Page, store: str) -> int:
    """How many things lie in one store of the phone."""
    return int(page.evaluate(COUNT, store))


COUNT = """(store) => new Promise((done) => {
  const asked = indexedDB.open("away", 1);
  asked.onsuccess = () => {
    const all = asked.result.transaction([store], "readonly");
    const count = all.objectStore(store).count();
    all.oncomplete = () => { asked.result.close(); done(count.result); };
  };
})"""
PASSES = """() => new Promise((done) => {
  const asked = indexedDB.open("away", 1);
  asked.onsuccess = () => {
    const all = asked.result.transaction(["pack"], "readwrite");
    const pack = all.objectStore("pack").get("now");
    pack.onsuccess = () => all.objectStore("pack").put({ ...pack.result, until: 0 }, "now");
    all.oncomplete = () => { asked.result.close(); done(); };
  };
})"""


def test_a_phone_that_is_signed_out_from_elsewhere_forgets_its_pack(
    away: Away,
) -> None:
    page = away.phone.start()
    code, _ = takes_along(away, page)
    opens(away, page, code)
    writes(page, "The talk with the host", "11:00", "11:20", HOST_SAID)
    assert (kept(page, "pack"), kept(page, "drafts")) == (1, 1)

    elsewhere = away.elsewhere.new_page()
    elsewhere.goto(away.address)
    elsewhere.locator('button[name="as"][value="visitor"]').click()
    elsewhere.get_by_role("button", name="Sign that phone out").click()
    elsewhere.close()
    page.reload()

    expect(page.locator("[data-away-said]")).to_have_text(re.compile("Nothing is packed|has ended"))
    expect(page.locator("[data-away-answers] li")).not_to_have_count(0)
    assert (kept(page, "pack"), kept(page, "drafts"), kept(page, "outbox")) == (0, 0, 0)


def test_when_the_shift_is_over_the_pack_is_gone_and_what_was_typed_waits_online(
    away: Away,
) -> None:
    page = away.phone.start()
    code, door = takes_along(away, page)
    opens(away, page, code)
    writes(page, "The talk with the guest, alone", "10:00", "10:30", SAID)
    page.evaluate(PASSES)

    page.reload()

    expect(page.locator("[data-away-said]")).to_contain_text("has ended, and is gone")
    expect(page.locator("[data-away-open]")).to_be_hidden()
    expect(page.locator("[data-away-answers]")).to_contain_text("waits for you in today's round")
    page.goto(f"{away.address}round/")
    page.get_by_role("link", name="Visit due on").first.click()
    page.get_by_role("link", name="The talk with the guest, alone").click()
    expect(page.get_by_label("What else was said?")).to_have_value(SAID)
    away.phone.die()
    assert away.phone.tells(code, "Quillfeather", *door) == set()


def test_a_wrong_code_opens_nothing_and_the_tenth_ends_the_pack(away: Away) -> None:
    page = away.phone.start()
    takes_along(away, page)

    opens(away, page, "AAAAA-AAAAA")
    expect(page.get_by_role("alert")).to_contain_text("This is not the code of this pack")
    for _ in range(9):
        page.get_by_label("The code that you wrote down").fill("BBBBB-BBBBB")
        page.get_by_role("button", name="Open", exact=True).click()  # waits until it may be pressed

    expect(page.locator("[data-away-open]")).to_be_hidden()
    assert kept(page, "pack") == 0


SEALS = """async ([key, content, info]) => {
  const { seal } = await import("/static/hearth/away/hpke.js");
  const { fromHex } = await import("/static/hearth/away/bytes.js");
  const bytes = (text) => text ? fromHex(text) : new Uint8Array();
  const sealed = await seal(fromHex(key), bytes(content), bytes(info));
  return [...sealed].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}"""


def test_what_a_browser_seals_opens_here_and_under_its_own_place_alone(town: Town) -> None:
    page = town.enters("visitor")
    private, pack, id = primitives.new_private(), uuid4(), uuid4()
    public, place = primitives.public_of(private), parcel.context(pack, id)

    for content in (b"", b"a", b"\0" * 4097, SAID.encode() * 500):
        hexed = [public.hex(), content.hex(), place.hex()]
        sealed = bytes.fromhex(page.evaluate(SEALS, hexed))
        assert parcel.open_(sealed, private, pack, id) == content
        assert len(sealed) == len(parcel.close(content, public, pack, id))
        for wrong in ((primitives.new_private(), pack, id), (private, id, pack)):
            with pytest.raises(Sealed):
                parcel.open_(sealed, *wrong)


LENGTHS = """async (key) => {
  const { parcel } = await import("/static/hearth/away/safe.js");
  const pack = { id: "0".repeat(32), token: "t".repeat(44), key };
  const said = "All is well. ".repeat(40);
  const talk = { with_: "host", where: "in the kitchen", said, answers: {} };
  const no = { refused: true, talks: [], typed: {} };
  const all = [no, { talks: [talk, talk] }, { ...no, talks: [talk] }];
  const made = all.map((told) => parcel(pack, { visit: "0".repeat(32), ...told }));
  return (await Promise.all(made)).map((one) => one.sealed.length);
}"""


def test_a_no_on_a_phone_is_as_long_as_two_talks(town: Town) -> None:
    page = town.enters("visitor")
    key = b64encode(primitives.public_of(primitives.new_private())).decode()

    assert len(set(page.evaluate(LENGTHS, key))) == 1


def test_signing_out_clears_the_phone_and_loses_nothing_that_was_typed(away: Away) -> None:
    page = away.phone.start()
    code, _ = takes_along(away, page)
    opens(away, page, code)
    writes(page, "The talk with the host", "11:00", "11:20", HOST_SAID)
    page.goto(f"{away.address}round/")
    page.get_by_role("link", name="Visit due on").first.click()

    page.get_by_role("button", name="Sign out").click()
    expect(page.locator('button[name="as"][value="visitor"]')).to_be_visible()

    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    page.locator('button[name="as"][value="visitor"]').click()
    page.get_by_role("link", name="Visit due on").first.click()
    page.get_by_role("link", name="The talk with the host").click()
    expect(page.get_by_label("What else was said?")).to_have_value(HOST_SAID)

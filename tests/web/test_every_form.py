"""Every form that anybody can come to, sent what no form should be sent.

None of it breaks a page; a form that comes back names its fields and keeps what was typed; a form
sent twice, or from a page that is too old, gets a calm answer.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import APIResponse, Page

from tests.length import LONG
from tests.promised import Tried
from tests.web.browser import Town, served
from tests.web.crawl import pattern
from tests.web.forms_read import Form, Read
from tests.web.test_every_page import HOSTS, RESIDENTS, STAFF, entering

MOST = 60 if LONG else 25
BAD = {
    "nothing": "",
    "very long": "far too long " * 4_000,
    "emoji": "\U0001f628\u200d\U0001f32b\ufe0f",
    "from the right": "\u0623\u062d\u0645\u062f \u202bKarim\u202c",
    "NUL": "a\x00b",
    "pasted": "\u201cHe\u2019s here\u201d\u00a0\u2013\r\n<b>no</b>\u2026\x0b",
    "half a pair": "1e999 \u2028 -1",
}
HUGE = 50_000_000
CALM = {200, 204, 302, 404, 409, 413, 422, 429}
QUESTIONS = ("who", "tonight", "needs", "with", "away", "periods")
TYPE_NOTHING = {"manager", "auditor", "administrator"}
ENDS = {"/leave", "/out", "/lock", "/language", "/back", "/trial", "/secret"}  # or is no answer


class Found(NamedTuple):
    """A form, and the page that it stands on."""

    page: str
    form: Form


@pytest.fixture(scope="module")
def copied(_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The invented town in a folder of its own, for it is written into."""
    folder: Path = tmp_path_factory.mktemp("forms") / "town"
    shutil.copytree(_town.folder, folder)
    with served(folder) as (address, process):
        yield Town(address, process, folder, _town.browser)


def behind_a_press(page: Page, who: str) -> list[str]:
    """Pages to which no link leads, but a button: intake's questions, and a visit taken on."""
    if who == "duty":
        page.get_by_role("button", name="Somebody is here").click()
        page.wait_for_url("**/who")
        return [page.url.replace("/who", f"/{one}") for one in QUESTIONS]
    visits = page.get_by_role("link", name="Visit due on")
    if who == "visitor" and visits.count():
        visits.first.click()
        page.wait_for_url("**/round/*-*")
        take = page.get_by_role("button", name="Take this visit on today")
        if take.count():
            take.click()
        page.get_by_role("heading", name="The talks").wait_for()
        return [page.url]
    return []


def forms_of(town: Town, page: Page, who: str) -> Iterator[Found]:
    """All forms of pages that can be come to from here; of pages of one pattern, of one.

    Of intake's questions, which share a pattern, all.
    """
    begins = page.url
    first = behind_a_press(page, who)
    ahead, seen = [*first, begins], set[str]()
    while ahead and len(seen) < MOST:
        address = ahead.pop(0)
        kind = pattern(address)
        if kind is None or not address.startswith(town.address):
            continue
        if kind in seen and address not in first:
            continue
        seen.add(kind)
        answer = page.request.get(address)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        read = Read(answer.text())
        ahead += [urljoin(address, link) for link in read.links if link]
        for form in read.forms:
            to = urljoin(address, form.action or address)
            if form.method == "post" and urlsplit(to).path not in ENDS:
                form.action = to
                yield Found(address, form)


def sends(page: Page, one: Found, body: dict[str, str]) -> APIResponse:
    """What is answered; a redirect is not followed."""
    headers = {"Referer": one.page}
    return page.request.post(one.form.action, form=body, headers=headers, max_redirects=0)


def wrong_with(one: Found, answer: APIResponse, words: str) -> Iterator[str]:
    """What is wrong with the answer to a form."""
    if answer.status not in CALM:
        yield f"answers {answer.status}"
    if answer.status != 422:
        return
    read = Read(answer.text())
    if read.lists_mistakes:
        astray = [to for to in read.links if to.startswith("#") and to[1:] not in read.ids]
        if astray:
            yield f"leads to {', '.join(astray)}, which is not there"
        yield from lost(one, read, words)


def lost(one: Found, read: Read, words: str) -> Iterator[str]:
    """What was typed and is not there any more. No page can hold what nobody sees."""
    again = [form for form in read.forms if one.form.typed.keys() <= form.typed.keys()]
    plain = "".join(sign for sign in words if sign.isprintable()).strip()
    if not again or not words.isprintable() or not plain:
        return
    for name in one.form.typed.keys() - one.form.secret:
        if not any(plain[:200] in form.typed[name] for form in again):
            yield f"lost what was typed into {name}"


@pytest.mark.parametrize("who", [RESIDENTS, HOSTS, *STAFF])
def test_no_form_breaks_or_loses_what_was_typed(copied: Town, who: str) -> None:
    complaints: list[str] = []
    sent = 0
    for key in entering(copied, who)[: None if LONG else 2]:
        page = copied.enters(key)
        for one in list(forms_of(copied, page, who)):
            if not one.form.typed or one.form.holds_a_file:
                continue
            for what, words in BAD.items():
                answer = sends(page, one, one.form.filled(words))
                sent += 1
                where = f"{urlsplit(one.form.action).path}, {what}"
                complaints += [f"{where}: {said}" for said in wrong_with(one, answer, words)]
        page.context.close()

    assert not complaints, "\n".join(complaints)
    assert sent or who in TYPE_NOTHING


@pytest.mark.promise(number="P1")
@pytest.mark.parametrize("who", [RESIDENTS, HOSTS, *STAFF])
def test_a_form_sent_twice_or_from_an_old_page_gets_a_calm_answer(
    copied: Town, who: str, tried: Tried
) -> None:
    complaints: list[str] = []
    sent = 0
    for key in entering(copied, who)[: None if LONG else 2]:
        page = copied.enters(key)
        for one in list(forms_of(copied, page, who)):
            where = urlsplit(one.form.action).path
            if one.form.holds_a_file:
                continue
            body = one.form.sent | one.form.typed
            old = {name: said for name, said in body.items() if name != "csrfmiddlewaretoken"}
            refused = sends(page, one, old)
            if refused.status != 403 or "<h1" not in refused.text():
                complaints.append(f"{where}: of an old page it answers {refused.status}")
            answers = [(sends(page, one, body), acts(copied)) for _ in range(2)]
            for (answer, _), time in zip(answers, ("once", "twice"), strict=True):
                if answer.status not in CALM:
                    complaints.append(f"{where}, {time}: answers {answer.status}")
            (first, once), (second, twice) = answers
            sent += 1
            if once != twice and not is_for_each(first):
                complaints.append(f"{where}: sent twice, done twice ({twice - once} acts)")
            if first.status == 302 and second.headers["location"] != first.headers["location"]:
                complaints.append(f"{where}: sent twice, leads elsewhere")
        page.context.close()

    assert not complaints, "\n".join(complaints)
    tried(sent, "forms of pages sent twice: each done once")


def acts(town: Town) -> int:
    """How many acts are written down that change anything; looking at a page is none, and what goes
    on after an answer is of no form."""
    looking = "act = 'facts.opened' OR act LIKE 'session.%'"
    beside = "purpose = 'register' OR act = 'office.filled'"
    with closing(sqlite3.connect(town.folder / "hearth.sqlite3")) as file:
        rest = f"NOT ({looking} OR {beside})"
        found = file.execute(f"SELECT count(*) FROM store_entryrow WHERE {rest}")
        return int(found.fetchone()[0])


def is_for_each(answer: APIResponse) -> bool:
    """Whether it was refused, so that sending the same again is a try of its own; or is told to a
    script, as a day's pack is: each is closed with another code, and the one before it is out."""
    return answer.status >= 400 or "json" in answer.headers["content-type"]


def test_a_file_of_fifty_megabytes_is_refused_beside_its_field(copied: Town) -> None:
    page = copied.enters("duty")
    asked = [one for one in forms_of(copied, page, "duty") if one.form.holds_a_file]
    file = {"name": "hosts.csv", "mimeType": "text/csv", "buffer": bytes(HUGE)}

    for one in asked:
        answer = page.request.post(
            one.form.action, multipart=one.form.sent | {"file": file}, max_redirects=0
        )
        assert answer.status == 422, one.form.action
        assert Read(answer.text()).lists_mistakes
    assert asked
    page.context.close()

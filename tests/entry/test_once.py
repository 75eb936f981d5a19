"""A form that is sent twice does its act once, and both sendings get the same answer."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse, reverse_lazy

from hearth.core.errors import Tampered
from hearth.entry import once
from hearth.seal import primitives
from hearth.store import events, posts
from hearth.store.models import HostNoteRow, PostRow
from hearth.store.posts import Answer
from tests.builders import MOMENT
from tests.promised import Tried
from tests.service import LATER, Service, a_service
from tests.web.doors import comes_in, open_doors

DIARY, EXAMPLES = reverse_lazy("host:diary"), "looks.html"
WEB = Path(__file__).parents[2] / "hearth" / "web"
pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Iterator[Service]:
    with transaction.atomic():
        made = a_service(homes=1)
        open_doors(made)
        yield made


@pytest.fixture
def host(service: Service) -> Client:
    return comes_in(next(iter(service.hosts.values())))


def tokens(page: str) -> list[str]:
    return re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)


def note(client: Client, words: str, token: str) -> Any:
    return client.post(DIARY, {"words": words, "kind": "note", "csrfmiddlewaretoken": token})


def test_each_form_of_each_page_has_a_token_of_its_own(host: Client) -> None:
    found = [token for _ in range(2) for token in tokens(host.get(DIARY).content.decode())]

    assert len(found) > 3
    assert len(set(found)) == len(found)


@pytest.mark.promise(number="P1")
def test_a_form_sent_twice_is_done_once(host: Client, tried: Tried) -> None:
    token = tokens(host.get(DIARY).content.decode())[-1]

    first, second = (note(host, "The boiler is mended.", token) for _ in range(2))

    assert first.status_code == second.status_code == 302, first.content.decode()
    assert first.headers["Location"] == second.headers["Location"]
    assert HostNoteRow.objects.count() == 1
    tried(1, "forms sent twice: done once, answered alike")


def test_other_words_and_another_page_are_another_form(host: Client) -> None:
    token, other = (tokens(host.get(DIARY).content.decode())[-1] for _ in range(2))

    for words, with_token in (("One.", token), ("Two.", token), ("One.", other)):
        assert note(host, words, with_token).status_code == 302

    assert HostNoteRow.objects.count() == 3


def test_a_form_that_was_refused_can_be_sent_again(host: Client) -> None:
    token = tokens(host.get(DIARY).content.decode())[-1]

    for _ in range(2):
        assert note(host, "", token).status_code == 422

    assert PostRow.objects.count() == 0


def test_a_sending_whose_end_was_never_told_is_not_done_again(
    host: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = tokens(host.get(DIARY).content.decode())[-1]
    note(host, "One.", token)
    PostRow.objects.update(answer=b"")
    monkeypatch.setattr(once, "WAITS_S", 0.0)

    again = note(host, "One.", token)

    assert again.status_code == 409
    assert "This was sent already" in again.content.decode()
    assert HostNoteRow.objects.count() == 1


@pytest.mark.promise(number="P9")
def test_a_page_with_facts_in_it_is_never_shown_again_without_a_trace(
    service: Service, tried: Tried
) -> None:
    service.open_case()
    desk, find = comes_in(service.duty), reverse("caseworker:find")
    token = tokens(desk.get(find).content.decode())[-1]
    before = events.openings()

    for _ in range(2):
        answer = desk.post(find, {"name": "Vale", "csrfmiddlewaretoken": token})
        assert "Robin Vale" in answer.content.decode()

    assert events.openings() == before + 2
    assert PostRow.objects.count() == 0
    tried(2, "readings by one form sent twice: each in the log")


def test_of_a_page_that_read_and_wrote_only_that_is_kept(
    host: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = HttpResponse("somebody's words")

    assert once._to_keep(page, {events.OPENED}) is None
    assert once._to_keep(page, set()) is None
    assert once._to_keep(page, {events.OPENED, "concern.raised"}) == once.SPENT
    kept = once._to_keep(page, {"concern.raised"})
    assert kept is not None
    assert kept.page == "somebody's words"


def test_what_was_answered_is_for_whoever_sent_it(service: Service, host: Client) -> None:
    token = tokens(host.get(DIARY).content.decode())[-1]
    note(host, "One.", token)
    host.cookies[settings.SESSION_COOKIE] = "1.other"

    assert note(host, "One.", token).headers["Location"].startswith("/?next=")


def test_nothing_of_what_was_sent_or_answered_can_be_read_from_the_row() -> None:
    one = posts.sent([b"token", b"diary", b"Robin is here"])
    posts.begin(one, now=MOMENT)
    posts.finish(one, Answer(200, "", "<p>Robin is here</p>"))
    row = PostRow.objects.get()

    assert b"Robin" not in bytes(row.answer) + bytes(row.digest)
    assert "key" not in repr(one)
    assert "Robin" not in repr(posts.answer(one))
    assert bytes(row.answer)[0] == primitives.AES_256_GCM
    PostRow.objects.update(digest=b"x" * 32)
    with pytest.raises(Tampered):
        primitives.open_with(one.key, bytes(row.answer), b"x" * 32, "answer")


def test_after_a_day_it_is_forgotten() -> None:
    posts.begin(posts.sent([b"one"]), now=MOMENT)

    assert posts.forget(now=MOMENT + timedelta(hours=23)) == 0
    assert posts.forget(now=LATER + timedelta(minutes=1)) == 1


@pytest.mark.promise(number="P1")
def test_every_form_that_is_sent_has_a_token(tried: Tried) -> None:
    forms = [
        (path.name, form)
        for path in WEB.rglob("*.html")
        if path.name != EXAMPLES
        for form in re.findall(r"<form\b.*?</form>", path.read_text("utf-8"), re.DOTALL)
        if 'method="post"' in form
    ]

    without = [name for name, form in forms if "csrf_input" not in form and "token" not in form]

    assert without == []
    assert len(forms) > 80
    tried(len(forms), "forms in templates: each has a token that tells one sending from the next")

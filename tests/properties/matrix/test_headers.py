"""The same exact headers on every answer: each address, verb and status, mistakes and files."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

import pytest
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.test import Client

from hearth.entry.leaving import LET
from hearth.web.front import looks
from tests.length import LONG
from tests.promised import SoFar, Tried
from tests.properties.matrix.addresses import addresses
from tests.properties.matrix.things import Things
from tests.properties.matrix.walk import FORM, Walk
from tests.properties.matrix.world import World
from tests.web import crawl

pytestmark = [pytest.mark.django_db, pytest.mark.promise(number="P18")]
METHODS = ("GET", "POST", "PUT", "OPTIONS")
if LONG:
    METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "NONSENSE")
ALWAYS: Mapping[str, str] = {
    name: value for name, value in crawl.HEADERS.items() if value and name != "content-type"
}
# Sent where they say something: of how long, of what language, of what a file is called...
SOMETIMES = {
    *("allow", "clear-site-data", "content-disposition", "content-language", "content-length"),
    *("accept-ranges", "etag", "last-modified"),
    *(
        "content-type",
        "location",
        "set-cookie",
        "vary",
        "x-locked",
        "x-stale",
        "service-worker-allowed",
        "www-authenticate",
    ),
}
KINDS = {
    *("text/html; charset=utf-8", "text/plain", "text/plain; charset=utf-8", "application/pdf"),
    *("text/csv; charset=utf-8", "application/json", "text/calendar; charset=utf-8"),
}
# What is shown, a picture inside it, one word to a script, our own script, and a mistake; all else
# is let out by the gate, but for what says the same to every program.
PAGES = {
    *("text/html", "text/plain", "text/javascript", "image/jpeg"),
    "application/problem+json",
}
THE_SAME_FOR_ALL = {"api/health", "api/openapi.json"}
THEIR_OWN = {"drafts"}  # what they typed themselves, to the script of their own page
STATIC = ALWAYS | {"cache-control": "max-age=86400, public"}


def wrong_with(answer: HttpResponse, always: Mapping[str, str] = ALWAYS) -> Iterator[str]:
    """What is missing, other or too much."""
    sent = {name.lower(): value for name, value in answer.items()}
    for name, value in always.items():
        if _parts(sent.get(name, "")) != _parts(value):
            yield f"{answer.status_code} sends {name}: {sent.get(name)}"
    for name in sorted(sent.keys() - always.keys() - SOMETIMES):
        yield f"{answer.status_code} sends {name}"
    for cookie in answer.cookies.values():
        if not cookie.value and cookie["max-age"] == 0:
            continue
        if cookie["samesite"] != "Strict" or cookie["domain"]:
            yield f"{answer.status_code} sets the cookie {cookie.key} for others too"


def _parts(value: str) -> set[str]:
    return {part.strip() for part in value.split(";")}


def test_every_address_sends_exactly_these_headers_for_every_verb(
    world: World, tried: Tried, so_far: SoFar
) -> None:
    walk, statuses, wrong = Walk(world, Things(1)), Counter[int](), set[str]()
    let: dict[str, bool] = {}
    of_role = {str(world.role(one)): one for one in reversed(world.people)}

    so_far(0, len(every := list(addresses())), "addresses")
    for address in every:
        some = [of_role[str(role)] for role in sorted(address.audiences)][:1]
        for who in {"", "duty", "visitor", *some}:
            for one in walk.asked(address, who or "duty", METHODS):
                answer = walk.answer(who, one.method, one.path)
                statuses[answer.status_code] += 1
                wrong |= {f"/{address.route} {one.method}: {said}" for said in wrong_with(answer)}
                if answer["Content-Type"].partition(";")[0] not in PAGES | {""}:
                    let[address.route] = let.get(address.route, True) and hasattr(answer, LET)
        so_far(1, 0, "addresses")

    assert sorted(wrong) == []
    assert {route for route, was_let in let.items() if not was_let} == THE_SAME_FOR_ALL | THEIR_OWN
    assert let  # files were among them
    assert {200, 302, 404, 405, 409, 422} <= set(statuses)
    tried(walk.count, "answers of every address, each with the exact headers")


def _raises(error: type[Exception]) -> Callable[..., HttpResponse]:
    def page(*_words: object, **_named: object) -> HttpResponse:
        raise error("broken on purpose")

    return page


def test_mistakes_before_and_behind_the_pages_send_them_too(
    world: World, tried: Tried, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    answers = {
        400: client.get("/", headers={"host": "evil.example"}),
        404: client.get("/never-was"),
        403: client.post("/language", {"language": "uk"}),
        4000: client.generic("POST", "/", b"a=" + b"x" * 3_000_000, content_type=FORM),
        4001: client.generic(
            "POST", "/", b"not a body of parts", content_type="multipart/form-data; boundary=x"
        ),
        4002: client.generic("POST", "/", b"&".join([b"a=b"] * 3_000), content_type=FORM),
    }
    answers[500] = _broken(client, monkeypatch, RuntimeError)
    answers[4003] = _broken(client, monkeypatch, RequestDataTooBig)

    wrong = [said for one in answers.values() for said in wrong_with(one)]

    assert wrong == []
    assert answers[500].status_code == 500
    assert {one.status_code for one in answers.values()} == {400, 403, 404, 500}
    tried(len(answers), "kinds of mistakes, each with the exact headers")


def _broken(
    client: Client, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> HttpResponse:
    monkeypatch.setattr(looks, "render", _raises(error))
    answer: HttpResponse = client.get("/looks")  # type: ignore[assignment]
    return answer


def test_files_of_the_look_send_them_and_may_be_kept_for_a_day(tried: Tried) -> None:
    files = ("hearth.css", "hearth-rtl.css", "hearth.js", "icon.svg")

    wrong = [f"{name}: {said}" for name in files for said in wrong_with(_file(name), STATIC)]

    assert wrong == []
    tried(len(files), "files of the look, with the exact headers")


@pytest.mark.usefixtures("world")
def test_a_file_that_is_not_there_says_so_as_a_page_does() -> None:
    assert list(wrong_with(Client().get("/static/hearth/never.css"))) == []


def _file(name: str) -> HttpResponse:
    answer = Client().get(f"/static/hearth/{name}")
    answer.getvalue()  # a file is closed when it has been read
    return answer  # type: ignore[return-value]  # the client's answer is one

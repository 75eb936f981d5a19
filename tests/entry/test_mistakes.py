"""A mistake becomes one plain page, and tells nothing that its reader may not know."""

from http import HTTPStatus

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.html import escape

from hearth.core import errors
from hearth.core.errors import HearthError
from hearth.entry import mistakes
from tests.web.doors import shown

SECRET = "Ada Lind, 9 Alder Row"
KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, HearthError) and kind is not HearthError
]


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_was_written_over_by_somebody_is_our_own_mistake(
    kind: type[HearthError],
) -> None:
    ours = mistakes.status_of(kind("")) is HTTPStatus.INTERNAL_SERVER_ERROR

    assert ours == (kind is errors.Tampered)


def test_sealed_and_missing_are_the_same_page() -> None:
    sealed, missing = (said(kind(SECRET)) for kind in (errors.Sealed, errors.NotFound))

    assert sealed == missing
    assert SECRET not in sealed


LIST = '<div class="govuk-error-summary">'


@pytest.mark.parametrize(
    ("method", "status", "page", "wrong"),
    [
        ("POST", 200, LIST, True),
        ("POST", 200, f"<p>{escape(LIST)}</p>", False),  # somebody typed it
        ("GET", 200, LIST, False),
        ("POST", 429, LIST, False),
    ],
)
def test_a_form_that_comes_back_with_its_mistakes_is_known_by_their_list(
    method: str, status: int, page: str, wrong: bool
) -> None:
    request = RequestFactory().generic(method, "/")

    assert mistakes.lists_any(request, HttpResponse(page, status=status)) is wrong


def test_a_rule_says_itself() -> None:
    assert "homes are described first" in said(errors.RuleBroken("homes are described first"))


@pytest.mark.parametrize("kind", [errors.NotReady, errors.Tampered])
def test_what_is_wrong_with_the_service_is_not_for_its_guests(kind: type[HearthError]) -> None:
    assert SECRET not in said(kind(SECRET))


def said(error: HearthError) -> str:
    request = RequestFactory().get("/")
    request.by, request.running = None, Nothing()  # type: ignore[attr-defined]  # as at the door
    return shown(mistakes.page(request, error))  # type: ignore[arg-type]  # see above


class Nothing:
    """A service that is no trial."""

    demo = False

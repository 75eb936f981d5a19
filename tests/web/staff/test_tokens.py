"""The page on which somebody makes and ends what their programs sign in by."""

import re

import pytest
from django.test import Client

from hearth.actions.keys import sign_in, tokens
from hearth.core.audience import Audience
from hearth.store import sessions
from hearth.store.models import PostRow, TokenRow, WebhookRow
from tests.service import LATER, Service, a_service, hired
from tests.web.doors import comes_in, open_doors

pytestmark = pytest.mark.django_db
PAGE = "/colleagues/tokens"
ADDRESS = "http://127.0.0.1:9000/board"
TOKEN = re.compile(r'<code dir="ltr">([^<]+)</code>')


def test_a_token_is_made_after_the_secret_shown_once_and_ended_at_once() -> None:
    service = a_service(homes=1)
    open_doors(service, demo=True)
    duty = comes_in(service.duty)

    made = duty.post(PAGE, {"may": "act", "days": "3"}, follow=True)
    (token,) = TOKEN.findall(made.content.decode())
    again = duty.get(f"{PAGE}?done=made")
    headers = {"Authorization": f"Bearer {token}"}
    assert duty.get("/api/me", headers=headers).json()["acts"]
    assert not TOKEN.findall(again.content.decode())
    assert not PostRow.objects.exclude(answer=b"").filter(answer__contains=token.encode()).exists()

    ended = duty.post(f"{PAGE}/end", {"token": str(TokenRow.objects.get().id)}, follow=True)
    assert "It opens nothing any more" in ended.content.decode()
    assert duty.get("/api/me", headers=headers).status_code == 401


def test_without_the_right_secret_no_token_is_made() -> None:
    service = a_service(homes=1)
    open_doors(service)
    duty = comes_in(service.duty)

    wrong = duty.post(PAGE, {"may": "read", "days": "3", "secret": "not my secret at all"})
    odd = duty.post(PAGE, {"may": "everything", "days": "31"})

    assert (wrong.status_code, odd.status_code) == (422, 422)
    assert "This is not your secret" in wrong.content.decode()
    for said in ("Choose what it may do", "Enter a number of days from 1 to 30", "your secret"):
        assert said in odd.content.decode()
    assert not TokenRow.objects.exists()


def test_another_secret_ends_every_token() -> None:
    service = a_service(homes=1)
    open_doors(service)
    from hearth.actions.keys import tokens

    tokens.make(acts=False, days=1, by=service.duty, now=LATER)
    cookie = sessions.begin(service.duty, now=LATER)
    sign_in.name_staff(who=service.duty, name="duty.desk", now=LATER)

    sign_in.choose(cookie=cookie, secret="a quiet river stone", by=service.duty, now=LATER)

    assert not TokenRow.objects.exists()


def test_nobody_ends_what_is_not_theirs() -> None:
    service = a_service(homes=1)
    open_doors(service)
    duty = comes_in(service.duty)

    assert duty.post(f"{PAGE}/end", {"token": "no id"}).status_code == 422
    assert duty.post(f"{PAGE}/end", {"token": str(service.duty.id)}).status_code == 404
    assert comes_in(service.lead).get(PAGE).status_code == 404


def with_a_token(**how: bool) -> tuple[Client, dict[str, str]]:
    service = a_service(homes=1)
    open_doors(service, **how)
    tokens.make(acts=False, days=3, by=service.duty, now=LATER)
    return comes_in(service.duty), {"token": str(TokenRow.objects.get().id)}


def test_a_program_is_named_its_sign_shown_once_and_called_no_more_at_a_press() -> None:
    duty, token = with_a_token()

    named = duty.post(f"{PAGE}/called", {**token, "address": ADDRESS}, follow=True)
    again = duty.get(f"{PAGE}?done=called").content.decode()

    (sign,) = TOKEN.findall(named.content.decode())
    assert sign.startswith("whsec_")
    assert ADDRESS in again
    assert "Nothing has changed since" in again
    assert not TOKEN.findall(again)
    ended = duty.post(f"{PAGE}/called/end", token, follow=True).content.decode()
    assert "It is called no more" in ended
    assert ADDRESS not in ended


@pytest.mark.parametrize("address", ["", "http://board.example.org/", "board", "x" * 400])
def test_an_address_that_may_not_be_called_is_said_so_and_what_was_typed_is_not_lost(
    address: str,
) -> None:
    duty, token = with_a_token()

    page = duty.post(f"{PAGE}/called", {**token, "address": address})

    assert page.status_code == 422
    assert "govuk-error-summary" in page.content.decode()
    assert f'value="{address}"' in page.content.decode()
    assert not WebhookRow.objects.exists()


def test_a_program_that_did_not_answer_is_said_to_be_off() -> None:
    duty, token = with_a_token()
    duty.post(f"{PAGE}/called", {**token, "address": ADDRESS})
    WebhookRow.objects.update(off_at=LATER)

    assert "did not answer 6 times in a row" in duty.get(PAGE).content.decode()


def test_whose_programs_read_no_case_name_no_address() -> None:
    service = a_service(homes=1)
    open_doors(service)
    manager = comes_in(hired(Audience.MANAGER, service.duty))

    assert "Let a program be told" not in manager.get(PAGE).content.decode()
    assert "Let a program be told" not in with_demo(service)


def with_demo(service: Service) -> str:
    open_doors(service, demo=True)
    tokens.make(acts=False, days=3, by=service.duty, now=LATER)
    return comes_in(service.duty).get(PAGE).content.decode()

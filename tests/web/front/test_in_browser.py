"""The way in, in a real browser, with a passkey that the browser makes and shows."""

import re
import time
from urllib.parse import parse_qs

import pytest
from allauth.mfa.totp.internal import auth as totp
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import CDPSession, Page, expect

from tests.web.browser import Town
from tests.web.front.in_use import OWN, arrives, fills, presses, signs_in
from tests.web.front.people import BOARD

VIRTUAL_KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_a_key(page: Page) -> CDPSession:
    """A passkey's holder built into this browser, as a telephone has one."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL_KEY})
    return session


def test_somebody_hired_comes_in_and_chooses_a_secret(town_in_use: Town) -> None:
    page = arrives(town_in_use, "hired.one")

    expect(page.locator("h1")).to_have_text("Today")


def test_a_passkey_made_here_is_asked_for_and_lets_in(town_in_use: Town) -> None:
    page = arrives(town_in_use, "passkey.one")
    with_a_key(page)
    page.goto(f"{town_in_use.address}keys")
    fills(page, secret=OWN)
    presses(page, "Add a passkey")
    fills(page, name="my phone")
    presses(page, "Make the passkey")
    expect(page.locator("main")).to_contain_text("my phone")
    expect(page.locator("#spare")).to_be_visible()
    presses(page, "Sign out")

    signs_in(town_in_use, page, "passkey.one", OWN)
    expect(page.locator("h1")).to_have_text("One more step")
    presses(page, "Use my passkey")

    expect(page.locator("h1")).to_have_text("Today")


def test_a_browser_without_the_passkey_stays_outside(town_in_use: Town) -> None:
    page = arrives(town_in_use, "passkey.two")
    with_a_key(page)
    page.goto(f"{town_in_use.address}keys")
    fills(page, secret=OWN)
    presses(page, "Add a passkey")
    presses(page, "Make the passkey")
    thief = town_in_use.somebody()
    holder = with_a_key(thief)

    signs_in(town_in_use, thief, "passkey.two", OWN)
    thief.get_by_role("button", name="Use my passkey").click()

    expect(thief.locator("[data-passkey-wrong]")).to_be_visible()
    thief.goto(town_in_use.address.rstrip("/") + BOARD)
    expect(thief.locator("h1")).to_have_text("One more step")
    holder.detach()


def test_a_one_time_code_lets_in_and_a_wrong_one_does_not(town_in_use: Town) -> None:
    page = arrives(town_in_use, "codes.one")
    page.goto(f"{town_in_use.address}keys")
    fills(page, secret=OWN)
    presses(page, "Add an app that shows codes")
    seed = page.locator("#seed").inner_text()
    fills(page, code=_code(seed))
    presses(page, "Add")
    presses(page, "Sign out")

    signs_in(town_in_use, page, "codes.one", OWN)
    fills(page, code="123456")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    # The browser writes every answer of 422 into its console; this one was asked for.
    town_in_use.errors[:] = [one for one in town_in_use.errors if "422" not in one]
    fills(page, code=_code(seed, 1))
    presses(page, "Go on")

    expect(page.locator("h1")).to_have_text("Today")


def _code(seed: str, steps: int = 0) -> str:
    return totp.format_hotp_value(totp.hotp_value(seed, int(time.time()) // 30 + steps))


def test_a_page_left_alone_hides_and_comes_back_with_what_was_typed(town_in_use: Town) -> None:
    page = arrives(town_in_use, "away.one")
    page.clock.install()
    page.goto(f"{town_in_use.address}secret")
    page.locator('main [name="old"]').fill("half a word")

    with page.expect_response(re.compile("/lock$")):
        page.clock.fast_forward("14:01")
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    expect(page.locator('[name="old"]')).to_be_hidden()

    page.locator("#unlock-secret").fill("not it")
    page.keyboard.press("Enter")
    expect(page.locator("#unlock-wrong")).to_have_text("This is not your secret")
    page.locator("#unlock-secret").fill(OWN)
    page.keyboard.press("Enter")

    expect(page.locator('[name="old"]')).to_have_value("half a word")
    expect(page.get_by_role("heading", name="Locked")).to_have_count(0)


def test_somebody_who_goes_on_typing_is_not_locked(town_in_use: Town) -> None:
    page = arrives(town_in_use, "typing.one")
    page.clock.install()
    page.goto(f"{town_in_use.address}secret")

    for _ in range(3):
        page.clock.fast_forward("10:00")
        page.locator('main [name="old"]').press_sequentially("ab")

    expect(page.get_by_role("heading", name="Locked")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_locked_page_opens_again_without_script_and_sends_what_was_typed(
    town_in_use: Town, scripts: bool
) -> None:
    name = f"again.{scripts}".lower()
    arrives(town_in_use, name)
    page = town_in_use.somebody(java_script_enabled=scripts)
    signs_in(town_in_use, page, name, OWN)
    page.goto(f"{town_in_use.address}keys")
    other = page.context.new_page()
    other.goto(f"{town_in_use.address}keys")
    other.close()
    # Another window of the same desk is locked; this one does not know yet.
    token = page.locator('main [name="csrfmiddlewaretoken"]').first.input_value()
    page.request.post(
        f"{town_in_use.address}lock",
        form={"csrfmiddlewaretoken": token},
        headers={"Origin": town_in_use.address.rstrip("/")},
    )

    fills(page, secret=OWN)
    presses(page, "Add an app that shows codes")
    expect(page.locator("h1")).to_have_text("Locked")
    page.locator("#unlock-secret").fill(OWN)
    presses(page, "Go on")
    presses(page, "Send it now")

    expect(page.locator("h1")).to_have_text("Add an app that shows codes")


@pytest.mark.parametrize("look", ["light", "rtl"])
def test_the_way_in_has_no_barrier_for_anybody(town_in_use: Town, look: str) -> None:
    page = arrives(town_in_use, f"axe.{look}")
    if look == "rtl":
        presses(page, "العربية")
    fresh = town_in_use.somebody()
    found = _barriers(fresh, town_in_use.address)
    found += _barriers(fresh, f"{town_in_use.address}recover")
    for address in ("secret", "keys"):
        found += _barriers(page, town_in_use.address + address)
    page.clock.install()
    page.reload()
    with page.expect_response(re.compile("/lock$")):
        page.clock.fast_forward("14:01")
    expect(page.locator("#unlock-secret")).to_be_visible()
    found += [one["id"] for one in Axe().run(page).response["violations"]]
    found += _barriers(page, page.url)

    assert found == []


def _barriers(page: Page, address: str) -> list[str]:
    page.goto(address)
    return [one["id"] for one in Axe().run(page).response["violations"]]


def test_what_a_passkey_once_answered_is_no_answer_to_the_next_question(town_in_use: Town) -> None:
    page = arrives(town_in_use, "passkey.three")
    with_a_key(page)
    page.goto(f"{town_in_use.address}keys")
    fills(page, secret=OWN)
    presses(page, "Add a passkey")
    presses(page, "Make the passkey")
    presses(page, "Sign out")
    signs_in(town_in_use, page, "passkey.three", OWN)
    with page.expect_request(
        lambda one: one.method == "POST" and one.url.endswith("/second")
    ) as sent:
        presses(page, "Use my passkey")
    overheard = parse_qs(sent.value.post_data or "")["credential"][0]

    thief = town_in_use.somebody()
    signs_in(town_in_use, thief, "passkey.three", OWN)
    token = thief.locator('main [name="csrfmiddlewaretoken"]').first.input_value()
    answer = thief.request.post(
        thief.url.split("?")[0],
        form={"csrfmiddlewaretoken": token, "credential": overheard},
        headers={"Origin": town_in_use.address.rstrip("/")},
        max_redirects=0,
    )

    assert answer.status == 422
    thief.goto(town_in_use.address.rstrip("/") + BOARD)
    expect(thief.locator("h1")).to_have_text("One more step")

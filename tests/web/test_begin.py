"""The first page of everybody, in a real browser."""

import pytest

from hearth.core.audience import Audience
from tests.web.browser import Town

STAFF = [one for one in Audience if one not in {Audience.CLOCK, Audience.RESIDENT, Audience.HOST}]
KEYS = {Audience.CASEWORKER: "duty", Audience.LEAD: "lead"}


@pytest.mark.parametrize("audience", STAFF)
def test_staff_enter_and_see_their_own_first_page(town: Town, audience: Audience) -> None:
    page = town.enters(KEYS.get(audience, audience.value))

    assert page.locator("h1").count() == 1
    assert "Hearth" in page.title()


@pytest.mark.parametrize("key", ["resident-0", "resident-2", "resident-9", "host-8"])
def test_what_a_resident_or_a_host_has_open_says_nothing_in_its_title(town: Town, key: str) -> None:
    assert town.enters(key).title() == "My page"

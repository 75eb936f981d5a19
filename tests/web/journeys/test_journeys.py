"""Every bundled programme gone through by pages alone, by everybody, with and without script.

Every page that anybody comes to on the way is held to what they must not see: whose home it is
before the person's yes; what was said apart; who raised what; the person's name where no key is.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from hearth.core.programme_file import in_force
from hearth.seal import principal
from tests.builders import TODAY
from tests.length import LONG
from tests.service import CHEAP

PROGRAMMES = (
    "healers-office",
    "host-home-us",
    "hosting-refugees-uk",
    "supported-lodgings-england",
    "nightstop",
    "blank",
)
GONE = PROGRAMMES if LONG else PROGRAMMES[:1]


@pytest.fixture
def _cheap_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    dear = principal.lock
    monkeypatch.setattr(principal, "lock", lambda key, said, cost=None: dear(key, said, cost=CHEAP))


@pytest.mark.usefixtures("transactional_db", "_cheap_locks")
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("programme", GONE)
def test_from_the_door_to_for_good(
    programme: str, script: bool, browser: Browser, tmp_path: Path
) -> None:
    from tests.web.journeys.served import served
    from tests.web.journeys.story import Story

    with served(programme, tmp_path) as service:
        story = Story(service, browser, script)

        story.somebody_comes()
        story.is_given_a_way_in()
        story.hears_the_result()
        story.is_offered_a_home()
        story.says_yes_and_hears_the_name()
        story.they_meet()
        story.they_move()
        story.is_visited()
        story.is_heard()
        if in_force(programme, TODAY).permanence.offered:
            story.both_wish_it()
            story.is_confirmed()
        else:
            story.has_no_for_good()

        assert {"caseworker", "resident", "host", "visitor", "lead"} <= story.readers.keys()
        for reader in story.readers.values():
            reader.page.context.close()

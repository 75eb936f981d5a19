"""From the door to an offer: how many pages a caseworker sees, and how much they type.

`python3 run.py test tests/web/journeys/test_door_to_offer.py -n0 -s` prints the table that stands
in docs/why/doors.md, and the test holds one to the other. Time is reckoned from keys, not measured:
how fast a machine loads a page says nothing of somebody who types while another person cries.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page

from tests.web.browser import Town

DOORS = Path(__file__).parents[3] / "docs" / "why" / "doors.md"
MOST_PAGES, MOST_MINUTES = 12, 3.0
KEYS_A_MINUTE = 150  # an assumption: some 30 words, of somebody who listens while they type
FASTER = 20  # than that the keys are pressed here, one by one all the same
KEY_MS = 60_000 / KEYS_A_MINUTE / FASTER
# What a list of tasks asks of the same intake: see docs/why/doors.md.
TASKS, QUESTIONS, PAGES_OF_QUESTIONS = 4, 20, 4
THE_LIST, READ_OVER = TASKS + 1, 1

NEEDS = "A door that I can lock from the inside, and nobody who asks me where I go."
FEARS = "My brother. He knows the street, and he said that he would wait at the gate."
REFUSES = "No animals in the house. I will not say why."


class Counts(NamedTuple):
    """What one way from the door to an offer costs. Keys: typed, chosen or pressed."""

    pages: int
    questions: int
    fields: int
    keys: int

    @property
    def minutes(self) -> float:
        """Of typing, by somebody who listens."""
        return self.keys / KEYS_A_MINUTE

    def as_tasks(self) -> "Counts":
        """The same as a list of tasks, each question on a page of its own: reckoned, not run.

        The list stands once before and once after each task. Each page more is one more press.
        """
        around = self.pages - PAGES_OF_QUESTIONS - READ_OVER
        pages = around + THE_LIST + QUESTIONS + READ_OVER
        return Counts(pages, QUESTIONS, self.fields, self.keys + pages - self.pages)


def table(here: Counts) -> Iterator[str]:
    """The lines of docs/why/doors.md that tell what was counted."""
    other = here.as_tasks()
    yield f'| pages, from the board to "put to them" | **{here.pages}** | {other.pages} |'
    yield f"| of these, questions | {here.questions} | {other.questions} |"
    yield f"| fields filled in or chosen | {here.fields} | {other.fields} |"
    yield f"| keys | **{here.keys}** | {other.keys} |"
    rate = f"minutes, at {KEYS_A_MINUTE} keys a minute"
    yield f"| {rate} | **{here.minutes:.1f}** | {other.minutes:.1f} |"


@dataclass
class Counted:
    """A page on which every page, field and key is counted."""

    page: Page
    pages: list[str] = field(default_factory=list)
    fields: int = 0
    keys: int = 0

    def sees(self, heading: str) -> None:
        """One more page, which is this one."""
        shown = self.page.get_by_role("heading", level=1).inner_text()
        assert heading in shown, f"{heading} was awaited, and {shown} came"
        self.pages.append(shown)

    def writes(self, name: str, words: str) -> None:
        """Type into a field by its name, key by key."""
        self.page.locator(f'main [name="{name}"]').press_sequentially(words, delay=KEY_MS)
        self.fields += 1
        self.keys += len(words)

    def chooses(self, name: str, value: str) -> None:
        """Tick a box, by one press."""
        self.page.check(f'main [name="{name}"][value="{value}"]')
        self.fields += 1
        self.keys += 1

    def presses(self, words: str) -> None:
        """A button or a link, which leads to another page."""
        there = self.page.get_by_role("button", name=words)
        if not there.count():
            there = self.page.get_by_role("link", name=words)
        with self.page.expect_navigation(wait_until="load"):
            there.first.click()
        self.keys += 1


def takes_in(desk: Counted) -> None:
    """The board, four questions, and all of it read over."""
    desk.sees("Today")
    desk.presses("Somebody is here")
    desk.sees("Who is here")
    desk.writes("name", "Mira Vale")
    desk.writes("born_on", "4 5 2001")
    desk.presses("Continue")
    desk.sees("Tonight")
    desk.chooses("tier", "0")
    desk.writes("where", "With a friend, one night")
    desk.presses("Continue")
    desk.sees("What they need")
    desk.chooses("needs", "locked_room")
    desk.writes("languages", "English")
    desk.writes("needs_words", NEEDS)
    desk.presses("Continue")
    desk.sees("Whom to keep away")
    desk.writes("keep_away", "Dario Vale")
    desk.writes("fears_words", FEARS)
    desk.chooses("refused", "pets")
    desk.chooses("kinds", "congregate")
    desk.writes("refusals_words", REFUSES)
    desk.presses("Continue")
    desk.sees("Is this what they said?")
    desk.presses("hand over the device")


def says_that_it_is_right(desk: Counted) -> None:
    """The two pages that are the person's own; they are counted with the others."""
    desk.sees("Is it right?")
    desk.presses("This is right")
    desk.sees("give the device back")
    desk.presses("I lent it, and go on")


def offers_the_best_home(desk: Counted) -> None:
    """The case, its shortlist, the home in the words in which it is put, and that it is put."""
    desk.sees("Mira Vale")
    desk.presses("Look for a home")
    desk.sees("Shortlist")
    desk.presses("Offer this home")
    desk.sees("Offer home")
    desk.presses("Put this home to them")
    desk.sees("Offers")


def test_from_the_door_to_an_offer_in_twelve_pages_and_three_minutes(town: Town) -> None:
    desk = Counted(town.enters("duty"))

    takes_in(desk)
    says_that_it_is_right(desk)
    offers_the_best_home(desk)

    assert "Put to them on" in desk.page.inner_text("main")
    found = Counts(len(desk.pages), PAGES_OF_QUESTIONS, desk.fields, desk.keys)
    counted = "\n".join(table(found))
    print(f"\n{counted}")
    assert counted in DOORS.read_text("utf-8")
    assert found.pages <= MOST_PAGES
    assert found.minutes <= MOST_MINUTES

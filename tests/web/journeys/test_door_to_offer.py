"""From the door to an offer: how many pages a caseworker sees, and how much they type.

The counts are printed in docs/why/doors.md. Time is reckoned from keys, not measured: how fast a
machine loads a page says nothing of somebody who types while another person cries.
"""

from dataclasses import dataclass, field

from playwright.sync_api import Page

from tests.web.browser import Town

PAGES, FIELDS, KEYS = 12, 12, 267
MOST_PAGES, MOST_MINUTES = 12, 3.0
KEYS_A_MINUTE = 150  # an assumption: some 30 words, of somebody who listens while they type

NEEDS = "A door that I can lock from the inside, and nobody who asks me where I go."
FEARS = "My brother. He knows the street, and he said that he would wait at the gate."
REFUSES = "No animals in the house. I will not say why."


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
        self.page.locator(f'main [name="{name}"]').press_sequentially(words)
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
    assert (len(desk.pages), desk.fields, desk.keys) == (PAGES, FIELDS, KEYS)
    assert len(desk.pages) <= MOST_PAGES
    assert desk.keys / KEYS_A_MINUTE <= MOST_MINUTES

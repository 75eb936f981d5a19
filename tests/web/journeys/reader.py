"""Somebody before a screen. Every page they come to is held to what they must not see."""

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, TimeoutError


@dataclass
class Reader:
    """A page of somebody's own. `barred`: words that must stand on none of their pages."""

    who: str
    page: Page
    address: str
    barred: set[str] = field(default_factory=set)
    seen: list[str] = field(default_factory=list)

    def goes(self, path: str) -> None:
        """To an address of the service."""
        self.page.goto(f"{self.address}{path}")
        self._looks()

    def presses(self, words: str, *, exactly: bool = False) -> None:
        """A button of these words, or a link, to the page that comes."""
        with self.page.expect_navigation(wait_until="load"):
            self._part(words, exactly=exactly).click()
        self._looks()

    def presses_here(self, words: str) -> None:
        """A button whose answer is shown at the same address, with script in place of the page."""
        part = self._part(words, exactly=False)
        part.click()
        part.wait_for(state="detached")
        self._looks()

    def _part(self, words: str, *, exactly: bool) -> Locator:
        main = self.page.locator("main")
        button = main.get_by_role("button", name=words, exact=exactly)
        link = main.get_by_role("link", name=words, exact=exactly)
        found = button.or_(link).first
        try:
            found.wait_for()
        except TimeoutError as late:
            raise AssertionError(f"{self.who} finds no “{words}” on {self.reads()}") from late
        return found

    def has(self, words: str) -> bool:
        """Whether there is a button of these words here."""
        return self.page.locator("main").get_by_role("button", name=words).count() > 0

    def writes(self, **fields: str) -> None:
        """Into fields by their names."""
        for name, words in fields.items():
            self.page.locator(f'main [name="{name}"]:visible').fill(words)

    def chooses(self, **fields: str) -> None:
        """One of what a field offers."""
        for name, value in fields.items():
            part = self.page.locator(f'main [name="{name}"]')
            if part.first.evaluate("part => part.tagName") == "SELECT":
                part.first.select_option(value)
            else:
                self.page.locator(f'main [name="{name}"][value="{value}"]').check()

    def reads(self) -> str:
        """What the page is about, as it is read."""
        return self.page.locator("main").inner_text()

    def _looks(self) -> None:
        shown = self.page.content()
        self.seen.append(self.page.url)
        for word in self.barred:
            assert word not in shown, f"{self.who} must not see “{word}” on {self.page.url}"

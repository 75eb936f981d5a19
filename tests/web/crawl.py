"""Walking through the pages as somebody would: from their first page along every link."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page, Response

LARGEST_KB = 200
NARROW, WIDE = 320, 1000
ARRIVING = ("Download is starting", "net::ERR_ABORTED")

# What every page is sent with, and nothing else. None: the value is another each time.
HEADERS: dict[str, str | None] = {
    "cache-control": "no-store",
    "clear-site-data": None,  # where a session has ended
    "connection": None,  # of an answer that is sent part by part, as the next line
    "content-language": None,
    "content-length": None,
    "content-security-policy": (
        "default-src 'none'; base-uri 'none'; connect-src 'self'; font-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; img-src 'self'; manifest-src 'self'; "
        "script-src 'self'; style-src 'self'; worker-src 'self'"
    ),
    "content-type": "text/html; charset=utf-8",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "date": None,
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "referrer-policy": "same-origin",
    "set-cookie": None,
    "vary": None,
    "x-content-type-options": "nosniff",
    "transfer-encoding": None,
    "x-frame-options": "DENY",
}
WEIGHT = """() => performance.getEntriesByType("resource")
  .filter((one) => /\\.(css|js)$/.test(new URL(one.name).pathname))
  .reduce((sum, one) => sum + one.decodedBodySize, 0)"""
# Tables that have to be moved sideways, but for homes that stand side by side; tags on two lines.
CRAMPED = """() => [
  ...[...document.querySelectorAll(".h-wide > table:not(.h-compare)")]
    .filter((one) => one.scrollWidth > one.parentElement.clientWidth + 1)
    .map((one) => one.caption.textContent),
  ...[...document.querySelectorAll(".govuk-tag")]
    .filter((one) => one.clientHeight > 1.8 * parseFloat(getComputedStyle(one).lineHeight))
    .map((one) => one.textContent),
]"""
LINKS = "all => all.filter(a => !a.hasAttribute('download') && !a.target).map(a => a.href)"

Looked = Callable[[Page, Response], Iterator[str]]


def pattern(address: str) -> str | None:
    """The pattern of an address of this service; None for one that it does not have."""
    try:
        return resolve(urlsplit(address).path).route
    except Resolver404:
        return None


@dataclass
class Walk:
    """A walk, and what there is to complain of. Pages of one pattern are seen once."""

    home: str
    most: int
    look: Looked
    seen: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def through(self, page: Page, *firsts: str) -> None:
        """Look at these pages, and at all that links from them lead to."""
        ahead = list(firsts)
        self.seen -= {found for first in firsts if (found := pattern(first)) is not None}
        while ahead and len(self.seen) < self.most:
            address = ahead.pop(0)
            kind = pattern(address)
            if kind is None or kind in self.seen:
                continue
            self.seen.add(kind)
            answer = _opened(page, address)
            if answer is not None:
                said = list(self.look(page, answer))
                self.complaints += [f"{urlsplit(address).path}: {line}" for line in said]
                links = page.eval_on_selector_all("a[href]", LINKS)
                ahead += [link for link in links if link.startswith(self.home)]


def _opened(page: Page, address: str) -> Response | None:
    """What was answered, where it was a page; None for a file, which is another test's."""
    try:
        return page.goto(address)
    except Error as error:
        if not any(word in error.message for word in ARRIVING):
            raise
        return None


def wrong_headers(answer: Response) -> Iterator[str]:
    """Headers that are missing, other, or too many."""
    sent = answer.all_headers()
    for name in sorted(sent.keys() - HEADERS.keys()):
        yield f"sends {name}"
    for name, value in HEADERS.items():
        if value is not None and _parts(sent.get(name, "")) != _parts(value):
            yield f"sends {name}: {sent.get(name)}"


def _parts(value: str) -> set[str]:
    return {part.strip() for part in value.split(";")}


def too_heavy(page: Page) -> Iterator[str]:
    """Sheets and scripts of more than LARGEST_KB before compression."""
    weight = page.evaluate(WEIGHT) / 1000
    if weight > LARGEST_KB:
        yield f"{weight:.0f} kB of sheets and scripts"


def inaccessible(page: Page, look: str, rules: tuple[str, ...] = ()) -> Iterator[str]:
    """What axe finds against the page as it looks now, by these rules or by all."""
    options: dict[str, object] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    found = Axe().run(page, options=options).response["violations"]
    for one in found:
        where = "; ".join(str(node["target"][0]) for node in one["nodes"][:3])
        yield f"{look}: {one['id']} at {where}"


def too_wide(page: Page) -> Iterator[str]:
    """Scrolls sideways on the narrowest screen, or has a table or a tag too wide for it."""
    page.set_viewport_size({"width": NARROW, "height": 700})
    wide = page.evaluate("document.documentElement.scrollWidth")
    yield from (f"is too narrow for {one.strip()}" for one in page.evaluate(CRAMPED))
    page.set_viewport_size({"width": WIDE, "height": 800})
    if wide > NARROW:
        yield f"is {wide} px wide on a screen of {NARROW} px"

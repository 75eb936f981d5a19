"""Pictures of the main pages for docs/pictures: python3 -m tools.pictures. Needs a browser.

Serves an invented town of its own, always the same one, and photographs what each person sees. A
page is found along the links of the page before, so that a picture cannot show what nobody reaches.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tools import inside

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs/pictures"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
WAITED_S = 120  # for an engine that must be made first
WIDE, PHONE = (1000, 760), (360, 720)


class Picture(NamedTuple):
    """What to photograph. `who`: a key of the trial, or "". `along`: patterns of addresses.

    Each pattern is looked for in the links of the page before; the first link that fits is taken.
    "waiting[9]: " before a pattern takes the tenth of those below the heading of this name.
    `until`: what must stand on the page, for what is worked out beside the first pages.
    """

    name: str
    who: str
    along: tuple[str, ...] = ()
    phone: bool = False
    dark: bool = False
    language: str = "en"
    until: str = ""


ONE = r"[0-9a-f-]{36}$"
MAIN = (
    Picture("front", ""),
    Picture("pieces", "", ("looks",)),
    Picture("caseworker", "duty"),
    Picture("case", "duty", (rf"/case/{ONE}",)),
    Picture("shortlist", "duty", (rf"waiting[9]: /case/{ONE}", r"shortlist$")),
    Picture("resident", "resident-2", phone=True),
    Picture("resident-arabic", "resident-2", phone=True, language="ar"),
    Picture("offer", "resident-2", (rf"/me/places/{ONE}",), phone=True),
    Picture("host", "host-0", phone=True, dark=True),
    Picture("visitor", "visitor"),
    Picture("lead", "lead"),
    Picture("manager", "manager", until="As of"),
)


def take(browser: "Browser", address: str, picture: Picture) -> str:
    """One picture; what was missing on the way to it, or nothing."""
    width, height = PHONE if picture.phone else WIDE
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
    )
    context.add_cookies([{"name": "l", "value": picture.language, "url": address}])
    page = context.new_page()
    page.goto(address)
    if picture.who:
        with page.expect_navigation():
            page.locator(f'button[name="as"][value="{_known(page, picture.who)}"]').click()
    for pattern in picture.along:
        if not _follow(page, address, pattern):
            context.close()
            return f"{picture.name}: no link fits {pattern}"
    if not _stands(page, picture.until):
        context.close()
        return f"{picture.name}: nothing says {picture.until}"
    page.screenshot(path=PICTURES / f"{picture.name}.png", animations="disabled", scale="css")
    context.close()
    return ""


def _stands(page: "Page", words: str) -> bool:
    """Whether they stand on the page, or do so within `WAITED_S`."""
    for _ in range(WAITED_S):
        if not words or words in page.inner_text("main"):
            return True
        page.wait_for_timeout(1000)
        page.reload()
    return False


def _known(page: "Page", who: str) -> str:
    """This key where the trial has it, else the first of its kind."""
    keys = [str(one.get_attribute("value")) for one in page.locator('button[name="as"]').all()]
    kind = re.sub(r"\d+$", "", who)
    return who if who in keys else next(key for key in keys if key.startswith(kind))


def _follow(page: "Page", address: str, pattern: str) -> bool:
    if pattern == "looks":
        page.goto(f"{address}looks")
        return True
    below = re.match(r"(\w+)\[(\d+)\]: ", pattern)
    heading, at = (below[1], int(below[2])) if below else ("", 0)
    within = f'[aria-labelledby="{heading}"] a[href]' if heading else "a[href]"
    links = page.eval_on_selector_all(within, "all => all.map(one => one.href)")
    wanted = pattern[below.end() :] if below else pattern
    fits = [link for link in links if re.search(wanted, link)]
    found = fits[at] if at < len(fits) else None
    if found is not None:
        page.goto(found)
    return found is not None


@contextmanager
def _served(folder: str) -> Iterator[str]:
    environ = {**os.environ, "HEARTH_HOME": folder}
    command = [sys.executable, "-m", "hearth", "demo", "--no-browser", "--port", "0", "--seed", "7"]
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) as process:
        try:
            lines = iter(process.stderr or ())
            yield next(line.split()[0] for line in lines if line.startswith("http"))
        finally:
            process.terminate()


def photograph() -> int:
    """Take all the pictures; 1 where one could not be taken."""
    from playwright.sync_api import sync_playwright

    from tests.web.browser import NO_BROWSER, find_browser

    path = find_browser()
    if path is None:
        print(NO_BROWSER)
        return 1
    PICTURES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="hearth-pictures-") as folder,
        _served(folder) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS])
        missing = [said for one in MAIN if (said := take(browser, address, one))]
        browser.close()
    print("\n".join(missing) or f"{len(MAIN)} pictures are in {PICTURES.relative_to(ROOT)}")
    return 1 if missing else 0


def main(words: Sequence[str]) -> int:
    """Take the pictures with the environment of the repository."""
    status = inside.go_on("pictures", words, needs="playwright", kind="dev")
    return photograph() if status is None else status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

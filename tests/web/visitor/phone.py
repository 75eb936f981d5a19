"""A phone: a Chromium with a folder of its own that can be killed and started again, and read.

Reading its storage looks into what is compressed as well: LevelDB's tables keep their blocks in
Snappy's format, and its journals cut records apart. What a browser encrypts itself (cookies) is
not opened.
"""

import os
import signal
import struct
import subprocess
import time
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, BrowserType, Page

from tests.web.browser import ARGUMENTS

SECONDS_TO_START = 20
FOOTER, MAGIC = 48, 0xDB4775248B80FB57  # LevelDB's table format
BLOCK = 32_768  # of LevelDB's journals
QUIET = (
    "--headless=new",
    "--remote-debugging-port=0",
    "--no-first-run",
    "--disable-component-update",
    "--disable-background-networking",
)


@dataclass
class Phone:
    """One browser on one folder: started, killed as if its battery died, and started again."""

    path: str
    folder: Path
    kind: BrowserType
    process: subprocess.Popen[bytes] | None = None
    browser: Browser | None = None

    def start(self) -> Page:
        """A page of the browser, with whatever its folder remembers."""
        port = self.folder / "DevToolsActivePort"
        port.unlink(missing_ok=True)
        command = [self.path, *ARGUMENTS, *QUIET, f"--user-data-dir={self.folder}", "about:blank"]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        ends = time.monotonic() + SECONDS_TO_START
        while not (port.is_file() and port.read_text().strip()):
            assert time.monotonic() < ends, "the browser did not start"
            assert self.process.poll() is None, "the browser ended"
            os.sched_yield()
        address = f"http://127.0.0.1:{port.read_text().split()[0]}"
        self.browser = self.kind.connect_over_cdp(address)
        self.context.set_default_timeout(15_000)
        return self.context.pages[0] if self.context.pages else self.context.new_page()

    @property
    def context(self) -> BrowserContext:
        """The browser's one context: that of its folder."""
        assert self.browser is not None
        return self.browser.contexts[0]

    def die(self) -> None:
        """Every process of it at once, with no time to tidy up."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
            self.process = None
        if self.browser is not None:
            self.browser.close()
            self.browser = None

    def tells(self, *words: str) -> set[tuple[str, str]]:
        """Which of these words can be read in the folder, and in which file."""
        shapes = {word: _shapes(word) for word in words}
        return {
            (word, path.name)
            for path in self.folder.rglob("*")
            if path.is_file() and not path.is_symlink()
            for content in _contents(path)
            for word, ways in shapes.items()
            if any(way in content for way in ways)
        }


def _shapes(word: str) -> set[bytes]:
    """A word as storage may hold it: plain, in two bytes a sign, in base64 at each offset."""
    plain = word.encode()
    cut = {b64encode(bytes(at) + plain)[4 if at else 0 : -4] for at in range(3)}
    return {plain, word.encode("utf-16-le"), word.encode("utf-16-be"), *cut}


def _contents(path: Path) -> Iterator[bytes]:
    content = path.read_bytes()
    yield content
    if path.suffix == ".ldb":
        yield from table_blocks(content)
    if path.suffix == ".log":
        yield journal(content)


def journal(content: bytes) -> bytes:
    """What a LevelDB journal says, with the heads of its records taken out."""
    parts = []
    for start in range(0, len(content), BLOCK):
        at, end = start, min(start + BLOCK, len(content))
        while at + 7 <= end:
            length = struct.unpack_from("<H", content, at + 4)[0]
            parts.append(content[at + 7 : at + 7 + length])
            at += 7 + length
    return b"".join(parts)


def table_blocks(content: bytes) -> Iterator[bytes]:
    """The blocks of a LevelDB table, unpacked. Nothing where it is no whole table."""
    if len(content) < FOOTER or struct.unpack("<Q", content[-8:])[0] != MAGIC:
        return
    footer = content[-FOOTER:]
    _, at = _varint(footer, 0)
    _, at = _varint(footer, at)
    offset, at = _varint(footer, at)
    size, _ = _varint(footer, at)
    for handle in _values(_block(content, offset, size)):
        where, at = _varint(handle, 0)
        length, _ = _varint(handle, at)
        yield _block(content, where, length)


def _block(content: bytes, offset: int, size: int) -> bytes:
    body, how = content[offset : offset + size], content[offset + size]
    return unsnappy(body) if how == 1 else body


def _values(block: bytes) -> Iterator[bytes]:
    """The values of a block, in order."""
    end = len(block) - 4 * (1 + struct.unpack("<I", block[-4:])[0])
    at = 0
    while at < end:
        _, at = _varint(block, at)
        unshared, at = _varint(block, at)
        length, at = _varint(block, at)
        yield block[at + unshared : at + unshared + length]
        at += unshared + length


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def unsnappy(packed: bytes) -> bytes:
    """Snappy's block format, unpacked (its description: format_description.txt)."""
    _, at = _varint(packed, 0)
    out = bytearray()
    while at < len(packed):
        tag = packed[at]
        at += 1
        kind, length = tag & 3, (tag >> 2) + 1
        if kind == 0:
            if length > 60:
                more = length - 60
                length = int.from_bytes(packed[at : at + more], "little") + 1
                at += more
            out += packed[at : at + length]
            at += length
            continue
        if kind == 1:
            length, back = ((tag >> 2) & 7) + 4, ((tag >> 5) << 8) | packed[at]
            at += 1
        else:
            wide = 2 if kind == 2 else 4
            back = int.from_bytes(packed[at : at + wide], "little")
            at += wide
        for _ in range(length):
            out.append(out[-back])
    return bytes(out)

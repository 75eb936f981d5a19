"""Looks for words that somebody told us in any bytes, however they are written or packed."""

import base64
import io
import json
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from tests.properties.canaries.plant import ACCENTED, DIGITS, TAG

DEEPEST = 3  # a zip in a zip in a zip


def encodings(word: str) -> Iterator[tuple[str, bytes]]:
    """Every way in which a word is commonly written down, whatever stands around it."""
    for form in {word, word.title(), word.upper(), unicodedata.normalize("NFD", word)}:
        plain = form.encode()
        yield "utf-8", plain
        yield "latin-1", form.encode("latin-1", errors="ignore")
        yield "utf-16-le", form.encode("utf-16-le")
        yield "utf-16-be", form.encode("utf-16-be")
        yield "url", quote(form).encode()
        yield "json", json.dumps(form)[1:-1].encode()
        yield "hex", plain.hex().encode()
        yield "HEX", plain.hex().upper().encode()
        for before in range(3):
            yield "base64", _inner(base64.b64encode(bytes(before) + plain), before, 6)
        for before in range(5):
            yield "base32", _inner(base64.b32encode(bytes(before) + plain), before, 5)


def _inner(coded: bytes, before: int, bits: int) -> bytes:
    """The digits that the word alone decides: none that its neighbours have a part in."""
    bare = coded.rstrip(b"=")
    first = -(-before * 8 // bits)
    return bare[first : len(bare) - 1]


NEEDLES: dict[bytes, str] = {}
for each in (TAG, ACCENTED, DIGITS):
    for coding, needle in encodings(each):
        if len(needle) >= len(TAG):
            NEEDLES.setdefault(needle, coding)
ANY_NEEDLE = re.compile(b"|".join(re.escape(one) for one in sorted(NEEDLES)))
PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08|PK\x03\x04")


def leaks(content: bytes, deep: int = DEEPEST) -> list[str]:
    """How the words of somebody stand in these bytes, or in what is packed inside them."""
    found = [NEEDLES[match.group()] for match in ANY_NEEDLE.finditer(content)]
    if deep:
        for member in unpacked(content):
            found += [f"packed {one}" for one in leaks(member, deep - 1)]
    return found


def unpacked(content: bytes) -> Iterator[bytes]:
    """Whatever can be unpacked from any place in these bytes."""
    for match in PACKED.finditer(content):
        raw = content[match.start() :]
        if raw.startswith(b"PK"):
            yield from _members(raw)
            continue
        try:
            yield zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(raw)
        except zlib.error:
            continue


def _members(raw: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, zlib.error):
        return


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below, with its own name as part of it."""
    return {
        str(path): path.name.encode() + b"\n" + path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def leaking(files: Mapping[str, bytes]) -> dict[str, list[str]]:
    return {name: found for name, content in files.items() if (found := leaks(content))}

"""A paper that somebody hands in becomes pictures, and nothing else of it comes along."""

import io
import os
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin
from pypdfium2 import PdfDocument

from hearth.core.errors import BadInput
from hearth.core.papers import LONGEST_SIDE, MOST_PAGES
from hearth.exchange import apart, papers
from tests.promised import Tried

CANARY = "CANARY-7b1f"
SAYS_MUCH = {0x010F: CANARY, 0x013B: CANARY, 0x8298: CANARY, 0x9286: CANARY}  # maker, artist, ...


def dots(width: int = 60, height: int = 40) -> Image.Image:
    return Image.effect_mandelbrot((width, height), (-2, -1.5, 1, 1.5), 20).convert("RGB")


def jpeg(picture: Image.Image | None = None) -> bytes:
    """A photograph as a telephone makes one: with words on its maker and a profile of colours."""
    about = Image.Exif()
    about.update(SAYS_MUCH)
    about.get_ifd(0x8825)[1] = CANARY  # where it was taken
    out = io.BytesIO()
    words = {"exif": about, "comment": CANARY.encode(), "icc_profile": CANARY.encode() * 9}
    (picture or dots()).save(out, "JPEG", xmp=CANARY.encode(), **words)
    return out.getvalue()


def png() -> bytes:
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", CANARY)
    said.add_itxt("Place", CANARY)
    out = io.BytesIO()
    dots().convert("RGBA").save(out, "PNG", pnginfo=said)
    return out.getvalue()


def pdf(pages: int = 2) -> bytes:
    out = io.BytesIO()
    first, *rest = [dots() for _ in range(pages)]
    first.save(out, "PDF", save_all=True, append_images=rest, author=CANARY, title=CANARY)
    return out.getvalue()


def empty_pdf(pages: int) -> bytes:
    out, document = io.BytesIO(), PdfDocument.new()
    for _ in range(pages):
        document.new_page(200, 200)
    document.save(out)
    return out.getvalue()


def wide_png(width: int, height: int) -> bytes:
    """A few bytes that say they are so many dots."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        end = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + end

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(10_000))
    return papers.PNG + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def saved(picture: Image.Image, kind: str, **words: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **words)
    return out.getvalue()


RARE = {
    "of two views": lambda: saved(dots(), "MPO", save_all=True, append_images=[dots()]),
    "for printers": lambda: saved(dots().convert("CMYK"), "JPEG"),
    "of few colours": lambda: saved(dots().convert("P"), "PNG", transparency=0),
    "of greys": lambda: saved(dots().convert("LA"), "PNG"),
    "turned": lambda: saved(
        dots(),
        "JPEG",
        exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0",
    ),
}


@pytest.mark.parametrize("kind", RARE)
def test_behind_the_shut_door_every_kind_of_picture_is_read(kind: str) -> None:
    content = RARE[kind]()

    assert apart.pages_of(content) == papers.pages_of(content)


SENT = {"a photograph": jpeg, "a picture": png, "a document": pdf}


@pytest.mark.promise(number="P7")
def test_what_a_file_says_of_itself_is_in_none_of_its_pages(tried: Tried) -> None:
    shown = 0
    for made in SENT.values():
        content = made()
        assert CANARY.encode() in content or CANARY.encode("utf-16-be") in content
        for page in papers.pages_of(content):
            shown += 1
            assert CANARY.encode() not in page
            again = Image.open(io.BytesIO(page))
            assert not again.getexif()
            assert set(again.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    tried(shown, "pages of papers with canaries in EXIF, GPS, XMP, ICC, comments and PDF: 0 shown")


def test_the_child_shows_what_would_be_shown_here() -> None:
    content = pdf()

    assert apart.pages_of(content) == papers.pages_of(content)


def test_a_page_is_small_enough_to_be_shown_and_stands_upright() -> None:
    about, out = Image.Exif(), io.BytesIO()
    about[0x0112] = 6  # turned, as a telephone holds it
    dots(3_000, 300).save(out, "JPEG", exif=about)

    [page] = papers.pages_of(out.getvalue())

    size = Image.open(io.BytesIO(page)).size
    assert size == (LONGEST_SIDE // 10, LONGEST_SIDE)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no JPEG"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(90), "no JPEG"),
        (b"GIF89a" + bytes(90), "no JPEG"),
        (b"PK\x03\x04" + bytes(90), "no JPEG"),
        (b"\xff\xd8\xff" + b"x" * 90, "damaged"),
        (jpeg()[:400], "damaged"),
        (b"%PDF-1.7 and then nothing", "damaged"),
        (wide_png(60_000, 60_000), "dots"),
        (wide_png(10_000, 6_000), "50 million dots"),
        (empty_pdf(MOST_PAGES + 1), "41 pages"),
        (jpeg() + b"PK\x05\x06" + bytes(18), "two kinds"),
        (b"\xff\xd8\xff%PDF-1.4" + jpeg(), "two kinds"),
        (pdf() + b"PK\x05\x06" + bytes(18), "two kinds"),
    ],
    ids=range(14),
)
def test_what_is_no_paper_or_too_much_is_refused_in_one_sentence(content: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says) as told:
        papers.pages_of(content)

    assert CANARY not in str(told.value)
    assert "\n" not in str(told.value)


def test_a_document_of_very_many_pages_is_refused_before_one_is_drawn() -> None:
    pages = 100_000 if os.environ.get("HEARTH_TEST") == "long" else 2_000

    with pytest.raises(BadInput, match=f"{pages:,} pages"):
        papers.pages_of(empty_pdf(pages))


def test_one_that_hides_a_bomb_costs_the_child_and_not_us() -> None:
    with pytest.raises(BadInput):
        apart.pages_of(wide_png(40_000, 1_200))

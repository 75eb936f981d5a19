"""A paper or a picture to pictures of its pages, made anew: nothing comes along but what is seen.

Runs in the child of `apart.py` alone, since readers of pictures are where files bite. What a file
is, its first bytes say, never its name.
"""

import io
import warnings
from collections.abc import Iterator
from importlib import import_module

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from hearth.core.errors import BadInput
from hearth.core.papers import LONGEST_SIDE, MOST_PAGES, MOST_PIXELS

JPEG, PNG, PDF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-"
ZIP_END, ZIP_TAIL = b"PK\x05\x06", 66_000  # a zip is read from its end
HEAD = 1_024  # readers of PDF look so far for its beginning
PER_INCH, POINTS = 150, 72
QUALITY = 85
WHAT_IS_TAKEN = "it is no JPEG, no PNG and no PDF: take a photograph of the page, and send that"

# What Pillow loads at its first use, for some pictures alone.
LATER = ("ExifTags", "ImageColor", "ImagePalette", "MpoImagePlugin", "TiffImagePlugin")


def load() -> None:
    """Load whatever any picture needs, for a process that will open no file any more."""
    Image.preinit()
    for name in LATER:
        import_module(f"PIL.{name}")


def pages_of(content: bytes) -> list[bytes]:
    """Pictures of the pages, as JPEG without any words about themselves, the first first.

    Raises BadInput in one sentence: another kind of file, one that is two kinds at once, too many
    pages or pixels, closed by a password, or damaged. Memory: some 600 MB for the largest.
    """
    if content.startswith(PDF):
        _one_kind(content[len(PDF) :])
        return list(_of_pdf(content))
    if content.startswith((JPEG, PNG)):
        _one_kind(content)
        return [_of_picture(content)]
    raise BadInput(WHAT_IS_TAKEN)


def _one_kind(content: bytes) -> None:
    """Whoever opens the same file by another name is to find nothing else in it."""
    if PDF in content[:HEAD] or ZIP_END in content[-ZIP_TAIL:]:
        raise BadInput("it is two kinds of file at once: take a photograph of it, and send that")


def _of_picture(content: bytes) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as found:
                _must_be_small(found.size)
                return _anew(ImageOps.exif_transpose(found))
    except BadInput:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, MemoryError):
        raise BadInput("the picture is damaged and cannot be shown: take it again") from None


def _must_be_small(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MOST_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> BadInput:
    return BadInput(
        f"the picture has more than {MOST_PIXELS // 1_000_000} million dots: make it smaller"
    )


def _anew(found: Image.Image) -> bytes:
    """The same dots on a new sheet: no place, no machine, no small picture inside."""
    found.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    seen = found.convert("RGBA")
    sheet = Image.new("RGB", seen.size, "white")
    sheet.paste(seen, mask=seen.getchannel("A"))
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _of_pdf(content: bytes) -> Iterator[bytes]:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        raise BadInput("the PDF is closed by a password, or damaged: print it anew") from None
    with document:
        count = len(document)
        if not 1 <= count <= MOST_PAGES:
            raise BadInput(f"the PDF has {count:,} pages, and 1 to {MOST_PAGES} are taken")
        for at in range(count):
            yield _page(document, at)


def _page(document: pypdfium2.PdfDocument, at: int) -> bytes:
    """One page drawn. What its forms and its scripts would do is not done."""
    try:
        page = document[at]
        width, height = page.get_size()
        scale = min(PER_INCH / POINTS, LONGEST_SIDE / max(width, height, 1))
        drawn = page.render(scale=scale, may_draw_forms=False).to_pil()
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        raise BadInput(f"page {at + 1} of the PDF is damaged: print it anew") from None
    return _anew(drawn)

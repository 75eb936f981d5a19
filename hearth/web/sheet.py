"""What stands on a printed code sheet: how it is used, in every language, and for a camera."""

from dataclasses import dataclass

from django.utils import translation
from markupsafe import Markup

from hearth.core.later import when_needed
from hearth.web.words import LANGUAGES, direction, say

qrcode = when_needed("qrcode")

QUIET = 4  # modules of white around a picture for a camera, as the standard asks


@dataclass(frozen=True, slots=True)
class InLanguage:
    """A text, the language it is in, and which way that is written."""

    code: str
    direction: str
    text: str


def how_to_use() -> tuple[InLanguage, ...]:
    """How a code is used, once in each language. It tells nothing of what the code opens."""
    return tuple(_in(code) for code in LANGUAGES)


def _in(code: str) -> InLanguage:
    with translation.override(code):
        text = say(
            "Type this code where it asks for your name or code. The first time, leave the second "
            "field empty; then choose a secret that only you know."
        )
        return InLanguage(code, direction(), text)


def picture(text: str) -> Markup:
    """The text as a QR code: plain SVG, one path of squares, black on white in every look."""
    code = qrcode.QRCode(border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    size = len(rows)
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, black in enumerate(row) if black
    )
    return Markup(
        f'<svg class="h-qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges" aria-hidden="true" focusable="false">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )

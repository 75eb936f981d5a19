"""A picture that a camera reads, drawn as plain SVG: no style, no script, no other file."""

from markupsafe import Markup

from hearth.core.later import when_needed

qrcode = when_needed("qrcode")

QUIET = 4  # modules of white around it, as the standard asks


def picture(text: str) -> Markup:
    """The text as a QR code, one path of squares; black on white in every look."""
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

"""QR codes (二维码) as SVG, drawn here because the pages' policy allows pictures of our own only."""

import io

import segno

# Half-lit screens and old scanners: a quarter of the modules may be unreadable.
ERROR_LEVEL = "q"
# Modules of white around it; ISO/IEC 18004 asks for four.
MARGIN = 4


def qr_svg(text: str) -> str:
    """SVG markup without a size of its own."""
    out = io.BytesIO()
    segno.make(text, error=ERROR_LEVEL, micro=False).save(out, kind="svg", border=MARGIN, omitsize=True, xmldecl=False)
    return out.getvalue().decode()


def qr_data_uri(text: str) -> str:
    """The same as an address that ``<img src>`` takes without another request."""
    return str(segno.make(text, error=ERROR_LEVEL, micro=False).svg_data_uri(border=MARGIN, omitsize=True))

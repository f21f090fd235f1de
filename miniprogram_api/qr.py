"""QR codes (二维码) as SVG, drawn here because the pages' policy allows pictures of our own only."""

import io

import segno

# Half-lit screens and old scanners: a quarter of the modules may be unreadable.
ERROR_LEVEL = "q"


def qr_svg(text: str) -> str:
    """An SVG without size of its own, four modules of margin."""
    out = io.BytesIO()
    segno.make(text, error=ERROR_LEVEL, micro=False).save(out, kind="svg", border=4, omitsize=True, xmldecl=False)
    return out.getvalue().decode()


def qr_data_uri(text: str) -> str:
    """The same as an address that ``<img src>`` takes without another request."""
    return str(segno.make(text, error=ERROR_LEVEL, micro=False).svg_data_uri(border=4, omitsize=True))

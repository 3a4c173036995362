"""Codes to be scanned, as pictures that stay sharp at any size."""

import io

import segno


def svg(address: str, *, fits_its_place: bool = False) -> bytes:
    """The address as a QR code that still reads with a seventh of it dirty or torn.

    It has a size of its own, or that of the place where it stands.
    """
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        picture, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=fits_its_place
    )
    return picture.getvalue()

"""Paints the pages of a PDF anew: run apart, so that a bad one harms nobody else.

`python -m surveys.painting SIDE PAGES` reads a PDF and writes one of nothing but pictures of its
pages, whose longer side has at most so many points. Of more pages it writes how many there are.
Time and memory are bounded by the kernel.
"""

import io
import os
import resource
import sys
from typing import Any

from PIL import Image

CPU_SECONDS = 20
MEMORY = 1_500_000_000
QUALITY = 82
# Dots an inch, so that a page of A4 is as large as it was.
DOTS = 137


def main() -> None:
    # Those who answer come first.
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    side, most = map(int, sys.argv[1:])
    sys.stdout.buffer.write(_painted(sys.stdin.buffer.read(), side, most))


def _painted(raw: bytes, side: int, most: int) -> bytes:
    import pypdfium2

    document = pypdfium2.PdfDocument(raw)
    if len(document) > most:
        return str(len(document)).encode()
    pages = [_page(page, side) for page in document]
    painted = io.BytesIO()
    # Else the moment would be noted.
    undated = {"creationDate": None, "modDate": None}
    pages[0].save(
        painted,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=DOTS,
        quality=QUALITY,
        **undated,
    )
    return painted.getvalue()


def _page(page: Any, side: int) -> Image.Image:
    picture: Image.Image = page.render(scale=side / max(page.get_size())).to_pil()
    return picture.convert("RGB")


if __name__ == "__main__":
    main()

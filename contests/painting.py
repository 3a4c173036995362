"""Makes pictures of drawings that are programs: run apart, so that a bad one harms nobody else.

`python -m contests.painting FORMAT SIDE` reads an SVG or a PDF and writes a PNG whose longer side
has at most so many points. Time and memory are bounded by the kernel.
"""

import io
import resource
import sys
from functools import partial

from PIL import Image

CPU_SECONDS = 20
MEMORY = 1_500_000_000
# Enough to see which side is the longer one.
SMALL_SIDE = 64


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    painter = {"svg": _svg, "pdf": _pdf}[sys.argv[1]]
    painted = painter(sys.stdin.buffer.read(), int(sys.argv[2]))
    sys.stdout.buffer.write(painted)


def _svg(raw: bytes, side: int) -> bytes:
    """Nothing outside the file is looked at: it has been searched for addresses already."""
    import resvg_py

    paint = partial(resvg_py.svg_to_bytes, svg_string=raw.decode("utf-8-sig"))
    width, height = Image.open(io.BytesIO(paint(width=SMALL_SIDE))).size
    return bytes(paint(width=side) if width >= height else paint(height=side))


def _pdf(raw: bytes, side: int) -> bytes:
    """The first page; a drawing has no other."""
    import pypdfium2

    page = pypdfium2.PdfDocument(raw)[0]
    scale = side / max(page.get_size())
    painted = io.BytesIO()
    picture: Image.Image = page.render(scale=scale).to_pil()
    picture.save(painted, "PNG")
    return painted.getvalue()


if __name__ == "__main__":
    main()

"""Fills told apart without colour: stripes and dots, drawn as plain paths that need no ids."""

from collections.abc import Callable

STEP = 16


def _path(points: list[tuple[float, float, float, float]]) -> str:
    return "".join(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" for x1, y1, x2, y2 in points)


def plain(x: float, y: float, width: float, height: float) -> str:
    return ""


def rising(x: float, y: float, width: float, height: float) -> str:
    """Stripes from the lower left to the upper right, cut off at the edges."""
    stripes = []
    for shift in range(STEP, int(width + height), STEP):
        left, right = max(0, shift - height), min(shift, width)
        stripes.append((x + left, y + shift - left, x + right, y + shift - right))
    return _path(stripes)


def falling(x: float, y: float, width: float, height: float) -> str:
    stripes = []
    for shift in range(STEP, int(width + height), STEP):
        left, right = max(0, shift - height), min(shift, width)
        start, end = height - shift + left, height - shift + right
        stripes.append((x + left, y + start, x + right, y + end))
    return _path(stripes)


def crossed(x: float, y: float, width: float, height: float) -> str:
    return rising(x, y, width, height) + falling(x, y, width, height)


def upright(x: float, y: float, width: float, height: float) -> str:
    places = range(STEP // 2, int(width), STEP)
    return _path([(x + place, y, x + place, y + height) for place in places])


def level(x: float, y: float, width: float, height: float) -> str:
    places = range(STEP // 2, int(height), STEP)
    return _path([(x, y + place, x + width, y + place) for place in places])


Texture = Callable[[float, float, float, float], str]

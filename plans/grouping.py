"""Comments put in order for a group that has little time: by theme and section, copies as one."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from storage.comment_news import Line
from texts.key_terms import key_terms, typical
from texts.similar import alike
from texts.themes import Themes

# A theme that no word of a comment speaks for.
NO_THEME = ""
QUOTES = 2
# In how many comments at least the counts by place, party and language grow: whoever looks before
# and after one comment learns nothing from the difference.
BLOCK = 5


@dataclass(frozen=True)
class Saying:
    """What one or more comments say, nearly in the same words; the first stands for all."""

    lines: tuple[Line, ...]

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(line.number for line in self.lines)


@dataclass(frozen=True)
class ThemeNews:
    """`terms` set this theme apart from the others, `quotes` are whole comments."""

    theme: str
    sayings: tuple[Saying, ...]
    terms: tuple[str, ...]
    quotes: tuple[Line, ...]

    @property
    def count(self) -> int:
        return sum(len(saying.lines) for saying in self.sayings)


@dataclass(frozen=True)
class Grouped:
    """The lines of one digest; `suggested` are the themes that nobody had told before."""

    themes: tuple[ThemeNews, ...]
    sections: Mapping[str, int]
    suggested: Mapping[str, str]

    @cached_property
    def count(self) -> int:
        return sum(self.sections.values())


def grouped(lines: Sequence[Line], themes: Themes) -> Grouped:
    """Takes a while for many; touches nothing but what it is given."""
    suggested = {line.number: _suggested(line, themes) for line in lines if not line.theme}
    told = {line.number: line.theme or suggested[line.number] for line in lines}
    by_theme: dict[str, list[Saying]] = defaultdict(list)
    for saying in folded(lines):
        by_theme[_of_most(saying, told)].append(saying)
    terms = key_terms({name: _texts(sayings) for name, sayings in by_theme.items()})
    news = [_theme(name, sayings, terms[name]) for name, sayings in by_theme.items()]
    return Grouped(
        themes=tuple(sorted(news, key=lambda one: (one.theme == NO_THEME, -one.count, one.theme))),
        sections=Counter(line.section_id for line in lines),
        suggested={number: theme for number, theme in suggested.items() if theme},
    )


def folded(lines: Sequence[Line]) -> list[Saying]:
    """Near-copies as one saying, by what most people said; the longest of them comes first."""
    together = alike([line.text for line in lines])
    apart = set(range(len(lines))).difference(*map(set, together))
    several = [_point([lines[place] for place in places]) for places in together]
    return [*several, *(Saying((lines[place],)) for place in sorted(apart))]


def countable(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines whose places, parties and languages may be told: as they came, in full blocks."""
    came = sorted(lines, key=lambda one: (one.came_at or one.received_at, one.number))
    return came[: len(came) - len(came) % BLOCK]


def _point(lines: list[Line]) -> Saying:
    return Saying(tuple(sorted(lines, key=lambda one: (-len(one.text), one.number))))


def _theme(name: str, sayings: Sequence[Saying], terms: Sequence[str]) -> ThemeNews:
    texts = _texts(sayings)
    quotes = tuple(sayings[place].first for place in typical(texts, QUOTES))
    return ThemeNews(name, tuple(sayings), tuple(terms), quotes)


def _texts(sayings: Sequence[Saying]) -> list[str]:
    return [saying.first.text for saying in sayings]


def _suggested(line: Line, themes: Themes) -> str:
    best = themes.suggest(line.text, most=1)
    return best[0].theme if best else NO_THEME


def _of_most(saying: Saying, told: Mapping[str, str]) -> str:
    counts = Counter(told[number] for number in saying.numbers)
    return min(counts, key=lambda theme: (-counts[theme], theme == NO_THEME, theme))

"""What came of a survey, told back to everybody who took part: "Vaše obec řekla"."""

from collections.abc import Mapping
from datetime import datetime

from outreach.letters import Letter, post_to_all
from storage import outreach, places
from storage import surveys as tables
from storage.database import Database
from storage.people import Resident
from storage.places import Area
from surveys.highlights import Highlight, answered_in, highlights
from surveys.outcome import Outcome, outcome
from texts.content import pick
from texts.formatting import escape
from texts.screens import Button, tap
from texts.words import Words

JOB = "tell_outcome"
SOME = 500
BEFORE_ALL = 0


async def tell_those_who_took_part(database: Database, code: str, now: datetime) -> int:
    """Write everybody's letter, some at a time; done again after a kill it writes none twice.

    Surveys close at midnight; nobody is woken up for what came of one.
    """
    async with database.writing() as session:
        found = await outcome(session, code, now)
        area = await places.area(session, found.survey.area_code)
        names = {one.code: one.name for one in await places.municipalities(session)}
    if area is None:
        return 0
    told = _Told(found, area, names)
    written, last = 0, BEFORE_ALL
    while True:
        async with database.writing() as session:
            people = await tables.those_who_took_part(session, code, after=last, most=SOME)
            about = outreach.outcome_of(code)
            written += await post_to_all(
                session, people, about, told.letter, now, quiet_in=area.code
            )
        if not people:
            return written
        last = people[-1].id


class _Told:
    """The letters of one survey, each made once for a language and a municipality."""

    def __init__(self, found: Outcome, area: Area, names: Mapping[str, str]) -> None:
        self._found = found
        self._area = area
        self._names = names
        self._made: dict[tuple[str, str | None], Letter] = {}

    def letter(self, to: Resident) -> Letter:
        key = (to.language, to.municipality)
        if key not in self._made:
            self._made[key] = self._write(Words(to.language), to.municipality)
        return self._made[key]

    def _write(self, words: Words, municipality: str | None) -> Letter:
        found, language = self._found, words.language
        title = escape(pick(found.definition.title, language))
        few = found.published.responses is None
        told = [] if few else highlights(found, municipality)
        parts = [
            words("<b>What people said</b>"),
            words("The survey “{title}” has ended. Thank you for taking part.", title=title),
            self._how_few(words) if few else self._how_many(words, municipality),
            *(_line(words, one) for one in told),
            self._next(words),
        ]
        code = found.survey.code
        rows = (
            (Button(words("All results with charts"), tap("so", "page", code, 0)),),
            (Button(words("Picture to share"), tap("so", "picture", code, 0)),),
        )
        return Letter("\n\n".join(part for part in parts if part), () if few else rows)

    def _how_few(self, words: Words) -> str:
        return words("Too few people answered for numbers to be told without pointing at them.")

    def _how_many(self, words: Words, municipality: str | None) -> str:
        """In the municipality where that is known, and in the whole area."""
        everybody = self._found.published.responses or 0
        here = answered_in(self._found, municipality)
        area = escape(pick(self._area.name, words.language))
        all_told = words.many(
            "{n} response came in all ({area}).",
            "{n} responses came in all ({area}).",
            everybody,
            area=area,
        )
        if here is None or municipality is None:
            return all_told
        name = escape(self._names.get(municipality, municipality))
        from_here = words.many(
            "{n} of them from {place}.", "{n} of them from {place}.", here, place=name
        )
        return f"{all_told} {from_here}"

    def _next(self, words: Words) -> str:
        """What happens with the results, as the area has set it."""
        own = self._area.settings.get("after_survey")
        if own:
            return escape(pick(own, words.language))
        return words("The results now lie on the table of those who prepare the plan of services.")


def _line(words: Words, one: Highlight) -> str:
    language = words.language
    question = escape(pick(one.question.text, language))
    told = {"answer": escape(pick(one.answer, language)), "percent": one.percent}
    if one.local:
        line = words("In your municipality most often: <b>{answer}</b> ({percent} %)", **told)
    else:
        line = words("In the whole area most often: <b>{answer}</b> ({percent} %)", **told)
    return f"{question}\n{line}"

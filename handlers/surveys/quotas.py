"""On the card of a survey: how full its quotas are, and how many answers are kept apart."""

from sqlalchemy.ext.asyncio import AsyncSession

from surveys import kept_apart
from surveys.definitions import Definition, Question
from surveys.kept_apart import Fill
from surveys.outcome import Outcome
from surveys.results.published import KeptApart
from texts.content import pick
from texts.formatting import number
from texts.words import Words


async def told(session: AsyncSession, words: Words, found: Outcome) -> list[str]:
    definition = found.definition
    fills = await kept_apart.fills(session, found.survey, definition, found.published)
    apart = [
        _apart(words, definition.question(one.question), one)
        for one in found.published.kept_apart
        if one.count != 0
    ]
    return [*(_fill(words, one) for one in fills), *apart]


def planned(words: Words, asked: Definition) -> list[str]:
    """For whom the survey is not, and how many of a kind it wants, for its author."""
    lines = []
    for question in asked.questions:
        for option_id in question.ends_on:
            kind = named(words, question, option_id)
            lines.append(words("Ends for: {kind}", kind=kind))
        for option_id, wanted in question.quotas.items():
            kind, most = named(words, question, option_id), number(wanted, words.language)
            lines.append(words("Quota {kind}: {wanted}", kind=kind, wanted=most))
    return lines


def named(words: Words, question: Question, option_id: str) -> str:
    option = question.option(option_id)
    told = pick(option.text, words.language) if option else option_id
    return f"{question.id} – {told}"


def _fill(words: Words, fill: Fill) -> str:
    kind = named(words, fill.question, fill.option)
    wanted = number(fill.wanted, words.language)
    if fill.is_full:
        return words("Quota {kind}: full ({wanted})", kind=kind, wanted=wanted)
    if fill.so_far is None:
        return words("Quota {kind}: not told yet, of {wanted}", kind=kind, wanted=wanted)
    so_far = number(fill.so_far, words.language)
    return words("Quota {kind}: {n} of {wanted}", kind=kind, n=so_far, wanted=wanted)


def _apart(words: Words, question: Question, one: KeptApart) -> str:
    kind = named(words, question, one.option)
    many = words("a few") if one.count is None else number(one.count, words.language)
    if one.option in question.ends_on:
        return words("Not for {kind}, kept apart: {n}", kind=kind, n=many)
    return words("Over the quota {kind}, kept apart: {n}", kind=kind, n=many)

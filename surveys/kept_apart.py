"""What staff are told of quotas and of responses that do not count: never a small number.

Both move on by many at once, as the tables of the survey do, so that nobody reads from them what
one person said.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from storage import quotas
from storage.surveys import Survey
from surveys.definitions import Definition, Question
from surveys.results.published import KeptApart, Published


@dataclass(frozen=True)
class Fill:
    """How full a quota is: `so_far` as the tables tell it, None where they do not.

    That one is full everybody learns who tries, so it is told as it is now.
    """

    question: Question
    option: str
    wanted: int
    so_far: int | None
    is_full: bool


async def counted(
    session: AsyncSession, code: str, definition: Definition, *, without: int = 0
) -> tuple[KeptApart, ...]:
    """How many responses each answer has ended; a small number is not told.

    Those of so many may be left out, whoever they are.
    """
    if not definition.is_gated:
        return ()
    found = await quotas.ended(session, code, without=without)
    return tuple(
        KeptApart(*place, _told(found.get(place, 0), definition)) for place in _gates(definition)
    )


def _gates(definition: Definition) -> Iterator[tuple[str, str]]:
    for question in definition.questions:
        for option_id in (*question.ends_on, *question.quotas):
            yield question.id, option_id


def _told(count: int, definition: Definition) -> int | None:
    return None if 0 < count < definition.min_cell else count


async def fills(
    session: AsyncSession, survey: Survey, definition: Definition, published: Published
) -> list[Fill]:
    limited = [question for question in definition.questions if question.quotas]
    if not limited:
        return []
    names = [question.id for question in limited]
    taken = await quotas.taken_each(session, survey.code, names)
    return [
        _fill(survey, published, question, option_id, taken.get((question.id, option_id), 0))
        for question in limited
        for option_id in question.quotas
    ]


def _fill(
    survey: Survey, published: Published, question: Question, option_id: str, taken: int
) -> Fill:
    """Of answers that have been deleted the tables are all that is left."""
    wanted, so_far = question.quotas[option_id], _in_tables(published, question, option_id)
    is_full = so_far == wanted if survey.answers_deleted_at else taken >= wanted
    return Fill(question, option_id, wanted, so_far, is_full=is_full)


def _in_tables(published: Published, question: Question, option_id: str) -> int | None:
    told = (one.overall.cells for one in published.questions if one.id == question.id)
    cells = next(told, ())
    return next((cell.count for cell in cells if cell.id == option_id), None)

"""A picture of what came of a closed survey, for everybody to pass on."""

from handlers.replies import Picture
from papers.cards import Card, Headline
from surveys.highlights import highlights
from surveys.outcome import Outcome
from texts.content import pick
from texts.words import Words


def card(found: Outcome, words: Words, area: str, home: str) -> Card | None:
    """Made of the published tables alone; None where nothing may be told."""
    everybody = found.published.responses
    if not found.is_final or everybody is None:
        return None
    answered = words.many("{n} person answered", "{n} people answered", everybody)
    return Card(
        kind=words("What your municipality said"),
        title=pick(found.definition.title, words.language),
        facts=f"{answered} · {area}",
        headlines=[
            Headline(
                pick(one.question.text, words.language),
                pick(one.answer, words.language),
                one.percent,
            )
            for one in highlights(found, None)
        ],
        address=f"{home}/vysledky/{found.survey.code}" if home.startswith("https://") else "",
    )


def picture(made: Card, code: str) -> Picture:
    return Picture(f"{code}.png", make=made.png)

"""People who answer a small anonymous survey, one through another, and what each of them said.

Their updates go through the dispatcher itself, so that every row, change and transaction is one
that really happens. Each writes a text like no other, by which a response is known to be theirs.
"""

import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from aiogram.filters.callback_data import CallbackData

from bot import dispatcher, place_files
from bot.dispatcher import Dispatcher
from handlers.allowance import Allowance
from handlers.taps import Answer, Ask, Consented, Done, Forget, SurveyTap, Toggle
from handlers.visit import House
from storage.database import Database
from storage.marks import Marks
from surveys import life
from surveys.definitions import Definition
from surveys.files.reading import read
from tests.resilience.quiet import Hands, quiet_bot

EXAMPLES = Path(__file__).parents[2] / "examples"
BEGINNING = datetime(2027, 2, 1, 7, 0, tzinfo=UTC)
CLOSING = datetime(2027, 3, 1, 6, 0, tzinfo=UTC)
UNLIMITED = dict.fromkeys(("tap", "message", "enquiry"), "100000/second")
ASKED = ("r4", "r8", "r10")
OPTIONS = ("pece_doma", "odlehceni", "doprava", "poradna")
# So many answer at the same time; who comes first also finishes among the first.
AT_ONCE = 4

Json = dict[str, Any]
Step = str | CallbackData


@dataclass
class Neighbour:
    telegram_id: int
    word: str
    steps: deque[Step] = field(default_factory=deque)


@dataclass
class Crowd:
    """`truth` maps an account to the text that only its owner wrote and handed in."""

    database: Database
    folder: Path
    code: str
    door: Dispatcher
    clock: Hands
    chance: random.Random
    neighbours: list[Neighbour]
    gone_words: list[str]
    updates: int = 0

    @property
    def marks(self) -> Marks:
        return Marks(self.folder / "survey-keys")

    @property
    def truth(self) -> dict[int, str]:
        return {one.telegram_id: one.word for one in self.neighbours}

    async def answer(self) -> None:
        """Everybody does what they came for, a few at a time, over some days."""
        for neighbour, step in _mingled(self.neighbours, self.chance):
            self.clock.moment += timedelta(seconds=self.chance.randint(60, 1500))
            await self.does(neighbour, step)

    async def does(self, neighbour: Neighbour, step: Step) -> None:
        self.updates += 1
        make = _message if isinstance(step, str) else _tap
        await self.door.feed(make(self.updates, neighbour.telegram_id, step, self.clock.moment))

    async def changes_wording(self) -> None:
        """The survey runs on in a second version."""
        title = {"cs": "Co vám chybí?", "cs-easy": "Co chybí?", "uk": "Чого бракує?", "en": "What?"}
        async with self.database.writing() as session:
            await life.keep(session, survey(title=title, paper_days=0), BEGINNING)


def survey(**changes: Any) -> Definition:
    """Three questions of the example: one choice, several, a text."""
    whole = yaml.safe_load((EXAMPLES / "surveys" / "obyvatele-2027.yaml").read_text("utf-8"))
    asked = [one for one in whole["questions"] if one["id"] in ASKED]
    return read(yaml.safe_dump({**whole, "crossings": [], "questions": asked, **changes}))


def for_some() -> Definition:
    """The same survey, which ends for those who do not know; ten who say yes are wanted."""
    whole = survey(paper_days=0)
    first, *others = whole.questions
    gated = {"ends_on": {"nevim": {"cs": "Děkujeme."}}, "quotas": {"ano": 10}}
    questions = (first.model_copy(update=gated), *others)
    return Definition.from_json(whole.model_copy(update={"questions": questions}).to_json())


async def crowd(
    database: Database,
    folder: Path,
    seed: int,
    size: int = 60,
    paper_days: int = 0,
    asked: Definition | None = None,
) -> Crowd:
    """A crowd in an empty database, about to answer; the seed decides who does what and when."""
    chance = random.Random(seed)
    async with database.writing() as session:
        areas = (EXAMPLES / "areas.yaml").read_text(encoding="utf-8")
        municipalities = (EXAMPLES / "municipalities.csv").read_text(encoding="utf-8")
        await place_files.keep_areas(session, areas)
        await place_files.keep_municipalities(session, municipalities)
        kept = await life.keep(session, asked or survey(paper_days=paper_days), BEGINNING)
        code = (await life.release(session, kept.code)).code
    clock = Hands(BEGINNING)
    marks = Marks(folder / "survey-keys")
    house = House(marks, "naves_bot", "http://127.0.0.1", Allowance(UNLIMITED))
    door = dispatcher.build(bot=quiet_bot(), database=database, clock=clock, house=house)
    accounts = chance.sample(range(3 * 10**9, 7 * 10**9), size)
    neighbours = [Neighbour(one, _word(chance)) for one in accounts]
    made = Crowd(database, folder, code, door, clock, chance, neighbours, [])
    for place, one in enumerate(neighbours):
        one.steps.extend(_way(made, one, place))
    return made


def _way(crowd: Crowd, one: Neighbour, place: int) -> Iterator[Step]:
    """What a person does; every so many think again, give up before the end or look back."""
    code, chance = crowd.code, crowd.chance
    yield f"/start s_{code}"
    yield Consented(payload=f"s_{code}")
    yield SurveyTap(code=code, act="begin")
    yield Answer(code=code, nth=1, question="r4", option=chance.choice(("ano", "ne", "nevim")))
    for option in chance.sample(OPTIONS, chance.randint(1, 3)):
        yield Toggle(code=code, nth=1, question="r8", option=option, on=True)
    yield Done(code=code, nth=1, question="r8")
    if place % 5 == 1:
        crowd.gone_words.append(_word(chance))
        yield crowd.gone_words[-1]
        yield Ask(code=code, nth=1, question="r10")
    yield one.word
    if place % 20 != 7:
        yield SurveyTap(code=code, act="finish")
    if place % 10 == 3:
        yield SurveyTap(code=code, act="change")


def withdrawal(code: str) -> Forget:
    return Forget(act="withdraw", code=code)


def _word(chance: random.Random) -> str:
    return f"lavicku {chance.getrandbits(64):016x}"


def _mingled(
    neighbours: list[Neighbour], chance: random.Random
) -> Iterator[tuple[Neighbour, Step]]:
    coming, here = deque(neighbours), list[Neighbour]()
    while coming or here:
        while coming and len(here) < AT_ONCE:
            here.append(coming.popleft())
        one = chance.choice(here)
        yield one, one.steps.popleft()
        if not one.steps:
            here.remove(one)


def _person(telegram_id: int) -> Json:
    return {"id": telegram_id, "is_bot": False, "first_name": "Kdosi", "language_code": "cs"}


def _chat(telegram_id: int) -> Json:
    return {"id": telegram_id, "type": "private", "first_name": "Kdosi"}


def _message(number: int, telegram_id: int, text: Step, moment: datetime) -> Json:
    return {"update_id": number, "message": _said(number, telegram_id, str(text), moment)}


def _said(number: int, telegram_id: int, text: str, moment: datetime) -> Json:
    content: Json = {"text": text}
    if text.startswith("/"):
        command = {"type": "bot_command", "offset": 0, "length": len(text.split()[0])}
        content["entities"] = [command]
    about = {"message_id": number, "date": int(moment.timestamp())}
    return about | {"chat": _chat(telegram_id), "from": _person(telegram_id)} | content


def _tap(number: int, telegram_id: int, step: Step, moment: datetime) -> Json:
    assert isinstance(step, CallbackData)
    query = {
        "id": str(number),
        "from": _person(telegram_id),
        "chat_instance": "1",
        "data": step.pack(),
        "message": _said(number, telegram_id, "otázka", moment),
    }
    return {"update_id": number, "callback_query": query}

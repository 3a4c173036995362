"""A survey that asks in every way there is, and a visitor who fills it in page by page."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from surveys import life
from surveys.definitions import Definition
from tests.web.conftest import HTTPS, Village

Json = dict[str, Any]


def _text(czech: str, english: str = "") -> Json:
    return {"cs": czech, "en": english or czech}


def _options(**labels: str) -> list[Json]:
    return [{"id": name, "text": _text(label)} for name, label in labels.items()]


QUESTIONS: list[Json] = [
    {
        "id": "uvod",
        "type": "note",
        "group": _text("Než začneme"),
        "text": _text("Budeme se ptát na zastávku u školy.", "About the stop at the school."),
    },
    {
        "id": "jezdi",
        "type": "single",
        "required": True,
        "text": _text("Jezdíte autobusem?", "Do you go by bus?"),
        "options": _options(ano="Ano", ne="Ne"),
        "notes_on": {"ne": _text("I tak nás váš názor zajímá.")},
    },
    {
        "id": "kdy",
        "type": "multi",
        "text": _text("Kdy jezdíte?", "When do you go?"),
        "help": _text("Myslíme běžný týden.", "We mean a usual week."),
        "max_choices": 2,
        "show_if": [{"question": "jezdi", "any_of": ["ano"]}],
        "options": [
            *_options(rano="Ráno", vecer="Večer", noc="V noci"),
            {"id": "nevim", "text": _text("Nevím"), "exclusive": True},
        ],
    },
    {
        "id": "poradi",
        "type": "rank",
        "text": _text("Co je nejdůležitější?", "What matters most?"),
        "options": _options(cena="Cena", cas="Čas", pohodli="Pohodlí"),
    },
    {
        "id": "znamka",
        "type": "scale",
        "min": 1,
        "max": 5,
        "text": _text("Jak se vám čeká na zastávce?", "How is waiting at the stop?"),
        "labels": {"1": _text("výborně"), "5": _text("špatně")},
    },
    {
        "id": "cena",
        "type": "number",
        "min": 0,
        "max": 5000,
        "decimals": 1,
        "text": _text("Kolik korun platíte za týden?", "How many CZK do you pay a week?"),
    },
    {
        "id": "den",
        "type": "date",
        "earliest": "2027-02-01",
        "latest": "2027-12-31",
        "text": _text("Kdy by se vám hodila schůzka?", "When would a meeting suit you?"),
    },
    {
        "id": "cas",
        "type": "time",
        "default": ["9.00"],
        "text": _text("V kolik hodin?", "At what time?"),
    },
    {
        "id": "obec",
        "type": "codelist",
        "codelist": "municipalities",
        "text": _text("Odkud jste?", "Where are you from?"),
        "extra_options": _options(jinde="Odjinud"),
    },
    {
        "id": "misto",
        "type": "place",
        "codelist": "municipalities",
        "text": _text("Kde zastávka chybí?", "Where is a stop missing?"),
    },
    {
        "id": "foto",
        "type": "photo",
        "text": _text("Vyfoťte prosím zastávku.", "Please take a picture of the stop."),
    },
    {
        "id": "nahravka",
        "type": "audio",
        "text": _text("Řekněte nám, jak se tam čeká.", "Tell us what waiting there is like."),
    },
    {
        "id": "podklad",
        "type": "file",
        "text": _text("Máte jízdní řád?", "Do you have a timetable?"),
    },
    {
        "id": "nemoc",
        "type": "multi",
        "sensitivity": "health",
        "text": _text("Co vám cestu ztěžuje?", "What makes the way hard for you?"),
        "options": _options(zada="Bolesti zad", zrak="Špatně vidím"),
    },
    {
        "id": "proc",
        "type": "text",
        "max_length": 300,
        "text": _text("Co zlepšit?", "What should get better?"),
    },
    {
        "id": "souhlas",
        "type": "acknowledge",
        "required": True,
        "text": _text("Výsledky smíte zveřejnit.", "You may publish the results."),
    },
]
STOP = Definition.model_validate(
    {
        "key": "zastavka-2027",
        "title": _text("Zastávka u školy", "The stop at the school"),
        "intro": _text("Pár otázek o zastávce. Zabere to čtyři minuty.", "A few questions."),
        "area": "orp-vizovice",
        "opens": "2027-01-14",
        "closes": "2027-02-28",
        "anonymity": "anonymous",
        "languages": ["cs", "en"],
        "questions": QUESTIONS,
    },
    strict=False,
)


async def opened(village: Village, definition: Definition = STOP) -> str:
    """The code of the survey, from now on open."""
    async with village.database.writing() as session:
        kept = await life.keep(session, definition, village.clock.moment)
        await life.release(session, kept.code)
    return kept.code


@dataclass
class Visitor:
    """Somebody with a browser and no account."""

    village: Village
    client: httpx.AsyncClient
    code: str
    page: httpx.Response | None = None

    @property
    def shown(self) -> httpx.Response:
        assert self.page is not None
        return self.page

    @property
    def text(self) -> str:
        return self.shown.text.replace("\N{NO-BREAK SPACE}", " ")

    @property
    def question(self) -> str:
        """The id of the question that is shown; empty on other pages."""
        if "/o/" not in self.shown.url.path:
            return ""
        return self.shown.url.path.rpartition("/o/")[2].removesuffix("/priloha")

    @property
    def own_code(self) -> str:
        found = re.search(r'<strong class="code">([A-Z0-9-]{14})</strong>', self.shown.text)
        return found[1] if found else ""

    async def go(self, path: str = "") -> httpx.Response:
        self.page = await self.client.get(f"/a/{self.code}{path}", follow_redirects=True)
        return self.page

    async def send(self, path: str, **fields: Any) -> httpx.Response:
        """Send the form that is shown, its hidden fields included."""
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.shown.text))
        self.page = await self.client.post(
            f"/a/{self.code}{path}",
            data=hidden | fields,
            headers={"origin": HTTPS},
            follow_redirects=True,
        )
        return self.page

    async def begin(self) -> None:
        await self.go()
        self.village.clock.pass_(timedelta(seconds=5))
        await self.send("")

    async def answer(self, value: Any = None, **fields: Any) -> httpx.Response:
        if value is not None:
            fields["answer"] = value
        return await self.send(f"/o/{self.question}", **fields)

    async def send_file(self, content: bytes, name: str = "Jana Nováková.jpg") -> httpx.Response:
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.shown.text))
        self.page = await self.client.post(
            f"/a/{self.code}/o/{self.question}/priloha",
            data=hidden,
            files={"photo": (name, content)},
            headers={"origin": HTTPS},
            follow_redirects=True,
        )
        return self.page

    async def skip(self) -> httpx.Response:
        return await self.answer(skip="1")

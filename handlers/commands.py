"""The commands: their Czech and English names, who has them, and the words understood as them."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Any

from aiogram.filters import Filter
from aiogram.types import Message

from handlers.replies import BALLOT
from people.roles import Action
from texts.content import fold
from texts.words import Words, later


@dataclass(frozen=True)
class Command:
    """`told` is the line in Telegram's menu; `also` are words that mean it without a slash.

    `power` is what the menu's reader must hold; everybody has the commands that need none.
    """

    what: str
    czech: str
    english: str
    told: str
    power: Action | None = None
    also: tuple[str, ...] = ()


COMMANDS = (
    Command(
        "surveys", "ankety", "surveys", later("Surveys open now"), also=("anketa", "опитування")
    ),
    Command("plans", "plan", "plan", later("Draft plans to read"), also=("plany", "navrh", "план")),
    Command(
        "comments",
        "pripominky",
        "comments",
        later("My comments on plans"),
        also=("pripominka", "зауваження"),
    ),
    Command(
        "meetings",
        "akce",
        "meetings",
        later("Meetings near me"),
        also=("setkani", "зустрічі", "зустріч"),
    ),
    Command(
        "contests",
        "souteze",
        "contests",
        later("Contests near me"),
        also=("soutez", "конкурси", "конкурс"),
    ),
    Command(
        "debates",
        "debaty",
        "debates",
        later("Debates near me"),
        also=("debata", "дебати", "дискусії"),
    ),
    Command("mine", "moje", "mine", later("What I sent and where it stands"), also=("мое",)),
    Command(
        "profile",
        "profil",
        "profile",
        later("Municipality, language, topics"),
        also=("jazyk", "language", "мова", "профіль"),
    ),
    Command("privacy", "soukromi", "privacy", later("See, download or delete my data")),
    Command("help", "pomoc", "help", later("Help and contact"), also=("napoveda", "допомога")),
    Command("home", "menu", "menu", later("Home"), also=("domu", "zpet", "меню")),
    Command("admin", "sprava", "admin", later("What I may administer"), Action.SIGN_IN),
    Command("results", "vysledky", "results", later("Results of surveys"), Action.SEE_RESULTS),
    Command(
        "broadcast",
        "rozeslat",
        "broadcast",
        later("Send a message to people"),
        Action.BROADCAST,
        also=("rozesilani", "rozeslani"),
    ),
    Command(
        "evaluation",
        "hodnoceni",
        "evaluation",
        later("What has become of the plan"),
        Action.SEE_RESULTS,
    ),
    Command(
        "settling",
        "vyporadani",
        "settling",
        later("Comments that my group settles"),
        Action.SETTLE,
        also=("vyporadat",),
    ),
    Command(
        "groups",
        "skupiny",
        "groups",
        later("Working groups"),
        Action.SEE_RESULTS,
        also=("skupina", "групи"),
    ),
    Command(
        "digest",
        "prehled",
        "digest",
        later("What is new for my working group"),
        Action.SEE_RESULTS,
        also=("prehledy", "огляд"),
    ),
    Command("console", "konzole", "console", later("Sign in to the web"), Action.SIGN_IN),
    Command(
        "template",
        "sablona",
        "template",
        later("A spreadsheet to make a survey"),
        Action.RUN_SURVEYS,
    ),
    Command("mute", "ztlumit", "mute", later("Mute the author of an enquiry"), Action.MUTE),
)
GREETINGS = (
    *("ahoj", "čau", "nazdar", "zdravím", "dobrý den", "dobré ráno", "dobrý večer"),
    *("dobré odpoledne", "dobré dopoledne", "hezký den", "привіт", "вітаю", "доброго дня"),
    *("добрий день", "доброго ранку", "добрий вечір", "hello", "hi", "good day"),
    *("good morning", "good evening", "start", "začít"),
)
THANKS = (
    *("díky", "dík", "děkuji", "děkuju", "děkujeme", "díky moc", "děkuji moc", "moc děkuji"),
    *("дякую", "щиро дякую", "дуже дякую", "спасибі", "спасибо", "thanks", "thank you"),
)
STOPS = (
    *("stop", "/stop", "nechci zprávy", "nepište mi", "už mi nepište", "odhlásit"),
    *("стоп", "не пишіть мені", "unsubscribe"),
)
# While something is read or tapped nothing is asked, whatever is made of words beside it.
UNASKED = ("nothing", "section", BALLOT)
# Where no words, or none like a command's name, can be what was asked for: nothing is asked, or a
# tap, a file, a day, a count, a code, a place from a list. Anywhere else "pomoc" may be the answer.
NOT_WRITING = (
    *(*UNASKED, "comment-beside", "comment-photo", "municipality", "survey_day", "settle"),
    *("motion-day", "group-paper", "material-link", "material-file"),
    *("broadcast-card", "broadcast-file", "broadcast-moment"),
    *("meeting-editing", "meeting-mine", "meeting-town", "meeting-point", "meeting-clock"),
    *("meeting-day", "meeting-file", "meeting-picture", "day-hands", "debate-days", "plan-day"),
    *("contest-code", "contest-work", "contest-box", "contest-votes", "contest-tie"),
)
BY_WORD = {
    fold(word): command
    for command in COMMANDS
    for word in (command.czech, command.english, *command.also)
}


class Phrase(Filter):
    """Holds on one of these phrases and nothing else, while nothing is asked."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self.phrases = frozenset(map(fold, phrases))

    async def __call__(self, message: Message, visit: Any) -> bool:
        text = fold(message.text or "").strip(" .,!?")
        return text in self.phrases and visit.waiting.get("what", "nothing") in UNASKED


class Said(Filter):
    """Holds on a command, or on its name written without a slash and however accented.

    While free writing is awaited only the slash makes a command: "pomoc" may be the answer.
    """

    def __init__(self, what: str) -> None:
        self.what = what

    async def __call__(self, message: Message, visit: Any) -> bool | dict[str, Any]:
        free_writing = visit.waiting.get("what", "nothing") not in NOT_WRITING
        command, rest = understood(message.text or "", free_writing)
        return {"argument": rest} if command and command.what == self.what else False


def understood(text: str, free_writing: bool) -> tuple[Command | None, str]:
    """The command that a text means, with what follows it."""
    first, _, rest = text.strip().partition(" ")
    if first.startswith("/"):
        return BY_WORD.get(fold(first[1:].partition("@")[0])), rest.strip()
    if free_writing or rest:
        return None, ""
    return BY_WORD.get(fold(first)), ""


def menu(words: Words, powers: Set[Action] = frozenset()) -> list[tuple[str, str]]:
    """Telegram's command menu in this language for somebody who holds these powers."""
    czech = words.language in ("cs", "cs-easy", "uk")
    return [
        (command.czech if czech else command.english, words(command.told))
        for command in COMMANDS
        if command.power is None or command.power in powers
    ]

"""What residents tell of themselves: municipality, party, topics, language; all optional."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.commands import Said
from handlers.refusals import ConsentMissing
from handlers.replies import Expects, Reply, show
from handlers.taps import Go, Profile, Speak, Topic, button, go
from handlers.visit import Visit
from people import profile
from people.danger import danger_in
from people.profile import ELSEWHERE
from storage import people, places
from storage.people import PARTIES
from texts.content import pick
from texts.formatting import escape
from texts.screens import Row
from texts.words import LANGUAGES, NAMES, Words, later

PARTY_NAMES = {
    "user": later("I use a social service"),
    "provider": later("I work for a provider"),
    "commissioner": later("I act for a municipality"),
    "public": later("I simply live here"),
    "partner": later("School, doctor, police or other partner"),
}
NEWS_NAMES = {
    "all": later("All that concern me"),
    "weekly": later("One a week at most"),
    "none": later("None"),
}
NOTHING = "-"


def router() -> Router:
    router = Router(name="profile")
    router.message.register(overview, Said("profile"))
    router.message.register(typed_municipality, Awaiting("municipality"))
    router.callback_query.register(overview, Go.filter(F.to == "profile"))
    router.callback_query.register(change_language, Go.filter(F.to == "language"))
    router.callback_query.register(change_municipality, Go.filter(F.to == "municipality"))
    router.callback_query.register(change_party, Go.filter(F.to == "party"))
    router.callback_query.register(change_topics, Go.filter(F.to == "topics"))
    router.callback_query.register(first_topics, Go.filter(F.to == "first-topics"))
    router.callback_query.register(set_field, Profile.filter())
    router.callback_query.register(set_topic, Topic.filter())
    return router


async def overview(_: Message | CallbackQuery, visit: Visit) -> Reply:
    resident, words = visit.resident, visit.words
    chosen = await people.topics(visit.session, resident.id)
    names = await _topic_names(visit)
    lines = [
        f"<b>{words('My profile')}</b>",
        words("Language: {language}", language=NAMES[resident.language]),
        words("Municipality: {municipality}", municipality=escape(await _municipality(visit))),
        words("I take part as: {party}", party=_party(words, resident.party)),
        words(
            "Topics: {topics}",
            topics=escape(", ".join(names.get(one, one) for one in chosen)) or words("not said"),
        ),
        words("Messages: {news}", news=words(NEWS_NAMES[resident.news])),
    ]
    return show(
        "\n".join(lines),
        (go(words("Language"), "language"), go(words("Municipality"), "municipality")),
        (go(words("I take part as"), "party"), go(words("Topics"), "topics")),
        (go(words("How many messages"), "news"),),
        (go(words("Home"), "home"),),
    )


async def change_language(_: CallbackQuery, visit: Visit) -> Reply:
    rows: list[Row] = [(button(NAMES[code], Speak(language=code)),) for code in LANGUAGES]
    return show(visit.words("Choose a language."), *rows, (go(visit.words("Back"), "profile"),))


async def change_municipality(_: CallbackQuery, visit: Visit) -> Reply:
    await demand_consent(visit)
    return ask_municipality(visit, first=False)


def ask_municipality(visit: Visit, first: bool) -> Reply:
    words = visit.words
    text = words(
        "<b>Where do you live?</b>\n\nWrite the beginning of your municipality's name, "
        "for example “vizo”."
    )
    return show(text, *_other_places(words, first), expects=_awaits_municipality(first))


async def typed_municipality(message: Message, visit: Visit) -> Reply:
    words, first = visit.words, bool(visit.waiting.get("first"))
    found = await profile.search(visit.session, message.text or "")
    if danger_in(message.text or ""):
        return ask_municipality(visit, first)
    if not found:
        text = words(
            "I know no municipality whose name begins like that. Try other letters, "
            "or choose below."
        )
        return show(text, *_other_places(words, first), expects=_awaits_municipality(first))
    rows: list[Row] = [
        (
            button(
                words("{name} (district {district})", name=one.name, district=one.district),
                Profile(field="municipality", value=one.code, first=first),
            ),
        )
        for one in found
    ]
    return show(
        words("Is it this one?") if len(found) == 1 else words("Is it one of these?"),
        *rows,
        *_other_places(words, first),
        expects=_awaits_municipality(first),
    )


async def set_field(_: CallbackQuery, callback_data: Profile, visit: Visit) -> Reply:
    await demand_consent(visit)
    field, first = callback_data.field, callback_data.first
    value = None if callback_data.value == NOTHING else callback_data.value
    if field == "municipality":
        await profile.set_municipality(visit.session, visit.resident, value)
        if value == ELSEWHERE:
            return await _ask_area(visit, first)
        return await _after_place(visit, first)
    if field == "area" and (value is None or await places.area(visit.session, value)):
        visit.resident.area_code = value
        return await _after_place(visit, first)
    if field == "party" and (value is None or value in PARTIES):
        visit.resident.party = value
        return await _ask_topics(visit, first=True) if first else await overview(_, visit)
    return await overview(_, visit)


async def change_party(_: CallbackQuery, visit: Visit) -> Reply:
    await demand_consent(visit)
    return _ask_party(visit, first=False)


async def change_topics(_: CallbackQuery, visit: Visit) -> Reply:
    await demand_consent(visit)
    return await _ask_topics(visit, first=False)


async def first_topics(_: CallbackQuery, visit: Visit) -> Reply:
    return await _ask_topics(visit, first=True)


async def set_topic(_: CallbackQuery, callback_data: Topic, visit: Visit) -> Reply:
    await demand_consent(visit)
    if callback_data.topic in await _topic_names(visit):
        await people.set_topic(
            visit.session, visit.resident.id, callback_data.topic, callback_data.on
        )
    return await _ask_topics(visit, callback_data.first)


async def demand_consent(visit: Visit) -> None:
    if not profile.has_consented(visit.resident):
        raise ConsentMissing


async def _after_place(visit: Visit, first: bool) -> Reply:
    if first:
        return _ask_party(visit, first=True)
    return await overview(None, visit)  # type: ignore[arg-type]


async def _ask_area(visit: Visit, first: bool) -> Reply:
    words = visit.words
    rows: list[Row] = [
        (
            button(
                pick(area.name, visit.resident.language),
                Profile(field="area", value=area.code, first=first),
            ),
        )
        for area in await places.areas(visit.session)
    ]
    skip = (button(words("None of them"), Profile(field="area", value=NOTHING, first=first)),)
    return show(words("<b>Which area concerns you?</b>"), *rows, skip)


def _ask_party(visit: Visit, first: bool) -> Reply:
    words = visit.words
    rows: list[Row] = [
        (button(words(PARTY_NAMES[party]), Profile(field="party", value=party, first=first)),)
        for party in PARTIES
    ]
    skip = (button(words("Prefer not to say"), Profile(field="party", value=NOTHING, first=first)),)
    return show(words("<b>As whom do you take part?</b>"), *rows, skip, *_back(words, first))


async def _ask_topics(visit: Visit, first: bool) -> Reply:
    words = visit.words
    chosen = set(await people.topics(visit.session, visit.resident.id))
    rows: list[Row] = [
        (
            button(
                f"{'☑' if code in chosen else '☐'} {name}",
                Topic(topic=code, on=code not in chosen, first=first),
            ),
        )
        for code, name in (await _topic_names(visit)).items()
    ]
    done = (go(words("Done"), "home" if first else "profile"),)
    text = words("<b>What interests you?</b>\nChoose as many as you like.")
    hears = words("I write to you when a meeting about it is announced near you.")
    return show(f"{text} {hears}", *rows, done)


async def _topic_names(visit: Visit) -> dict[str, str]:
    """Topics that the resident's areas have set, by code."""
    settings = await profile.settings(visit.session, visit.resident)
    offered = [topic for one in settings for topic in one.get("topics", ())]
    return {one["id"]: pick(one["text"], visit.resident.language) for one in offered}


async def _municipality(visit: Visit) -> str:
    code = visit.resident.municipality
    if code is None:
        return visit.words("not said")
    if code == ELSEWHERE:
        return visit.words("I live elsewhere")
    found = await places.municipality(visit.session, code)
    return found.name if found else visit.words("not said")


def _party(words: Words, party: str | None) -> str:
    return words(PARTY_NAMES[party]) if party else words("not said")


def _awaits_municipality(first: bool) -> Expects:
    return Expects("municipality", {"first": first})


def _other_places(words: Words, first: bool) -> tuple[Row, ...]:
    return (
        (
            button(
                words("I live elsewhere"),
                Profile(field="municipality", value=ELSEWHERE, first=first),
            ),
        ),
        (
            button(
                words("Prefer not to say"),
                Profile(field="municipality", value=NOTHING, first=first),
            ),
        ),
        *_back(words, first),
    )


def _back(words: Words, first: bool) -> tuple[Row, ...]:
    return () if first else ((go(words("Back"), "profile"),),)

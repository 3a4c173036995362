"""Documents of a working group and the rules by which it talks, in both kinds of chat."""

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from groups import overview, papers
from groups.papers import NoSuchDocument
from groups.running import Actor
from handlers.awaiting import Awaiting
from handlers.groups.commands import GroupSaid
from handlers.groups.overview import actor_of, look
from handlers.groups.screens import composition, step
from handlers.groups.visit import GroupVisit
from handlers.groups.words import KIND_NAMES, name_of, rights_missing, warned
from handlers.incoming import fetch, file_of
from handlers.replies import Expects, Reply, show
from handlers.taps import GroupTap
from handlers.visit import Visit
from outreach.letters import DOCUMENT, Letter, Media, post
from storage import groups as tables
from storage.group_papers import CHARTER, OTHER, PROCEDURE, GroupDocument
from storage.groups import STEERING, WorkingGroup
from texts.content import pick
from texts.formatting import PRAGUE, day, escape
from texts.lists import items
from texts.screens import Row
from texts.words import Words, later

FILE, RULES = "group-paper", "group-rules"
KINDS = {
    CHARTER: later("Charter"),
    PROCEDURE: later("Rules of procedure"),
    OTHER: later("Another document"),
}
ACCEPTED = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.oasis.opendocument.text",
    "application/msword",
    "text/plain",
)


class PaperSent(Filter):
    """Holds on a document while one is awaited for a group."""

    async def __call__(self, message: Message, visit: Visit) -> bool:
        return message.document is not None and visit.waiting.get("what") == FILE


def router() -> Router:
    router = Router(name="group_papers")
    router.message.register(receive, PaperSent())
    router.message.register(set_rules, Awaiting(RULES))
    for act, does in {
        "papers": listing,
        "paper-new": choose_kind,
        "paper-of": ask_file,
        "paper": document,
        "paper-get": get,
        "paper-ok": approve,
        "rules": rules,
        "rules-new": ask_rules,
    }.items():
        router.callback_query.register(does, GroupTap.filter(F.act == act))
    return router


def group_router() -> Router:
    router = Router(name="group_papers_in_group")
    router.message.register(group_in_group, GroupSaid("group"))
    router.message.register(rules_in_group, GroupSaid("rules"))
    return router


async def listing(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    return await _listing(visit, callback_data.code)


async def _listing(visit: Visit, code: str) -> Reply:
    words, found = visit.words, await look(visit, code)
    kept = await papers.newest(visit.session, await actor_of(visit), code)
    rows: list[Row] = [
        (step(f"{one.title} ({one.version})", "paper", code, str(one.id)),) for one in kept
    ]
    if found.leads:
        rows.append((step(words("Add a document"), "paper-new", code),))
    rows.append((step(words("Back"), "card", code),))
    text = words("<b>Documents</b>") if kept else words("There is no document yet.")
    return show(text, *rows)


async def choose_kind(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    """Which document; who runs groups in the area may keep one for all of them."""
    words, code = visit.words, callback_data.code
    found = await look(visit, code)
    rows: list[Row] = [
        (step(words(told), "paper-of", code, f"{kind}-0"),) for kind, told in KINDS.items()
    ]
    if found.runs:
        rows += [
            (
                step(
                    words("{document} for all groups", document=words(KINDS[kind])),
                    "paper-of",
                    code,
                    f"{kind}-1",
                ),
            )
            for kind in (CHARTER, PROCEDURE)
        ]
    rows.append((step(words("Back"), "papers", code),))
    return show(words("Which document is it?"), *rows)


async def ask_file(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    kind, _between, for_area = callback_data.value.partition("-")
    await look(visit, code)
    text = words(
        "Send the file (PDF, DOCX, ODT or text). A document of the same name becomes its next "
        "version; the older ones stay."
    )
    data = {"code": code, "kind": kind, "for_area": for_area == "1"}
    return show(text, (step(words("Back"), "papers", code),), expects=Expects(FILE, data))


async def receive(message: Message, visit: Visit) -> Reply:
    """Fetching the file is a job, whose end a letter tells."""
    words, waiting, sent = visit.words, visit.waiting, file_of(message)
    assert sent is not None
    await visit.house.allowance.take("survey_file", visit.resident.telegram_id)
    kind, for_area = waiting["kind"], "1" if waiting["for_area"] else "0"
    title = sent.name.rpartition(".")[0] or sent.name
    if kind in (CHARTER, PROCEDURE):
        title = words(KINDS[kind])
    about = ("group_paper", "|".join((waiting["code"], kind, for_area, title)))
    await fetch(visit, sent, about, ACCEPTED)
    return show(words("I am keeping {name} …", name=escape(sent.name)))


async def document(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    return await _document(visit, callback_data.code, _key(callback_data.value))


async def _document(visit: Visit, code: str, key: int) -> Reply:
    """A version, with the others below and who may have approved it."""
    words, actor = visit.words, await actor_of(visit)
    found = await look(visit, code)
    every = await papers.versions(visit.session, actor, key)
    one = next(shown for shown in every if shown.id == key)
    lines = [f"<b>{escape(one.title)}</b>", *_version(words, one)]
    if not one.group_code:
        lines.append(words("It holds for all groups of the area."))
    rows: list[Row] = [(step(words("Send me the file"), "paper-get", code, str(key)),)]
    if found.leads and one.approved_on is None:
        rows += [
            (
                step(
                    words("Approved today: {group}", group=pick(by.name, words.language)),
                    "paper-ok",
                    by.code,
                    str(key),
                ),
            )
            for by in await _approving(visit, found.group)
        ]
    rows += [
        (
            step(
                words("Version {version}", version=str(other.version)), "paper", code, str(other.id)
            ),
        )
        for other in every
        if other.id != key
    ]
    rows.append((step(words("Documents"), "papers", code),))
    return show("\n".join(lines), *rows)


def _version(words: Words, one: GroupDocument) -> list[str]:
    told = words(
        "Version {version} of {day}",
        version=str(one.version),
        day=day(one.kept_at, words.language),
    )
    if one.approved_on is None:
        return [told, words("Not approved yet")]
    when = day(one.approved_on, words.language)
    return [told, words("Approved on {day}: {by}", day=when, by=escape(one.approved_by))]


async def _approving(visit: Visit, group: WorkingGroup) -> list[WorkingGroup]:
    """The group itself, and the steering group of its area."""
    others = await tables.groups_of(visit.session, [group.area_code])
    steering = [one for one in others if one.kind == STEERING and one.code != group.code]
    return [group, *steering[:1]]


async def approve(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    """`code` is of the group that approved."""
    actor, key = await actor_of(visit), _key(callback_data.value)
    by = await tables.group(visit.session, callback_data.code)
    if by is None:
        raise NoSuchDocument
    today = visit.now.astimezone(PRAGUE).date()
    name = pick(by.name, by.language)
    kept = await papers.approve(visit.session, actor, key, name, today, visit.now)
    code = kept.group_code or callback_data.code
    return await _document(visit, code, key)


async def get(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    """The file comes by the outbox, which has it at Telegram already or brings it there."""
    words, actor, key = visit.words, await actor_of(visit), _key(callback_data.value)
    every = await papers.versions(visit.session, actor, key)
    one = next(shown for shown in every if shown.id == key)
    text = "\n".join([f"<b>{escape(one.title)}</b>", *_version(words, one)])
    letter = Letter(text, (), Media(DOCUMENT, one.digest, one.name))
    about = f"group-paper:{key}:{visit.now:%Y%m%d%H%M}"
    await post(visit.session, visit.resident, about, letter, visit.now)
    return Reply(toast=words("It is coming."))


async def rules(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    return await _rules_shown(visit, callback_data.code)


async def _rules_shown(visit: Visit, code: str) -> Reply:
    words, found = visit.words, await look(visit, code)
    rows: list[Row] = []
    if found.leads:
        rows.append((step(words("Change the rules"), "rules-new", code),))
    rows.append((step(words("Back"), "card", code),))
    return show(_rules(words, found), *rows)


def _rules(words: Words, found: overview.Overview) -> str:
    if found.rules is None or not found.rules.rules:
        return words("The group has no rules of talking to each other yet.")
    lines = [f"{place}. {escape(one)}" for place, one in enumerate(found.rules.rules, start=1)]
    since = words(
        "Version {version} of {day}",
        version=str(found.rules.version),
        day=day(found.rules.made_at, words.language),
    )
    return "\n".join([words("<b>How we talk to each other</b>"), *lines, "", since])


async def ask_rules(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    await look(visit, code)
    text = words(
        "Write all the rules anew, each on a line of its own, at most twelve. For example: we "
        "hear out every idea."
    )
    expects = Expects(RULES, {"code": code})
    return show(text, (step(words("Back"), "rules", code),), expects=expects)


async def set_rules(message: Message, visit: Visit) -> Reply:
    code, told = visit.waiting["code"], items(message.text or "")
    await papers.set_rules(visit.session, await actor_of(visit), code, told, visit.now)
    return await _rules_shown(visit, code)


async def group_in_group(_: Message, visit: GroupVisit) -> Reply:
    """The group at a glance, for those who sit in it."""
    words, found = visit.words, await _seen(visit)
    kind = words(KIND_NAMES[found.group.kind])
    parts = [
        f"<b>{kind}</b>"
        if found.group.sensitive
        else f"<b>{name_of(words, found.group)}</b>, {kind}",
        composition(words, found.parties),
        "\n".join(f"⚠️ {one}" for one in warned(words, found.warnings, found.municipalities)),
        words.many("{n} open task", "{n} open tasks", len(found.tasks)) if found.tasks else "",
        "\n".join(rights_missing(words, visit.chat.rights)),
    ]
    return show("\n\n".join(filter(None, parts)))


async def rules_in_group(_: Message, visit: GroupVisit) -> Reply:
    return show(_rules(visit.words, await _seen(visit)))


async def _seen(visit: GroupVisit) -> overview.Overview:
    seat = visit.seated()
    actor = Actor(seat.resident_id, (), (seat,))
    today = visit.now.astimezone(PRAGUE).date()
    return await overview.look(visit.session, actor, visit.bound.code, today)


def _key(value: str) -> int:
    if not value.isdecimal() or len(value) > 18:
        raise NoSuchDocument
    return int(value)

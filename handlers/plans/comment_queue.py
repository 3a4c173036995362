"""Comments for those who run plans: read and released, settled step by step, published."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.plans import comment_rows
from handlers.replies import Expects, Reply, alert, show
from handlers.taps import AnnexTap, CommentTap, ReferTap, button, go
from handlers.visit import Visit
from outreach import receipts
from outreach.notices import tell
from outreach.round_words import marked
from people import roles
from people.roles import Action
from plans import codelists, comments, letter_answers, settling
from plans.codelists import Verdict
from plans.running import Runner
from storage import comments as tables
from storage import people
from storage import plans as plan_tables
from storage import settling as motions
from storage.comments import RELEASED, STAFF_ONLY, Comment
from texts.content import pick
from texts.formatting import escape, language_name, moment
from texts.personal_data import masked
from texts.screens import Row
from texts.words import Words


def router() -> Router:
    router = Router(name="comment_queue")
    router.message.register(wording_written, Awaiting("settle-wording"))
    router.message.register(reason_written, Awaiting("settle-reason"))
    for act, does in ACTS.items():
        router.callback_query.register(does, CommentTap.filter(F.act == act))
    return router


async def reader_of(visit: Visit) -> Runner:
    """The person as far as they may read comments; raises NotAllowed."""
    held = await people.roles(visit.session, visit.resident.id)
    roles.demand(held, Action.READ_COMMENTS)
    return Runner(visit.resident.id, roles.areas_for(held, Action.READ_COMMENTS))


async def plans(_: CallbackQuery, visit: Visit) -> Reply:
    return await plans_shown(visit)


async def plans_shown(visit: Visit) -> Reply:
    words, language = visit.words, visit.resident.language
    rows: list[Row] = []
    for one in await settling.queues(visit.session, await reader_of(visit)):
        version = await plan_tables.version(visit.session, one.plan.code, one.plan.version)
        title = pick(version.title, language) if version else one.plan.prefix
        label = words("{title} – {n} to read", title=title, n=one.unread)
        rows.append((button(label, CommentTap(act="queue", code=one.plan.code)),))
    text = words("<b>Comments of your areas</b>") if rows else words("There are no comments yet.")
    return show(text, *rows, (go(words("Home"), "home"),))


async def queue(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    return await _queue(visit, callback_data.code)


async def read_next(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    return await _read_next(visit, callback_data.code)


async def release(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    how = callback_data.section if callback_data.section == RELEASED else STAFF_ONLY
    found = await settling.release(
        visit.session, await reader_of(visit), callback_data.value, how, visit.now
    )
    return await _read_next(visit, found.plan_code)


async def settle_next(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    code = callback_data.code
    found = await settling.next_unsettled(visit.session, await reader_of(visit), code)
    if found is None:
        told = visit.words("What is to be settled lies with working groups.")
        return replace(await _queue(visit, code), toast=told)
    return await _choose_verdict(visit, found)


async def choose(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    """A verdict; what it needs to be told with it is asked next."""
    number = callback_data.value
    found = await settling.see(visit.session, await reader_of(visit), number)
    chosen = await settling.verdict(visit.session, found, callback_data.section)
    settled = {"number": number, "verdict": chosen.id, "reason": "", "wording": ""}
    return await _ask_what_is_missing(visit, found, chosen, settled)


async def wording_written(message: Message, visit: Visit) -> Reply:
    return await _part_written(visit, "wording", message.text or "")


async def reason_written(message: Message, visit: Visit) -> Reply:
    return await _part_written(visit, "reason", message.text or "")


async def decide(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    number, settled = callback_data.value, visit.waiting.get("settled", {})
    reader = await reader_of(visit)
    found = await settling.see(visit.session, reader, number)
    if settled.get("number") != number:
        return await _decided(visit, found) if found.state != tables.RECEIVED else _lost(visit)
    told = (settled["verdict"], settled["reason"], settled["wording"])
    await settling.settle(visit.session, reader, number, told, visit.now)
    return await _decided(visit, found)


async def reopen(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    reader = await reader_of(visit)
    found = await settling.reopen(visit.session, reader, callback_data.value, visit.now)
    return await _choose_verdict(visit, found)


async def publish(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    reader = await reader_of(visit)
    number = callback_data.value
    told = await settling.publish_together(visit.session, reader, number, visit.now)
    for happened in told:
        await tell(visit.session, happened, visit.now)
    return await _queue(visit, told[0].comment.plan_code)


async def ask_publish_all(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    found = await settling.queue(visit.session, await reader_of(visit), code)
    text = words.many(
        "Publish {n} answer? Authors and those who joined hear of it at once.",
        "Publish {n} answers? Authors and those who joined hear of it at once.",
        found.decided,
    )
    yes = button(words("Yes, publish"), CommentTap(act="publish-all", code=code))
    return show(text, (yes,), (button(words("Back"), CommentTap(act="queue", code=code)),))


async def publish_all(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    code = callback_data.code
    reader = await reader_of(visit)
    for happened in await settling.publish_all(visit.session, reader, code, visit.now):
        await tell(visit.session, happened, visit.now)
    return await _queue(visit, code)


ACTS: Mapping[str, Callable[..., Awaitable[Reply]]] = {
    "queues": plans,
    "queue": queue,
    "read": read_next,
    "release": release,
    "settle": settle_next,
    "verdict": choose,
    "decide": decide,
    "reopen": reopen,
    "publish": publish,
    "ask-all": ask_publish_all,
    "publish-all": publish_all,
}


async def _queue(visit: Visit, code: str) -> Reply:
    words = visit.words
    found = await settling.queue(visit.session, await reader_of(visit), code)
    text = words(
        "<b>Comments {prefix}</b>\n\n"
        "To read: {unread}\nTo settle: {unsettled}\nDecided, not published: {decided}\n"
        "Published: {published}",
        prefix=found.plan.prefix,
        unread=found.unread,
        unsettled=found.unsettled,
        decided=found.decided,
        published=found.published,
    )
    if found.with_groups:
        told = words("Of these with working groups: {n}", n=found.with_groups)
        text = f"{text}\n{told}"
    steps = (
        (found.unread, words("Read the next one"), "read"),
        (found.for_office, words("Settle the next one"), "settle"),
        (found.decided, words("Publish the answers"), "ask-all"),
        (found.published, words("What authors say"), "echoes"),
    )
    rows: list[Row] = [
        (button(label, CommentTap(act=act, code=code)),) for waits, label, act in steps if waits
    ]
    rows += await comment_rows.of_queue(
        visit.session, await reader_of(visit), code, words, visit.now
    )
    if found.unread or found.unsettled:
        rows.append((button(words("With working groups"), ReferTap(act="with", code=code)),))
    rows.append((button(words("Settlement table"), AnnexTap(code=code)),))
    return show(text, *rows, (button(words("Back"), CommentTap(act="queues")),))


async def _read_next(visit: Visit, code: str) -> Reply:
    words = visit.words
    found = await settling.next_unread(visit.session, await reader_of(visit), code)
    if found is None:
        return await _queue(visit, code)
    rows: list[Row] = []
    if not found.confidential:
        let = CommentTap(act="release", section=RELEASED, value=found.number)
        rows.append((button(words("Let others read it"), let),))
    keep = CommentTap(act="release", section=STAFF_ONLY, value=found.number)
    rows.append((button(words("For staff only"), keep),))
    rows += await comment_rows.of_comment(visit.session, found, words)
    rows.append((button(words("Back"), CommentTap(act="queue", code=code)),))
    lines = await _told(visit, found)
    if found.confidential:
        lines.append(words("The author wishes that only staff read it."))
    elif masked(found.text) != found.text:
        lines.append(words("Others will read: {text}", text=escape(masked(found.text))))
    return show("\n\n".join(lines), *rows)


async def _choose_verdict(visit: Visit, found: Comment) -> Reply:
    language = visit.resident.language
    rows: list[Row] = [
        (
            button(
                pick(one.text, language),
                CommentTap(act="verdict", section=one.id, value=found.number),
            ),
        )
        for one in await settling.verdicts(visit.session, found)
    ]
    passes = ReferTap(act="choose", number=found.number)
    rows.append((button(visit.words("Pass it to a working group"), passes),))
    back = button(visit.words("Back"), CommentTap(act="queue", code=found.plan_code))
    lines = [*await _told(visit, found), *await _proposed(visit, found)]
    return show("\n\n".join(lines), *rows, (back,))


async def _proposed(visit: Visit, found: Comment) -> list[str]:
    """What a working group that only advises would answer."""
    words, lines = visit.words, []
    for one in await motions.motions(visit.session, found.number):
        chosen = codelists.named(await settling.verdicts(visit.session, found), one.verdict)
        if one.confirmed_at and chosen:
            told = {"reason": one.reason, "wording": one.wording}
            lines += [words("<b>A working group proposes</b>"), *_summary(words, chosen, told)]
    return lines


async def _ask_what_is_missing(
    visit: Visit, found: Comment, chosen: Verdict, settled: dict[str, str]
) -> Reply:
    words = visit.words
    back = button(words("Back"), CommentTap(act="queue", code=found.plan_code))
    if chosen.wording and not settled["wording"]:
        expects = Expects("settle-wording", {"settled": settled})
        return show(words("Write the new wording of the plan."), (back,), expects=expects)
    if chosen.reason and not settled["reason"]:
        expects = Expects("settle-reason", {"settled": settled})
        text = words("Write the reason. The author and the public will read it.")
        return show(text, (back,), expects=expects)
    lines = [
        words("Comment <b>{number}</b>", number=found.number),
        *_summary(words, chosen, settled),
    ]
    decides = button(words("Decide"), CommentTap(act="decide", value=found.number))
    expects = Expects("settle", {"settled": settled})
    return show("\n\n".join(lines), (decides,), (back,), expects=expects)


async def _part_written(visit: Visit, part: str, text: str) -> Reply:
    settled = {**visit.waiting["settled"], part: text.strip()}
    settling.demand_short(settled[part])
    found = await settling.see(visit.session, await reader_of(visit), settled["number"])
    chosen = await settling.verdict(visit.session, found, settled["verdict"])
    return await _ask_what_is_missing(visit, found, chosen, settled)


def _summary(words: Words, chosen: Verdict, settled: Mapping[str, str]) -> list[str]:
    told = escape(pick(chosen.text, words.language))
    lines = [words("Verdict: <b>{verdict}</b>", verdict=told)]
    if settled["wording"]:
        lines.append(words("New wording: <i>{wording}</i>", wording=escape(settled["wording"])))
    if settled["reason"]:
        lines.append(words("Reason: {reason}", reason=escape(settled["reason"])))
    return lines


async def _decided(visit: Visit, found: Comment) -> Reply:
    words, code = visit.words, found.plan_code
    number = found.number
    text = words("Comment {number} is decided. Nobody has been told yet.", number=number)
    return show(
        text,
        (button(words("Settle the next one"), CommentTap(act="settle", code=code)),),
        (button(words("Publish this answer"), CommentTap(act="publish", value=number)),),
        (button(words("Decide anew"), CommentTap(act="reopen", value=number)),),
        (button(words("Back"), CommentTap(act="queue", code=code)),),
    )


async def _told(visit: Visit, found: Comment) -> list[str]:
    """The comment as those who settle it read it."""
    words, language = visit.words, visit.resident.language
    kind = codelists.named(await comments.kinds(visit.session, found.plan_code), found.kind)
    joined = len(await tables.joined(visit.session, found.number))
    facts = [
        pick(kind.text, language) if kind else found.kind,
        language_name(found.language, language),
        moment(found.received_at, language),
        *filter(None, [marked(words, found.round)]),
    ]
    if joined:
        facts.append(words.many("{n} person has joined", "{n} people have joined", joined))
    lines = [
        f"<b>{found.number}</b>\n{await receipts.where(visit.session, found, language)}",
        escape(" · ".join(facts)),
        f"<blockquote>{escape(found.text)}</blockquote>",
    ]
    if found.proposal:
        lines.append(words("New wording: <i>{wording}</i>", wording=escape(found.proposal)))
    if found.reason:
        lines.append(words("Reason: {reason}", reason=escape(found.reason)))
    contact = await letter_answers.contact_of(visit.session, found)
    if contact:
        lines.append(words("Contact, for staff only: {contact}", contact=escape(contact)))
    return lines


def _lost(visit: Visit) -> Reply:
    return alert(visit.words("I no longer have that text. Please write it once more."))

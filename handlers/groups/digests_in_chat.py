"""The digest in the group's own chat: asked for by a command, opened theme by theme."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from groups.membership import NotInGroup
from handlers.groups import digest_steps as steps
from handlers.groups.commands import GroupSaid
from handlers.groups.digest_steps import STEPS, Asking
from handlers.groups.visit import GroupVisit
from handlers.replies import Reply
from handlers.taps import DigestTap
from outreach import digests


def group_router() -> Router:
    router = Router(name="group_digests")
    router.message.register(begin, GroupSaid("digest"))
    router.callback_query.register(step, DigestTap.filter(F.act.in_(STEPS)))
    return router


async def begin(_: Message, visit: GroupVisit) -> Reply:
    tap = DigestTap(act="show", group=visit.bound.code)
    return await steps.show(await _asking(visit, tap))


async def step(_: CallbackQuery, callback_data: DigestTap, visit: GroupVisit) -> Reply:
    return await STEPS[callback_data.act](await _asking(visit, callback_data))


async def _asking(visit: GroupVisit, tap: DigestTap) -> Asking:
    """Nothing of another group is shown in this chat, whoever asks for it."""
    if visit.resident is None or tap.group != visit.bound.code:
        raise NotInGroup(tap.group)
    reader = await digests.reader(visit.session, visit.resident.id, tap.group)
    account = visit.telegram_id
    return Asking(
        visit.session, reader, tap, visit.words, visit.now, visit.house.allowance, account
    )

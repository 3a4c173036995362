"""Documents of a group or of its area, and the rules by which a group talks: both in versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from groups.running import Actor, NotYoursToLead, found, led_by
from storage import audit
from storage import group_papers as papers
from storage.group_papers import GroupDocument, GroupRules

TITLE_LENGTH = 80
RULE_LENGTH = 200
MOST_RULES = 12
KINDS = (papers.CHARTER, papers.PROCEDURE, papers.OTHER)


class NoSuchDocument(LookupError):
    """There is no such document for this person."""


class TitleMissing(Exception):
    """A document needs a title that is not too long."""


class TooManyRules(Exception):
    """Rules that nobody keeps in mind help nobody."""


@dataclass(frozen=True)
class Paper:
    """A document as somebody brings it in; `for_area` is for every group of the area."""

    title: str
    digest: str
    name: str
    kind: str = papers.OTHER
    for_area: bool = False


async def keep_document(
    session: AsyncSession, actor: Actor, code: str, paper: Paper, now: datetime
) -> GroupDocument:
    """Keep a file as the next version of the document of that title; the same file is no new one.

    Only who runs groups in the area keeps documents for all of them.
    """
    group = await led_by(session, actor, code)
    if paper.for_area and not actor.runs(group.area_code):
        raise NotYoursToLead(code)
    title = " ".join(paper.title.split())
    if not title or len(title) > TITLE_LENGTH:
        raise TitleMissing
    place = (group.area_code, "" if paper.for_area else code)
    standing = await _newest(session, *place, title)
    if standing is not None and standing.digest == paper.digest:
        return standing
    made = GroupDocument(
        area_code=place[0],
        group_code=place[1],
        kind=paper.kind if paper.kind in KINDS else papers.OTHER,
        title=title,
        version=standing.version + 1 if standing else 1,
        digest=paper.digest,
        name=paper.name,
        kept_by=actor.resident_id,
        kept_at=now,
    )
    session.add(made)
    await audit.note(
        session, now, actor.resident_id, "document_kept", code, title=title, version=made.version
    )
    return made


async def approve(
    session: AsyncSession,
    actor: Actor,
    document_id: int,
    approved_by: str,
    approved_on: date,
    now: datetime,
) -> GroupDocument:
    """Note who approved a version, and when."""
    document = await papers.found_document(session, document_id)
    if document is None or not _may_keep(actor, document):
        raise NoSuchDocument
    document.approved_by, document.approved_on = approved_by.strip()[:TITLE_LENGTH], approved_on
    await audit.note(
        session,
        now,
        actor.resident_id,
        "document_approved",
        document.group_code or document.area_code,
        title=document.title,
        version=document.version,
        by=document.approved_by,
    )
    return document


async def newest(session: AsyncSession, actor: Actor, code: str) -> list[GroupDocument]:
    """The newest version of each document that holds for the group; raises NotYoursToLead."""
    group = await found(session, code)
    if not actor.sees(group):
        raise NotYoursToLead(code)
    by_title: dict[tuple[str, str], GroupDocument] = {}
    for one in await papers.documents(session, group.area_code, code):
        by_title.setdefault((one.group_code, one.title), one)
    return sorted(by_title.values(), key=lambda one: (one.group_code != "", one.title))


async def versions(session: AsyncSession, actor: Actor, document_id: int) -> list[GroupDocument]:
    """Every version of a document, the newest first."""
    document = await papers.found_document(session, document_id)
    if document is None or not _may_read(actor, document):
        raise NoSuchDocument
    every = await papers.documents(session, document.area_code, document.group_code)
    return [
        one for one in every if (one.group_code, one.title) == (document.group_code, document.title)
    ]


async def set_rules(
    session: AsyncSession, actor: Actor, code: str, rules: Sequence[str], now: datetime
) -> GroupRules:
    """The rules that hold from now on, as a new version where they differ."""
    group = await led_by(session, actor, code, locked=True)
    told = [" ".join(one.split()) for one in rules]
    told = [one for one in told if one]
    if len(told) > MOST_RULES or any(len(one) > RULE_LENGTH for one in told):
        raise TooManyRules
    standing = await papers.rules(session, group.code)
    if standing is not None and standing.rules == told:
        return standing
    made = GroupRules(
        group_code=code,
        version=standing.version + 1 if standing else 1,
        rules=told,
        made_by=actor.resident_id,
        made_at=now,
    )
    session.add(made)
    await audit.note(session, now, actor.resident_id, "rules_set", code, version=made.version)
    return made


async def rules(session: AsyncSession, code: str) -> GroupRules | None:
    return await papers.rules(session, code)


async def _newest(
    session: AsyncSession, area_code: str, group_code: str, title: str
) -> GroupDocument | None:
    for one in await papers.documents(session, area_code, group_code):
        if (one.group_code, one.title) == (group_code, title):
            return one
    return None


def _may_read(actor: Actor, document: GroupDocument) -> bool:
    if actor.runs(document.area_code):
        return True
    if not document.group_code:
        return any(one.area_code == document.area_code for one in actor.seats)
    return any(one.group_code == document.group_code for one in actor.seats)


def _may_keep(actor: Actor, document: GroupDocument) -> bool:
    if actor.runs(document.area_code):
        return True
    return any(one.leads and one.group_code == document.group_code for one in actor.seats)

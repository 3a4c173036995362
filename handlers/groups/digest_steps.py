"""What every tap in a digest leads to, whether in private or in the group's own chat."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.allowance import Allowance
from handlers.groups import digest_screens as screens
from handlers.replies import Document, Reply, Screen, alert
from handlers.taps import DigestTap
from outreach import digest_files, digest_letters, digest_pages, digests
from outreach.digest_pages import Narrowed
from outreach.digests import Digest, Reader
from plans import news as plan_news
from storage import places
from storage.comment_news import Span
from surveys.themes import themes_of
from texts.content import pick
from texts.numbers import whole
from texts.words import Words

EXPORT = "export"


class Asking(NamedTuple):
    """Who asks what of a digest, and when; `who` is their account."""

    session: AsyncSession
    reader: Reader
    tap: DigestTap
    words: Words
    now: datetime
    allowance: Allowance
    who: int

    @property
    def span(self) -> Span:
        """What the button says; of one that says nothing, all that the group has not been told."""
        found = digest_letters.read_span(self.tap.span)
        return found or digests.since_last(self.reader.group, self.now)


async def show(asking: Asking) -> Reply:
    return Reply(screens.told(await _digest(asking), asking.words))


async def days(asking: Asking) -> Reply:
    until = asking.now.replace(microsecond=0)
    back = whole(asking.tap.value)
    span = Span(until - timedelta(days=min(back, max(screens.PERIODS_DAYS))), until)
    written = digest_letters.written(span)
    again = asking._replace(tap=asking.tap.model_copy(update={"span": written}))
    return await show(again)


async def sections(asking: Asking) -> Reply:
    return replace(await sections_page(asking), below=True)


async def sections_page(asking: Asking) -> Reply:
    digest = await _digest(asking)
    return Reply((screens.sections(digest, asking.words, asking.tap.page),))


async def theme(asking: Asking) -> Reply:
    """Below: the digest itself stays as it is."""
    return replace(await theme_page(asking), below=True)


async def theme_page(asking: Asking) -> Reply:
    session, group, words = asking.session, asking.reader.group, asking.words
    theme = await digest_pages.theme_of(session, group, asking.tap.value)
    known = {one.id: one for one in themes_of(await places.area(session, group.area_code))}
    title = pick(known[theme].text, words.language) if theme in known else theme or words("Other")
    return await _page(asking, title, Narrowed(asking.span, theme=theme))


async def section(asking: Asking) -> Reply:
    return replace(await section_page(asking), below=True)


async def section_page(asking: Asking) -> Reply:
    code, _, section_id = asking.tap.value.partition("/")
    scope = digests.scope_of(asking.reader.group)
    found = await plan_news.title_of(asking.session, scope, code, section_id, asking.now)
    title = asking.words("the whole plan")
    if found:
        title = f"{section_id} {pick(found, asking.words.language)}"
    part = Narrowed(asking.span, plan_code=code, section_id=section_id)
    return await _page(asking, title, part)


async def comment(asking: Asking) -> Reply:
    place = (asking.reader, asking.tap.value, asking.now)
    line = await digest_pages.comment(asking.session, *place)
    kinds = await digest_pages.kinds(asking.session, asking.reader)
    return Reply((screens.comment(line, kinds, asking.words),), below=True)


async def chart(asking: Asking) -> Reply:
    """The first question of a survey as a picture."""
    found = await digests.survey_news_of(asking.session, asking.reader.group, asking.span)
    wanted = next((one for one in found if one.survey.code == asking.tap.value), None)
    if wanted is None or not wanted.tallies:
        return alert(asking.words("This is no longer there."))
    drawn = digest_files.chart(wanted.tallies[0], asking.words)
    return Reply((Screen(pick(wanted.title, asking.words.language), chart=drawn),), below=True)


async def files(asking: Asking) -> Reply:
    return Reply((screens.formats(asking.tap, asking.words),), below=True)


async def file(asking: Asking) -> Reply:
    """Read now, made after the commit: sorting many comments takes a while."""
    format, words = asking.tap.value, asking.words
    if format not in digest_files.FORMATS:
        return alert(words("This is no longer there."))
    await asking.allowance.take(EXPORT, asking.who)
    session, group, span = asking.session, asking.reader.group, asking.span
    surveys = await digests.survey_news_of(session, group, span)
    found = await digests.gather(session, group, span, surveys)
    await digests.note_export(session, asking.reader, span, format, asking.now)
    name = digest_files.name(found.group, span, format)
    made = Document(name, make=lambda: digest_files.written(digests.arranged(found), format, words))
    return Reply((Screen(words("The digest of the group."), document=made),), below=True)


STEPS: Mapping[str, Callable[[Asking], Awaitable[Reply]]] = {
    "show": show,
    "days": days,
    "sections": sections,
    "sections-page": sections_page,
    "theme": theme,
    "theme-page": theme_page,
    "section": section,
    "section-page": section_page,
    "comment": comment,
    "chart": chart,
    "files": files,
    "file": file,
}


async def _digest(asking: Asking) -> Digest:
    """Suggested themes are kept, so that a tap on a theme finds its comments."""
    session, group = asking.session, asking.reader.group
    surveys = await digests.survey_news_of(session, group, asking.span)
    found = await digests.on_demand(session, asking.reader, asking.span, surveys)
    await digests.keep_suggestions(session, found)
    return found


async def _page(asking: Asking, title: str, part: Narrowed) -> Reply:
    found = await digest_pages.page(asking.session, asking.reader, part, asking.tap.page)
    return Reply((screens.page(asking.tap, title, found, asking.words),))

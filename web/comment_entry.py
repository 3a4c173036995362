"""Entering comments that came by letter, by e-mail or at a meeting: cut into points, at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.plans.cards import ways_told
from handlers.plans.comment_letters import power
from handlers.plans.letter_screens import CHANNELS
from handlers.plans.settling_refusals import FORM
from outreach.round_words import marked
from people.roles import Action, areas_for, may
from people.signin import Present
from plans import comments, entering, rounds, splitting
from plans.channels import ChannelNotTaken
from plans.codelists import Kind
from plans.comments import CommentTooLong, NoSuchKind
from plans.consultation import PRAGUE, PUBLIC, NoSuchPlan, WindowNotOpen
from plans.entering import DatesTurned, NoPoint, OutOfTime, Paper, Point
from plans.forms import FormIncomplete
from plans.reading import Draft, NoSuchSection
from plans.running import Runner
from storage import places
from storage import plans as plan_tables
from storage.database import take_turn
from storage.places import Area, Municipality
from storage.plans import Consultation, Plan
from surveys import codes
from texts.formatting import day, listed
from texts.words import Words
from web import comment_codes, cookies, guard
from web.base import web_of
from web.guard import Staffed
from web.languages import words_for
from web.public import READ
from web.rendering import page
from web.respondents import Fields

LIMIT, MOST_FIELDS = 200_000, 100
Filled = Annotated[Fields, Depends(guard.our_fields(LIMIT, MOST_FIELDS))]
# Numbers and code of the letter just entered, until the next page has shown them.
ENTERED, ENTERED_SECONDS = "entered-comments", 300
ABOUT = ("channel", "sent", "received", "municipality", "confidential", "contact")
PARTS = ("section", "kind", "text", "proposal", "reason")


@dataclass(frozen=True)
class Entry:
    """What the page is about, and what it offers."""

    area: Area
    draft: Draft
    kinds: Sequence[Kind]
    municipalities: Sequence[Municipality]
    today: date

    @property
    def round(self) -> str:
        return self.draft.rounds[0]


@dataclass(frozen=True)
class Offered:
    """Letters of one round of a plan: where they are entered, and whose they are."""

    path: str
    title: Mapping[str, str]
    round: str


def router() -> APIRouter:
    routes = APIRouter()
    routes.api_route("/konzole/plany/{code}/zapis", methods=READ)(form)
    routes.post("/konzole/plany/{code}/zapis")(enter)
    return routes


async def plans_to_enter(session: AsyncSession, staff: Present, now: datetime) -> list[Offered]:
    """Rounds of consultations into which this person enters comments."""
    if not may(staff.roles, Action.ENTER_PAPER):
        return []
    found = []
    areas = areas_for(staff.roles, Action.ENTER_PAPER)
    for plan in await plan_tables.plans_of(session, areas):
        for window in await entering.windows_of(session, plan.code, now):
            if may(staff.roles, power(window.round), plan.area_code):
                found.append(await _offered(session, plan, window))
    return found


async def _offered(session: AsyncSession, plan: Plan, window: Consultation) -> Offered:
    version = await plan_tables.version(session, plan.code, rounds.version_of(plan, window))
    assert version is not None
    return Offered(_path(plan.code, window.round), version.title, window.round)


def _path(code: str, round_: str) -> str:
    path = f"/konzole/plany/{code}/zapis"
    return path if round_ == PUBLIC else f"{path}?{urlencode({'kolo': round_})}"


async def form(request: Request, staff: Staffed, code: str, kolo: str = PUBLIC) -> Response:
    """An empty letter; the one before is told with its numbers and its code."""
    async with web_of(request).database.reading() as session:
        known = await _entry(session, request, staff, code, kolo)
    told = cookies.read(request, ENTERED)
    about = {"sent": known.today.isoformat(), "received": known.today.isoformat()}
    shown = _form(request, known, about, [{}], entered=told.split(" ") if told else ())
    cookies.drop(shown, request, ENTERED)
    return shown


async def enter(
    request: Request,
    staff: Staffed,
    code: str,
    sent: Filled,
    kolo: str = PUBLIC,
) -> Response:
    """Cut it into points, add one, or keep it all."""
    web = web_of(request)
    now = await web.clock.now()
    async with web.database.reading() as session:
        known = await _entry(session, request, staff, code, kolo)
    about = {name: sent.get(name, [""])[-1] for name in ABOUT}
    points = _points(sent)
    step = sent.get("step", ["keep"])[-1]
    if step == "split":
        return _form(request, known, about, _split(points))
    if step == "add":
        return _form(request, known, about, [*points, {}])
    own = codes.read(sent.get("ready", [""])[-1])
    if own is None:
        raise HTTPException(400)
    try:
        paper = replace(_paper(about, points, comment_codes.hashed(web, own)), round=known.round)
        runner = Runner(staff.resident_id, areas_for(staff.roles, power(known.round)))
        async with web.database.writing() as session:
            await take_turn(session, int(paper.code_hash[:15], 16))
            found = await entering.enter(session, runner, known.draft.plan.code, paper, now)
    except REFUSALS as refusal:
        return _form(request, known, about, points, error=_said(words_for(request), refusal))
    answer = RedirectResponse(_path(known.draft.plan.code, known.round), status_code=303)
    told = " ".join([own, *(one.number for one in found)])
    cookies.keep(answer, request, ENTERED, told, ENTERED_SECONDS)
    return answer


def _points(sent: Fields) -> list[dict[str, str]]:
    """Each point as it was typed; those without a text are left out."""
    places_there = sorted(
        int(name.removeprefix("text-"))
        for name in sent
        if name.startswith("text-") and name.removeprefix("text-").isdecimal()
    )
    found = [
        {
            part: sent.get(f"{part}-{place}", [""])[-1].replace("\r\n", "\n").strip()
            for part in PARTS
        }
        for place in places_there
    ]
    return [one for one in found if one["text"]]


def _split(points: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Every text cut into its points; what belonged to the whole stays with the first."""
    found: list[dict[str, str]] = []
    for one in points:
        first, *others = splitting.points(one["text"])
        found.append({**one, "text": first})
        found += [{"section": one["section"], "kind": one["kind"], "text": text} for text in others]
    return found or [{}]


class DateMissing(Exception):
    """One of the two dates cannot be read."""


def _paper(about: Mapping[str, str], points: Sequence[Mapping[str, str]], code_hash: str) -> Paper:
    if about["channel"] not in entering.CHANNELS:
        raise ChannelNotTaken(entering.CHANNELS)
    try:
        sent_on = date.fromisoformat(about["sent"])
        received_on = date.fromisoformat(about["received"])
    except ValueError:
        raise DateMissing from None
    return Paper(
        channel=about["channel"],
        sent_on=sent_on,
        received_on=received_on,
        code_hash=code_hash,
        confidential=bool(about["confidential"]),
        municipality=about["municipality"] or None,
        contact=about["contact"].strip(),
        points=tuple(
            Point(one["section"], one["kind"], one["text"], one["proposal"], one["reason"])
            for one in points
        ),
    )


def _form(
    request: Request,
    known: Entry,
    about: Mapping[str, str],
    points: Sequence[Mapping[str, str]],
    *,
    entered: Sequence[str] = (),
    error: str = "",
) -> Response:
    empty = dict.fromkeys(PARTS, "")
    return page(
        request,
        "comment_letter.html",
        422 if error else 200,
        known=known,
        path=_path(known.draft.plan.code, known.round),
        whose=marked(words_for(request), known.round),
        about={**dict.fromkeys(ABOUT, ""), **about},
        points=[{**empty, **one} for one in points] or [empty],
        channels=CHANNELS,
        sending_counts=entering.decides(known.area) == entering.SENT,
        entered=entered,
        error=error,
        ready=codes.new_code(),
        form_token=guard.form_token(request),
    )


REFUSALS = (
    *(ChannelNotTaken, DatesTurned, OutOfTime, NoPoint, NoSuchSection, NoSuchKind),
    *(CommentTooLong, FormIncomplete, WindowNotOpen, DateMissing),
)


def _said(words: Words, refusal: Exception) -> str:
    match refusal:
        case OutOfTime():
            days = [day(one, words.language) for one in (refusal.opens, refusal.closes)]
            return words(
                "The day that decides has to lie between {opens} and {closes}.",
                opens=days[0],
                closes=days[1],
            )
        case DatesTurned() | DateMissing():
            return words("Look at both dates: it cannot have come before it was sent, or later.")
        case ChannelNotTaken():
            ways = ways_told(words, refusal.taken)
            return words("Comments on this draft are taken only {ways}.", ways=ways)
        case FormIncomplete():
            missing = [words(FORM[one]) for one in refusal.missing]
            told = listed(missing, words.language)
            return words("Here a comment also needs: {parts}.", parts=told)
        case NoPoint():
            return words("Write at least one point.")
        case NoSuchSection():
            return words("The plan has no such section.")
        case CommentTooLong():
            return words("One of the texts is too long; at most {n} characters.", n=refusal.most)
        case NoSuchKind():
            return words("Choose what it is.")
    return words("Comments are not taken yet.")


async def _entry(
    session: AsyncSession, request: Request, staff: Present, code: str, round_: str
) -> Entry:
    now: datetime = await web_of(request).clock.now()
    try:
        draft = await rounds.given_to(session, code.upper(), round_)
    except NoSuchPlan:
        raise HTTPException(404) from None
    area = await places.area(session, draft.plan.area_code)
    if area is None or not may(staff.roles, power(round_), area.code):
        raise HTTPException(404)
    return Entry(
        area=area,
        draft=draft,
        kinds=await comments.kinds(session, draft.plan.code),
        municipalities=await places.municipalities(session, area.code),
        today=now.astimezone(PRAGUE).date(),
    )

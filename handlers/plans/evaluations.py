"""Evaluating a plan in the chat: groups draft, the steering group sends back or approves."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from groups import membership
from handlers.awaiting import Awaiting
from handlers.commands import Said
from handlers.plans import evaluation_screens as screens
from handlers.plans.evaluation_report import report
from handlers.replies import Document, Expects, Reply, Screen, show
from handlers.taps import EvaluationTap, button, go
from handlers.visit import Visit
from outreach.notices import tell
from people import roles
from people.roles import Action
from plans import evaluation
from plans.consultation import PRAGUE
from plans.evaluation import Assessor, Grade, Sheet
from plans.reading import NoSuchSection
from storage import audit, evaluations, people, places
from storage import groups as group_tables
from storage import plans as plan_tables
from storage.groups import STEERING
from storage.plans import Plan, PlanVersion
from texts.content import pick
from texts.formatting import day
from texts.screens import Row
from texts.words import Words

TEXT: Final = "evaluation-text"
REMARK: Final = "evaluation-remark"
VERSIONS_SHOWN: Final = 10


def router() -> Router:
    router = Router(name="evaluations")
    router.message.register(listing, Said("evaluation"))
    router.message.register(write, Awaiting(TEXT))
    router.message.register(remark, Awaiting(REMARK))
    steps: dict[str, Callable[..., Awaitable[Reply]]] = {
        "home": listing,
        "new": choose_plan,
        "year": choose_year,
        "begin": begin,
        "show": card,
        "next": go_on,
        "section": section,
        "list": contents,
        "grade": grade,
        "hand": hand_over,
        "return": ask_remark,
        "ask": ask_approval,
        "approve": approve,
        "chart": chart,
        "files": files,
        "file": file,
    }
    for act, does in steps.items():
        router.callback_query.register(does, EvaluationTap.filter(F.act == act))
    return router


async def assessor_of(visit: Visit) -> Assessor:
    """As whom somebody takes part: by their seats in groups, and by the plans they run."""
    session, resident_id = visit.session, visit.resident.id
    held = await people.roles(session, resident_id)
    may = roles.may(held, Action.RUN_PLANS)
    areas = roles.areas_for(held, Action.RUN_PLANS) if may else []
    sits = await membership.seats(session, resident_id)
    steers = {seat.area_code for seat, _ in sits if seat.is_steering and seat.leads}
    return Assessor(
        resident_id,
        groups=frozenset((one.area_code, one.key) for seat, one in sits if seat.votes),
        leads=frozenset((one.area_code, one.key) for seat, one in sits if seat.leads),
        areas=areas,
        steers=frozenset(steers | await _without_steering(visit, areas)),
    )


async def _without_steering(visit: Visit, areas: list[str] | None) -> set[str]:
    """Areas where whoever runs plans stands in, because there is no steering group."""
    run = areas if areas is not None else [one.code for one in await places.areas(visit.session)]
    found = await group_tables.groups_of(visit.session, run) if run else []
    return set(run) - {one.area_code for one in found if one.kind == STEERING}


async def listing(_: Message | CallbackQuery, visit: Visit) -> Reply:
    """What I take part in, and what has been approved."""
    words, assessor = visit.words, await assessor_of(visit)
    found = await _seen(visit, assessor)
    rows = screens.labelled(words, found)
    if await _runs(visit, assessor):
        rows.append((button(words("Begin an evaluation"), EvaluationTap(act="new")),))
    told = words(
        "What has become of the plan, section by section: the groups say it, the steering group "
        "approves it, then everybody can read it."
    )
    if not rows:
        told = words("No plan has been evaluated yet.")
    title = words("Evaluation of plans")
    return show(f"<b>{title}</b>\n\n{told}", *rows, (go(words("Home"), "home"),))


async def _seen(visit: Visit, assessor: Assessor) -> list[Sheet]:
    found = []
    for plan in await plan_tables.plans_of(visit.session, None):
        for one in await evaluations.of_plan(visit.session, plan.code):
            shown = await evaluation.sheet(visit.session, plan.code, one.period)
            if shown.is_approved or evaluation.takes_part(assessor, shown):
                found.append(shown)
    return found


async def _runs(visit: Visit, assessor: Assessor) -> list[Plan]:
    """Plans whose evaluation this person may begin."""
    areas = None if assessor.areas is None else list(assessor.areas)
    return [one for one in await plan_tables.plans_of(visit.session, areas) if one.public_version]


async def choose_plan(_: CallbackQuery, visit: Visit) -> Reply:
    words, rows = visit.words, list[Row]()
    for plan in await _runs(visit, await assessor_of(visit)):
        version = await plan_tables.version(visit.session, plan.code, plan.public_version or 1)
        if version:
            label = pick(version.title, words.language)
            rows.append((button(label, EvaluationTap(act="year", code=plan.code)),))
    back: Row = (button(words("Back"), EvaluationTap(act="home")),)
    return show(words("Which plan shall be evaluated?"), *rows, back)


async def choose_year(_: CallbackQuery, callback_data: EvaluationTap, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    year = visit.now.astimezone(PRAGUE).year
    rows: list[Row] = [
        (button(period, EvaluationTap(act="begin", code=code, period=period)),)
        for period in (str(year), str(year - 1), f"{year - 1}–{year}")
    ]
    back: Row = (button(words("Back"), EvaluationTap(act="new")),)
    return show(words("For which period?"), *rows, back)


async def begin(_: CallbackQuery, callback_data: EvaluationTap, visit: Visit) -> Reply:
    """With the version chosen, where people have read more than one."""
    code, period, chosen = callback_data.code, callback_data.period, callback_data.value
    assessor = await assessor_of(visit)
    versions = await evaluation.versions(visit.session, assessor, code)
    if len(versions) > 1 and not chosen:
        return _choose_version(visit.words, callback_data, versions)
    number = int(chosen) if chosen.isdecimal() and len(chosen) < 7 else None
    found = await evaluation.begin(visit.session, assessor, code, period, visit.now, number)
    return await _card(visit, found, assessor)


def _choose_version(words: Words, tapped: EvaluationTap, versions: Sequence[PlanVersion]) -> Reply:
    rows: list[Row] = [
        (button(_version_told(words, one), tapped.model_copy(update={"value": str(one.number)})),)
        for one in versions[:VERSIONS_SHOWN]
    ]
    back: Row = (button(words("Back"), EvaluationTap(act="year", code=tapped.code)),)
    return show(words("Which version was in force in that period?"), *rows, back)


def _version_told(words: Words, version: PlanVersion) -> str:
    since = day(version.frozen_at or version.made_at, words.language)
    return words("Version {label}, since {day}", label=version.label, day=since)


async def card(_: CallbackQuery, callback_data: EvaluationTap, visit: Visit) -> Reply:
    assessor = await assessor_of(visit)
    return await _card(visit, await _see(visit, assessor, callback_data), assessor)


async def go_on(_: CallbackQuery, callback_data: EvaluationTap, visit: Visit) -> Reply:
    assessor = await assessor_of(visit)
    return await _next(visit, await _see(visit, assessor, callback_data), assessor)


async def section(_: CallbackQuery, callback_data: EvaluationTap, visit: Visit) -> Reply:
    assessor = await assessor_of(visit)
    found = await _see(visit, assessor, callback_data)
    shown = found.draft.section(callback_data.section)
    return screens.section_card(visit, found, assessor, shown)


async def contents(_: CallbackQuery, callback_data: EvaluationTap, visit: Visit) -> Reply:
    found = await _see(visit, await assessor_of(visit), callback_data)
    page = int(callback_data.value) if callback_data.value.isdecimal() else None
    return screens.listing(visit, found, callback_data.section, page)


async def grade(_: CallbackQuery, callback_data: EvaluationTap, visit: Visit) -> Reply:
    """What is done counts at once; anything else only with the reason, which is asked for."""
    words, assessor = visit.words, await assessor_of(visit)
    found = await _see(visit, assessor, callback_data)
    if callback_data.value not in set(Grade):
        raise NoSuchSection(callback_data.section)
    chosen, known = Grade(callback_data.value), found.assessments.get(callback_data.section)
    text = words("Write in a sentence or two why, and what comes of it.")
    rows: list[Row] = []
    if chosen is Grade.DONE:
        place = (callback_data.code, callback_data.period, callback_data.section)
        kept = known.text if known else ""
        await evaluation.assess(visit.session, assessor, place, chosen, kept, visit.now)
        text = words("Noted. You may write what came of it, in numbers if you can, or go on.")
        rows.append((screens.step(words("Go on"), "next", found, callback_data.section),))
    rows.append((screens.step(words("Back"), "section", found, callback_data.section),))
    told = {**callback_data.model_dump(exclude={"act"}), "value": chosen.value}
    label = f"{screens.MARKS[chosen]} {words(screens.GRADES[chosen])}"
    head = f"<b>{callback_data.section}</b> {label}"
    return show(f"{head}\n\n{text}", *rows, expects=Expects(TEXT, told))


async def write(message: Message, visit: Visit) -> Reply:
    """The words that go with a grade."""
    told = EvaluationTap(act="grade", **{k: v for k, v in visit.waiting.items() if k != "what"})
    place = (told.code, told.period, told.section)
    assessor, text = await assessor_of(visit), message.text or ""
    await evaluation.assess(visit.session, assessor, place, Grade(told.value), text, visit.now)
    found = await evaluation.see(visit.session, assessor, told.code, told.period)
    return await _next(visit, found, assessor, told.section)


async def hand_over(_: CallbackQuery, callback_data: EvaluationTap, visit: Visit) -> Reply:
    place = (callback_data.code, callback_data.period)
    assessor = await assessor_of(visit)
    happened = await evaluation.hand_over(visit.session, assessor, *place, visit.now)
    if happened:
        await tell(visit.session, happened, visit.now)
    found = await evaluation.see(visit.session, assessor, *place)
    return await _card(visit, found, assessor, visit.words("Handed over."))


async def ask_remark(_: CallbackQuery, callback_data: EvaluationTap, visit: Visit) -> Reply:
    found = await _see(visit, await assessor_of(visit), callback_data)
    text = visit.words("Write what the group shall look at again.")
    told = callback_data.model_dump(exclude={"act"})
    back: Row = (screens.step(visit.words("Back"), "section", found, callback_data.section),)
    return show(text, back, expects=Expects(REMARK, told))


async def remark(message: Message, visit: Visit) -> Reply:
    told = EvaluationTap(act="return", **{k: v for k, v in visit.waiting.items() if k != "what"})
    place = (told.code, told.period, told.section)
    assessor, text = await assessor_of(visit), message.text or ""
    happened = await evaluation.send_back(visit.session, assessor, place, text, visit.now)
    await tell(visit.session, happened, visit.now)
    found = await evaluation.see(visit.session, assessor, told.code, told.period)
    return await _card(visit, found, assessor, visit.words("Sent back to the group."))


async def ask_approval(_: CallbackQuery, callback_data: EvaluationTap, visit: Visit) -> Reply:
    words = visit.words
    found = await _see(visit, await assessor_of(visit), callback_data)
    text = words(
        "Shall the evaluation be approved? Everybody can read it then, those who follow the plan "
        "hear of it, and it cannot be changed any more."
    )
    return show(
        f"{screens.head(words, found)}\n\n{text}",
        (screens.step(words("Yes, approve it"), "approve", found),),
        (screens.step(words("Back"), "show", found),),
    )


async def approve(_: CallbackQuery, callback_data: EvaluationTap, visit: Visit) -> Reply:
    place = (callback_data.code, callback_data.period)
    assessor = await assessor_of(visit)
    happened = await evaluation.approve(visit.session, assessor, *place, visit.now)
    await tell(visit.session, happened, visit.now)
    return await _card(visit, await evaluation.see(visit.session, assessor, *place), assessor)


async def chart(_: CallbackQuery, callback_data: EvaluationTap, visit: Visit) -> Reply:
    return screens.picture(visit, await _see(visit, await assessor_of(visit), callback_data))


async def files(_: CallbackQuery, callback_data: EvaluationTap, visit: Visit) -> Reply:
    words = visit.words
    found = await _see(visit, await assessor_of(visit), callback_data)
    formats = tuple(screens.step(one.upper(), "file", found, "", one) for one in screens.FORMATS)
    text = words("The evaluation as a file: PDF to print, DOCX to write in, XLSX to count with.")
    return show(text, formats, (screens.step(words("Back"), "show", found),))


async def file(_: CallbackQuery, callback_data: EvaluationTap, visit: Visit) -> Reply:
    words, wanted = visit.words, callback_data.value
    found = await _see(visit, await assessor_of(visit), callback_data)
    if wanted not in screens.FORMATS:
        return await files(_, callback_data, visit)
    await visit.house.allowance.take("export", visit.resident.telegram_id)
    area = await places.area(visit.session, found.plan.area_code)
    made = report(found, words, pick(area.name, words.language) if area else "")
    one = found.evaluation
    told = {"period": one.period, "format": wanted}
    await audit.note(
        visit.session, visit.now, visit.resident.id, "evaluation_report", one.plan_code, **told
    )
    document = Document(f"{found.plan.key}-{one.period}.{wanted}", make=getattr(made, wanted))
    end = Screen(words("Done."), ((screens.step(words("Back"), "show", found),),))
    return Reply((Screen(screens.head(words, found), document=document), end), below=True)


async def _see(visit: Visit, assessor: Assessor, told: EvaluationTap) -> Sheet:
    return await evaluation.see(visit.session, assessor, told.code, told.period)


async def _card(visit: Visit, found: Sheet, assessor: Assessor, note: str = "") -> Reply:
    known = await group_tables.groups_of(visit.session, [found.plan.area_code])
    names = {one.key: pick(one.name, visit.words.language) for one in known}
    return screens.card(visit, found, assessor, names, note)


async def _next(visit: Visit, found: Sheet, assessor: Assessor, after: str = "") -> Reply:
    """The next of one's sections to be assessed; the card when there is none."""
    following = evaluation.next_to_assess(assessor, found, after)
    if following is None:
        return await _card(visit, found, assessor)
    return screens.section_card(visit, found, assessor, following)

"""Surveys for staff in the chat: their state, results question by question, opening and closing."""

from datetime import timedelta

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.broadcasts import reminders as broadcast_reminders
from handlers.commands import Said
from handlers.replies import Reply, Screen, show
from handlers.surveys import automatic as survey_automatic
from handlers.surveys import quotas as survey_quotas
from handlers.surveys import written as survey_written
from handlers.surveys.readers import reader_of
from handlers.surveys.stages import STAGE_NAMES
from handlers.surveys.tables import chart, described, shown
from handlers.taps import (
    Author,
    OutcomeTap,
    PaperTap,
    ReportTap,
    ResultsTap,
    StaffTap,
    SurveyStaff,
    button,
    go,
)
from handlers.visit import Visit
from people import roles
from people.roles import Action
from storage import audit, people
from storage import surveys as tables
from storage.surveys import Survey
from surveys import library, life, readers
from surveys.library import Stage
from surveys.outcome import Outcome, outcome
from texts.content import pick
from texts.formatting import day, escape, moment
from texts.screens import TO_SURVEY, Button, Row
from texts.words import Words

LIST_LENGTH = 40


def router() -> Router:
    router = Router(name="survey_staff")
    router.message.register(listing, Said("results"))
    router.callback_query.register(listing, StaffTap.filter(F.act == "surveys"))
    router.callback_query.register(card, ResultsTap.filter(F.act == "show"))
    router.callback_query.register(question_page, ResultsTap.filter(F.act == "page"))
    router.callback_query.register(by_municipality, ResultsTap.filter(F.act == "by"))
    router.callback_query.register(ask_release, SurveyStaff.filter(F.act == "ask-release"))
    router.callback_query.register(release, SurveyStaff.filter(F.act.in_({"release", "silent"})))
    switching = SurveyStaff.filter(F.act.in_({"auto-on", "auto-off"}))
    router.callback_query.register(survey_automatic.switch, switching)
    router.callback_query.register(ask_close, SurveyStaff.filter(F.act == "ask-close"))
    router.callback_query.register(close, SurveyStaff.filter(F.act == "close"))
    router.callback_query.register(ask_count, SurveyStaff.filter(F.act == "ask-count"))
    router.callback_query.register(count, SurveyStaff.filter(F.act == "count"))
    return router


async def listing(_: Message | CallbackQuery, visit: Visit) -> Reply:
    words, language = visit.words, visit.resident.language
    held = await people.roles(visit.session, visit.resident.id)
    roles.demand(held, Action.SEE_RESULTS)
    areas = roles.areas_for(held, Action.SEE_RESULTS)
    ran = roles.areas_for(held, Action.RUN_SURVEYS)
    found = await tables.surveys_of(visit.session, areas, (tables.RELEASED, *tables.ENDED))
    found += await tables.surveys_of(visit.session, ran, (tables.DRAFT,))
    titles = [await _listed(visit, survey) for survey in found[:LIST_LENGTH]]
    rows: list[Row] = []
    for survey, title in zip(found, titles, strict=False):
        since = day(survey.opens_at, language) if titles.count(title) > 1 else ""
        label = f"{title} ({since})" if since else title
        rows.append((button(label, ResultsTap(act="show", code=survey.code)),))
    text = words("<b>Surveys of your areas</b>") if rows else words("There is no survey yet.")
    if roles.may(held, Action.RUN_SURVEYS):
        rows.append((button(words("A template to begin with"), Author(act="template")),))
    return show(text, *rows, (go(words("Back"), "admin"),))


async def _listed(visit: Visit, survey: Survey) -> str:
    definition = await library.definition(visit.session, survey.code, survey.version)
    stage = visit.words(STAGE_NAMES[library.stage(survey, visit.now)])
    return f"{pick(definition.title, visit.resident.language)} – {stage}"


async def card(_: CallbackQuery, callback_data: ResultsTap, visit: Visit) -> Reply:
    """State, dates and turnout of one survey, with what this person may do with it."""
    return await _card(visit, await _seen(visit, callback_data.code, Action.SEE_RESULTS))


async def _card(visit: Visit, survey: Survey, *notes: str) -> Reply:
    words, language = visit.words, visit.resident.language
    found = await outcome(visit.session, survey.code, visit.now)
    link = visit.house.deep_link(TO_SURVEY + survey.code)
    text = "\n".join(
        (
            *notes,
            f"<b>{escape(pick(found.definition.title, language))}</b>",
            words("State: {state}", state=words(STAGE_NAMES[library.stage(survey, visit.now)])),
            words(
                "From {opens} to {closes}",
                opens=moment(survey.opens_at, language),
                closes=moment(library.last_moment(survey), language),
            ),
            *_paper(words, survey),
            _turnout(words, found),
            *map(escape, await survey_quotas.told(visit.session, words, found)),
            words("Link for residents: {link}", link=link),
            *_form(visit, found),
            *await survey_written.told(visit, survey),
            *await survey_automatic.told(visit, survey),
        )
    )
    rows = await _powers(visit, survey, found)
    return show(text, *rows, (Button(words("Back"), StaffTap(act="surveys").pack()),))


def _form(visit: Visit, found: Outcome) -> tuple[str, ...]:
    """Where people answer on the web, if the survey is answered there and phones can reach it."""
    if "web" not in found.definition.channels or not visit.house.has_form:
        return ()
    address = f"{visit.house.public_url}/a/{found.survey.code}"
    return (visit.words("Without Telegram: {link}", link=address),)


async def question_page(_: CallbackQuery, callback_data: ResultsTap, visit: Visit) -> Reply:
    """One question as a chart, with the same numbers in the text below it."""
    reader = await reader_of(visit)
    found = await readers.for_staff(visit.session, reader, callback_data.code, visit.now)
    questions = shown(found, visit.words)
    if not questions:
        return await card(_, callback_data, visit)
    place = max(0, min(callback_data.page, len(questions) - 1))
    question = questions[place]
    rows = _page_rows(visit.words, found.survey.code, place, len(questions), bool(question.groups))
    picture = chart(question, visit.words) if question.lines else None
    return Reply((Screen(described(question, visit.words), rows, chart=picture),))


async def by_municipality(_: CallbackQuery, callback_data: ResultsTap, visit: Visit) -> Reply:
    words, reader = visit.words, await reader_of(visit)
    found = await readers.for_staff(visit.session, reader, callback_data.code, visit.now)
    questions = shown(found, words)
    if not questions:
        return await card(_, callback_data, visit)
    place = max(0, min(callback_data.page, len(questions) - 1))
    question = questions[place]
    if not question.groups:
        return await question_page(_, callback_data, visit)
    parts = [f"<b>{escape(question.text)}</b>"]
    for group in question.groups:
        answered = words("hidden") if group.answered is None else group.answered
        parts.append(f"<b>{escape(group.label)}</b> (n = {answered})")
        parts += [
            f"  {escape(line.label)}: {words('hidden') if cell.count is None else cell.count}"
            for line, cell in zip(question.lines, group.cells, strict=False)
            if cell.count != 0
        ]
    back = button(words("Back"), ResultsTap(act="page", code=found.survey.code, page=place))
    return show("\n".join(parts), (back,))


async def ask_release(_: CallbackQuery, callback_data: SurveyStaff, visit: Visit) -> Reply:
    words, language = visit.words, visit.resident.language
    survey = await _seen(visit, callback_data.code, Action.RUN_SURVEYS)
    text = words(
        "Release the survey? It opens by itself on {opens} and closes on {closes}.",
        opens=moment(survey.opens_at, language),
        closes=moment(library.last_moment(survey), language),
    )
    announced = await survey_automatic.announced(visit, survey)
    rows = [_yes(words("Yes, release it"), "release", survey)]
    if announced:
        rows.append(_yes(words("Release it, write to nobody"), "silent", survey))
    return show("\n".join((text, *announced)), *rows, _to_card(words, survey))


async def release(_: CallbackQuery, callback_data: SurveyStaff, visit: Visit) -> Reply:
    survey = await _seen(visit, callback_data.code, Action.RUN_SURVEYS)
    is_new = survey.state == tables.DRAFT
    await life.release(visit.session, survey.code)
    if is_new:
        survey.reminds = callback_data.act == "release"
        await visit.session.flush()
    await survey_automatic.keep_up(visit, survey)
    await _note(visit, "survey_released", survey)
    return await _card(visit, survey, visit.words("The survey is released."))


async def ask_close(_: CallbackQuery, callback_data: SurveyStaff, visit: Visit) -> Reply:
    words = visit.words
    survey = await _seen(visit, callback_data.code, Action.RUN_SURVEYS)
    asked = await library.definition(visit.session, survey.code, survey.version)
    text = words(
        "Close the survey now? Its results are frozen and what could link answers to people is "
        "destroyed. This cannot be undone."
    )
    if asked.entry_days:
        text = words.many(
            "Close the survey now? What could link answers to people is destroyed. Paper can be "
            "entered for {n} more day, then the results are counted. This cannot be undone.",
            "Close the survey now? What could link answers to people is destroyed. Paper can be "
            "entered for {n} more days, then the results are counted. This cannot be undone.",
            asked.entry_days,
        )
    return show(text, _yes(words("Yes, close it"), "close", survey), _to_card(words, survey))


async def close(_: CallbackQuery, callback_data: SurveyStaff, visit: Visit) -> Reply:
    words = visit.words
    survey = await _seen(visit, callback_data.code, Action.RUN_SURVEYS)
    await life.close_now(visit.session, survey.code, visit.now)
    await _note(visit, "survey_closed", survey)
    return show(
        words("The survey takes no more answers. I shall write when the results are frozen."),
        _to_card(words, survey),
    )


async def ask_count(_: CallbackQuery, callback_data: SurveyStaff, visit: Visit) -> Reply:
    words = visit.words
    survey = await _seen(visit, callback_data.code, Action.RUN_SURVEYS)
    text = words(
        "Has all the paper been entered? From now on no more is taken, and the results are counted "
        "for good. This cannot be undone."
    )
    return show(
        text, _yes(words("Yes, count the results"), "count", survey), _to_card(words, survey)
    )


async def count(_: CallbackQuery, callback_data: SurveyStaff, visit: Visit) -> Reply:
    words = visit.words
    survey = await _seen(visit, callback_data.code, Action.RUN_SURVEYS)
    await life.count_now(visit.session, survey.code, visit.now)
    await _note(visit, "survey_counted", survey)
    return show(
        words("No more paper is taken. I shall write when the results are frozen."),
        _to_card(words, survey),
    )


async def _seen(visit: Visit, code: str, action: Action) -> Survey:
    """The survey, if this person's roles cover its area; raises NotAllowed, NoSuchSurvey."""
    held = await people.roles(visit.session, visit.resident.id)
    roles.demand(held, action)
    survey = await library.survey(visit.session, code)
    needed = Action.RUN_SURVEYS if survey.state == tables.DRAFT else action
    roles.demand(held, needed, survey.area_code)
    return survey


async def _powers(visit: Visit, survey: Survey, found: Outcome) -> list[Row]:
    words = visit.words
    rows: list[Row] = []
    if found.published.questions:
        tap = ResultsTap(act="page", code=survey.code)
        rows.append((button(words("Results by question"), tap),))
        if found.published.crossings:
            crossed = ResultsTap(act="crossed", code=survey.code)
            rows.append((button(words("Crossed tables"), crossed),))
        rows.append((button(words("Report to hand round"), ReportTap(code=survey.code)),))
        if found.is_final:
            share = OutcomeTap(act="picture", code=survey.code)
            rows.append((button(words("Picture to share"), share),))
    held = await people.roles(visit.session, visit.resident.id)
    if not roles.may(held, Action.RUN_SURVEYS, survey.area_code):
        return rows
    rows.append((button(words("The survey itself"), Author(act="card", code=survey.code)),))
    rows += await broadcast_reminders.row(visit, survey)
    rows += await survey_automatic.rows(visit, survey)
    rows += await survey_written.rows(visit, survey)
    rows += await survey_written.files(visit, survey)
    rows += await survey_written.row_data(visit, survey)
    if survey.state == tables.DRAFT:
        rows.append(_yes(words("Release"), "ask-release", survey))
    if survey.state not in tables.ENDED:
        rows.append((button(words("Print"), PaperTap(act="menu", code=survey.code)),))
    if library.stage(survey, visit.now) in (Stage.WAITING, Stage.OPEN):
        rows.append(_yes(words("Close now"), "ask-close", survey))
    if survey.state == tables.COUNTING:
        rows.append(_yes(words("All paper is entered"), "ask-count", survey))
    return rows


def _paper(words: Words, survey: Survey) -> tuple[str, ...]:
    """Until when paper is entered, where that is later than people answer by themselves."""
    if survey.entry_ends_at is None or survey.state == tables.CLOSED:
        return ()
    until = moment(survey.entry_ends_at - timedelta(seconds=1), words.language)
    return (words("Paper can be entered until {moment}", moment=until),)


def _turnout(words: Words, found: Outcome) -> str:
    begun = words.many("{n} begun", "{n} begun", found.begun)
    finished = words.many("{n} handed in", "{n} handed in", found.finished)
    told = f"{finished} · {begun}"
    return told if found.published.responses is not None else f"{told}\n{_too_few(words, found)}"


def _too_few(words: Words, found: Outcome) -> str:
    if found.is_final:
        return words(
            "Too few people answered for the results to be shown without pointing at them."
        )
    return words.many(
        "Results are shown from {n} response on.",
        "Results are shown from {n} responses on.",
        found.least,
    )


def _page_rows(
    words: Words, code: str, place: int, total: int, has_groups: bool
) -> tuple[Row, ...]:
    turning = []
    if place > 0:
        turning.append(button("‹", ResultsTap(act="page", code=code, page=place - 1)))
    turning.append(button(f"{place + 1}/{total}", ResultsTap(act="page", code=code, page=place)))
    if place < total - 1:
        turning.append(button("›", ResultsTap(act="page", code=code, page=place + 1)))
    rows: list[Row] = [tuple(turning)]
    if has_groups:
        rows.append(
            (button(words("By municipality"), ResultsTap(act="by", code=code, page=place)),)
        )
    rows.append((button(words("Back"), ResultsTap(act="show", code=code)),))
    return tuple(rows)


def _yes(label: str, act: str, survey: Survey) -> Row:
    return (button(label, SurveyStaff(act=act, code=survey.code)),)


def _to_card(words: Words, survey: Survey) -> Row:
    return (button(words("Back"), ResultsTap(act="show", code=survey.code)),)


async def _note(visit: Visit, action: str, survey: Survey) -> None:
    await audit.note(visit.session, visit.now, visit.resident.id, action, survey.code)

"""Answering a survey: who may, what is kept, and what stands on the sheet afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from sqlalchemy.ext.asyncio import AsyncSession

from storage import attachments, outreach
from storage import surveys as tables
from storage.marks import Marks
from storage.surveys import Response, Survey
from surveys import checking, gates, library, life, walking, wholeness
from surveys.attachments import Attachment
from surveys.checking import AnswerRefused, Reason
from surveys.definitions import BY_HAND, Definition, Question
from surveys.walking import Progress, Value
from surveys.wholeness import SEVERAL

# A person may fill in a survey for others who cannot, within reason.
MOST_RESPONSES = 10


class SurveyNotOpenYet(Exception):
    def __init__(self, opens_at: datetime) -> None:
        super().__init__(opens_at)
        self.opens_at = opens_at


class SurveyClosed(Exception):
    def __init__(self, closed_at: datetime) -> None:
        super().__init__(closed_at)
        self.closed_at = closed_at


class AnswersWithdrawn(Exception):
    """The person took their answers back; the survey does not take new ones from them."""


class TooManyResponses(Exception):
    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class NotFinished(Exception):
    def __init__(self, question: Question) -> None:
        super().__init__(question.id)
        self.question = question


@dataclass(frozen=True)
class Respondent:
    """Who answers, and by which channel.

    `token` is what their mark is made of: the number of a Telegram account, or the code by which
    somebody without an account comes back (`resident_id` is None then). `nth` is 1 for one's own
    response, more when filling in for somebody else; `helping` says so of a code of its own.
    """

    token: str
    resident_id: int | None
    nth: int = 1
    channel: str = "telegram"
    helping: bool = False


@dataclass(frozen=True)
class Sheet:
    """A survey as one person has filled it in so far.

    `kept` are all their answers, `answers` those to questions that are still asked; they are
    kept under `mark`, and shuffled options are put in order by `seed`.
    """

    survey: Survey
    definition: Definition
    response: Response | None
    kept: Mapping[str, Value]
    nth: int
    mark: bytes = b""
    seed: bytes = b""

    @cached_property
    def answers(self) -> dict[str, Value]:
        return walking.relevant(self.definition, self.kept)

    @cached_property
    def visible(self) -> tuple[Question, ...]:
        """The questions that are asked after these answers, to the one that ended the survey."""
        asked = walking.visible(self.definition, self.answers)
        return walking.up_to(asked, self._ended_at) if self._ended_at else asked

    @cached_property
    def _ended_at(self) -> str | None:
        return gates.ended_at(self.definition, self.response, self.answers)

    @property
    def ended_at(self) -> Question | None:
        """The question whose answer has ended the survey for this person, while it stands."""
        return self.definition.question(self._ended_at) if self._ended_at else None

    @property
    def begun(self) -> bool:
        return self.response is not None

    @property
    def finished(self) -> bool:
        return self.response is not None and self.response.finished

    @property
    def is_settled(self) -> bool:
        """Whether it has come to an end, be it one that does not count."""
        return self.finished or self._ended_at is not None

    def asked(self, question_id: str) -> Question:
        """The question with only the options that are offered after these answers."""
        question = self.definition.question(question_id)
        return walking.narrowed(self.definition, question, self.answers)

    @property
    def next_unanswered(self) -> Question | None:
        return None if self._ended_at else walking.first_open(self.visible, self.answers)

    def following(self, question_id: str) -> Question | None:
        """Where to go from a question: on, or to what is still open, or to the end (None)."""
        if self.next_unanswered is None:
            return None
        later = walking.following(self.definition, self.visible, question_id)
        return later or self.next_unanswered

    def preceding(self, question_id: str) -> Question | None:
        return walking.preceding(self.definition, self.visible, question_id)

    def progress(self, question_id: str) -> Progress:
        return walking.progress(self.definition, self.visible, question_id)


async def open_survey(
    session: AsyncSession, code: str, when: datetime, channel: str = ""
) -> Survey:
    """The survey, if it takes answers by this channel at that moment.

    A tap counts by its arrival, a message by Telegram's date; paper may be entered later.
    """
    await tables.hold(session, code)
    survey = await library.survey_as_read(session, code)
    if channel in BY_HAND and library.takes_entries(survey, when):
        return survey
    if survey.state in tables.ENDED or when >= survey.closes_at:
        raise SurveyClosed(survey.closed_at or survey.closes_at)
    if survey.state == tables.DRAFT:
        raise library.NoSuchSurvey(code)
    if when < survey.opens_at:
        raise SurveyNotOpenYet(survey.opens_at)
    return survey


async def sheet(
    session: AsyncSession, marks: Marks, code: str, who: Respondent, when: datetime
) -> Sheet:
    """The person's sheet as it stands, empty when they have not begun."""
    survey = await open_survey(session, code, when, who.channel)
    if who.nth < 1:
        raise library.NoSuchSurvey(code)
    if who.nth > MOST_RESPONSES:
        raise TooManyResponses(MOST_RESPONSES)
    mark = marks.of(code, who.token, who.nth)
    response, kept = await tables.response_with_answers(session, code, mark)
    if response is None and await _has_withdrawn(session, marks, code, who):
        raise AnswersWithdrawn
    found = await _filled(session, survey, response, kept, who.nth, mark)
    if response and found.is_settled and response.channel == "interviewer" != who.channel:
        raise library.AnsweredInATalk
    shuffles = found.definition.shuffles
    return replace(found, seed=marks.order(code, who.token, who.nth)) if shuffles else found


async def answer(
    session: AsyncSession,
    marks: Marks,
    code: str,
    who: Respondent,
    question_id: str,
    raw: Value,
    when: datetime,
    *,
    left_blank: bool = False,
) -> Sheet:
    """Keep one answer (None: skipped, or `left_blank` on paper); once more changes nothing."""
    before = await sheet(session, marks, code, who, when)
    question = before.asked(question_id)
    if raw is not None and (question.is_sent or is_spoken(raw)):
        raise AnswerRefused(Reason.NOT_A_FILE)
    codes = {one.code for one in await library.entries(session, question, before.survey.area_code)}
    value = None if left_blank else checking.check(question, raw, codes)
    checking.check_constraint(question, value, before.answers, life.today(when))
    return await _keep(session, before, who, question, value, when)


def is_spoken(value: Value) -> bool:
    return isinstance(value, dict) and "voice" in value


async def attach(
    session: AsyncSession,
    marks: Marks,
    code: str,
    who: Respondent,
    question_id: str,
    attachment: Attachment,
    when: datetime,
) -> Sheet:
    """Keep what was sent as the answer, and its content beside it."""
    before = await sheet(session, marks, code, who, when)
    question = before.asked(question_id)
    raw: Value = attachment.name if question.is_sent else {"voice": attachment.name}
    value = checking.check(question, raw)
    after = await _keep(session, before, who, question, value, when)
    assert after.response is not None
    place = (after.response.id, question_id)
    await attachments.keep(session, *place, attachment.name, attachment.content)
    return after


async def toggle(
    session: AsyncSession,
    marks: Marks,
    code: str,
    who: Respondent,
    question_id: str,
    option_id: str,
    on: bool,
    when: datetime,
) -> Sheet:
    """Put one option of several on or off; nothing chosen means not answered."""
    before = await sheet(session, marks, code, who, when)
    question = before.asked(question_id)
    if question.type not in SEVERAL:
        raise AnswerRefused(Reason.NOT_OFFERED)
    kept = before.answers.get(question_id)
    chosen = checking.toggle(question, kept if isinstance(kept, list) else [], option_id, on)
    return await _keep(session, before, who, question, chosen, when)


async def finish(
    session: AsyncSession, marks: Marks, code: str, who: Respondent, when: datetime
) -> tuple[Sheet, str]:
    """Hand the sheet in; the receipt is the same each time. Answers may still be changed.

    Where a quota has become full meanwhile, or an answer has ended the survey, it is `ended_at`.
    """
    before = await sheet(session, marks, code, who, when)
    receipt = marks.receipt(code, before.mark)
    if before.ended_at:
        return before, receipt
    asked, by_hand = before.visible, who.channel in BY_HAND
    at = (before.definition, asked, before.answers, life.today(when))
    missing = wholeness.first_missing(*at, by_hand=by_hand)
    if missing:
        raise NotFinished(missing)
    response = await _begin(session, before, who, when)
    if await gates.take_place(session, before.definition, response, before.answers):
        await tables.finish_response(session, response.id)
    return await _settled(session, before, who), receipt


async def withdraw(
    session: AsyncSession, marks: Marks, code: str, who: Respondent, when: datetime
) -> int:
    """Take back every response this person has given; how many there were."""
    await open_survey(session, code, when)
    await _forget_reminders(session, code, who)
    return sum(
        [
            await tables.withdraw(session, code, marks.of(code, who.token, nth))
            for nth in range(1, MOST_RESPONSES + 1)
        ]
    )


async def _forget_reminders(session: AsyncSession, code: str, who: Respondent) -> None:
    if who.resident_id is not None:
        await outreach.forget_own_reminders(session, code, who.resident_id)


async def sheets(
    session: AsyncSession, marks: Marks, code: str, who: Respondent, when: datetime
) -> list[Sheet]:
    """All that one account has filled in, own response first."""
    survey = await open_survey(session, code, when)
    found = []
    for nth in range(1, MOST_RESPONSES + 1):
        mark = marks.of(code, who.token, nth)
        response, kept = await tables.response_with_answers(session, code, mark)
        if response:
            found.append(await _filled(session, survey, response, kept, nth, mark))
    return found


async def free_nth(
    session: AsyncSession, marks: Marks, code: str, who: Respondent, when: datetime
) -> int:
    """The first number under which this account has not filled in the survey yet."""
    survey = await open_survey(session, code, when)
    if await _has_withdrawn(session, marks, code, who):
        raise AnswersWithdrawn
    for nth in range(1, MOST_RESPONSES + 1):
        mark = marks.of(survey.code, who.token, nth)
        if await tables.response(session, code, mark) is None:
            return nth
    raise TooManyResponses(MOST_RESPONSES)


async def _has_withdrawn(session: AsyncSession, marks: Marks, code: str, who: Respondent) -> bool:
    """Whether this response, or the person's own, was taken back: then none may be begun."""
    given = [marks.of(code, who.token, nth) for nth in {1, who.nth}]
    return any([await tables.is_spent(session, code, mark) for mark in given])


async def _keep(
    session: AsyncSession,
    before: Sheet,
    who: Respondent,
    question: Question,
    value: Value,
    when: datetime,
) -> Sheet:
    response = await _begin(session, before, who, when)
    kept = dict(before.kept)
    if question.is_sent or question.voice:
        await attachments.drop(session, response.id, question.id)
    if value == []:
        kept.pop(question.id, None)
        await tables.drop_answer(session, response.id, question.id)
    else:
        kept[question.id] = value
        await tables.keep_answer(session, response.id, question.id, value)
    after = replace(before, response=response, kept=kept)
    if not after.definition.is_gated:
        return after
    at = (session, after.definition, response, after.answers, question)
    return await _settled(session, after, who) if await gates.settle(*at) else after


async def _settled(session: AsyncSession, before: Sheet, who: Respondent) -> Sheet:
    """The sheet as its response stands now; whoever has come to an end is reminded no more.

    Whoever goes on with their own has not handed in yet.
    """
    code = before.survey.code
    response, _ = await tables.response_with_answers(session, code, before.mark)
    after = replace(before, response=response)
    if after.is_settled:
        await note_turnout(session, code, who, finished=True)
        await _forget_reminders(session, code, who)
    elif who.resident_id is not None and who.nth == 1:
        await tables.reopen_turnout(session, code, who.resident_id)
    return after


async def _begin(session: AsyncSession, before: Sheet, who: Respondent, when: datetime) -> Response:
    """The response that is filled in, begun with the first answer; who takes part is noted."""
    if before.response:
        return before.response
    await note_turnout(session, before.survey.code, who, finished=False)
    named = before.definition.anonymity == "named"
    return await tables.begin_response(
        session,
        before.survey.code,
        before.mark,
        version=before.survey.version,
        resident_id=who.resident_id if named else None,
        channel=who.channel,
        helped=(who.nth > 1 or who.helping) and before.definition.unit == "person",
        day=life.today(when),
    )


async def note_turnout(session: AsyncSession, code: str, who: Respondent, finished: bool) -> None:
    """Who comes without an account leaves no trace of having taken part but the response."""
    if who.resident_id is not None:
        await tables.keep_turnout(session, code, who.resident_id, finished=finished)


async def _filled(
    session: AsyncSession,
    survey: Survey,
    response: Response | None,
    kept: Mapping[str, Value],
    nth: int,
    mark: bytes,
) -> Sheet:
    """What was answered as the version says under which the response was begun."""
    definition = newest = await library.definition(session, survey.code, survey.version)
    if response and response.version != survey.version:
        begun = await library.definition(session, survey.code, response.version)
        definition = gates.with_quotas_of(begun, newest)
    return Sheet(survey, definition, response, kept, nth, mark)

"""Every door of the chat: one module a feature, asked one after another."""

from collections.abc import Iterator

from aiogram import Router

from handlers import enquiries, home, mine, news, privacy, profile, staff
from handlers.broadcasts import sending as broadcasts
from handlers.contests import after as contest_after
from handlers.contests import choosing as contest_choosing
from handlers.contests import counting as contest_counting
from handlers.contests import entries as contest_entries
from handlers.contests import hall as contest_hall
from handlers.contests import jury as contest_jury
from handlers.contests import prizes as contest_prizes
from handlers.contests import running as contest_running
from handlers.contests import voting as contests
from handlers.debates import adding as debate_adding
from handlers.debates import moderating as debate_moderating
from handlers.debates import paper as debate_paper
from handlers.debates import running as debate_running
from handlers.debates import taking as debates
from handlers.groups import chats as group_chats
from handlers.groups import digests
from handlers.groups import digests_in_chat as group_digests
from handlers.groups import members as group_members
from handlers.groups import overview as groups
from handlers.groups import papers as group_papers
from handlers.groups import running as group_running
from handlers.groups import settling as group_settling
from handlers.groups import tasks as group_tasks
from handlers.meetings import (
    after,
    asking,
    certificates,
    day_people,
    day_room,
    desk,
    feedback,
    materials,
    minutes,
    minutes_writing,
)
from handlers.meetings import counts as meeting_counts
from handlers.meetings import day as meeting_day
from handlers.meetings import files as meeting_files
from handlers.meetings import room as meeting_room
from handlers.meetings import running as meeting_running
from handlers.meetings import topics as meeting_topics
from handlers.meetings import upcoming as meetings
from handlers.plans import (
    annex,
    beside,
    comment_care,
    comment_letters,
    comment_media,
    comment_queue,
    comments,
    echoes,
    evaluations,
    letter_answers,
    referrals,
    settling,
)
from handlers.plans import authoring as plan_authoring
from handlers.plans import channels as plan_channels
from handlers.plans import dates as plan_dates
from handlers.plans import preview as plan_preview
from handlers.plans import reading as plans
from handlers.plans import rounds as plan_rounds
from handlers.surveys import answering as surveys
from handlers.surveys import authoring as survey_authoring
from handlers.surveys import crossing_choice as survey_crossing_choice
from handlers.surveys import crossings as survey_crossings
from handlers.surveys import dates as survey_dates
from handlers.surveys import lists as survey_lists
from handlers.surveys import messages as survey_messages
from handlers.surveys import outcome as survey_outcome
from handlers.surveys import paper as survey_paper
from handlers.surveys import report as survey_report
from handlers.surveys import staff as survey_staff
from handlers.surveys import trial as survey_trial
from handlers.surveys import web as survey_web
from handlers.surveys import working_group as survey_working_group

# In the order in which they are asked.
DOORS = (
    *(home, survey_trial, survey_web, survey_lists, survey_messages, surveys),
    *(mine, profile, privacy),
    *(staff, groups, group_running, group_members, group_tasks, group_papers),
    *(meeting_files, plan_authoring, survey_authoring, survey_dates, survey_working_group),
    *(survey_staff, survey_paper, survey_report, survey_outcome),
    *(survey_crossings, survey_crossing_choice),
    *(plans, plan_dates, plan_channels, plan_rounds, plan_preview),
    *(comments, beside, comment_media, comment_queue, comment_care, echoes),
    *(comment_letters, letter_answers),
    *(referrals, settling, annex, digests, evaluations),
    *(after, certificates, feedback, materials, minutes, minutes_writing),
    *(meetings, asking, meeting_topics, meeting_running, meeting_counts),
    *(meeting_day, desk, day_people, day_room, meeting_room),
    *(contests, contest_choosing, contest_jury, contest_entries, contest_running),
    *(contest_counting, contest_hall, contest_after, contest_prizes),
    *(debates, debate_adding, debate_running, debate_moderating, debate_paper),
    *(broadcasts, news, enquiries),
)


# The doors of Telegram groups, each with a `group_router()`, in the order in which they are asked.
GROUP_DOORS = (group_chats, group_tasks, group_papers, group_settling, group_digests)


def group_routers() -> Iterator[Router]:
    yield from (door.group_router() for door in GROUP_DOORS)


def routers() -> Iterator[Router]:
    """Behind them all stands the one that takes what is left."""
    yield from (door.router() for door in DOORS)
    yield enquiries.last_router()

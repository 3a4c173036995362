"""Every door of the chat: one module a feature, asked one after another."""

from collections.abc import Iterator

from aiogram import Router

from handlers import (
    after,
    annex,
    broadcasts,
    certificates,
    comment_care,
    comment_letters,
    comment_media,
    comment_queue,
    comments,
    contest_after,
    contest_counting,
    contest_entries,
    contest_running,
    contests,
    day_people,
    day_room,
    digests,
    enquiries,
    evaluations,
    feedback,
    group_chats,
    group_digests,
    group_members,
    group_papers,
    group_running,
    group_settling,
    group_tasks,
    groups,
    home,
    letter_answers,
    materials,
    meeting_counts,
    meeting_day,
    meeting_files,
    meeting_room,
    meeting_running,
    meeting_topics,
    meetings,
    minutes,
    minutes_writing,
    news,
    plan_authoring,
    plan_channels,
    plan_dates,
    plan_preview,
    plan_rounds,
    plans,
    privacy,
    profile,
    referrals,
    settling,
    staff,
    survey_authoring,
    survey_crossing_choice,
    survey_crossings,
    survey_lists,
    survey_messages,
    survey_outcome,
    survey_paper,
    survey_report,
    survey_staff,
    survey_trial,
    survey_web,
    surveys,
)

# In the order in which they are asked.
DOORS = (
    *(home, survey_trial, survey_web, survey_lists, survey_messages, surveys, profile, privacy),
    *(staff, groups, group_running, group_members, group_tasks, group_papers),
    *(meeting_files, plan_authoring, survey_authoring),
    *(survey_staff, survey_paper, survey_report, survey_outcome),
    *(survey_crossings, survey_crossing_choice),
    *(plans, plan_dates, plan_channels, plan_rounds, plan_preview),
    *(comments, comment_media, comment_queue, comment_care),
    *(comment_letters, letter_answers),
    *(referrals, settling, annex, digests, evaluations),
    *(after, certificates, feedback, materials, minutes, minutes_writing),
    *(meetings, meeting_topics, meeting_running, meeting_counts),
    *(meeting_day, day_people, day_room, meeting_room),
    *(contests, contest_entries, contest_running, contest_counting, contest_after),
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

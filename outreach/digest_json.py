"""A digest for other programs: names in all their languages, moments with their zone."""

from datetime import date, datetime
from typing import Any

from outreach.digest_letters import sections_in_order
from outreach.digests import Digest, PlanDigest
from plans.grouping import ThemeNews
from storage.comment_news import Line
from surveys.news import SurveyNews


def told(digest: Digest) -> dict[str, Any]:
    return {
        "group": {"code": digest.group.code, "name": digest.group.name},
        "since": digest.span.since.isoformat(),
        "until": digest.span.until.isoformat(),
        "new": digest.is_new,
        "plans": [_plan_json(digest, one) for one in digest.plans],
        "surveys": [_survey_json(one) for one in digest.surveys],
        "tasks": [
            {
                "text": one.text,
                "holder": one.holder,
                "due_on": _written(one.due_on),
                "overdue": one.is_overdue,
            }
            for one in digest.tasks
        ],
    }


def _plan_json(digest: Digest, one: PlanDigest) -> dict[str, Any]:
    news = one.news
    counts = {
        "languages": one.counts.languages,
        "parties": one.counts.parties,
        "municipalities": one.counts.municipalities,
    }
    return {
        "plan": news.plan.key,
        "round": news.round,
        "title": news.title,
        "comments": news.count,
        "sections": {
            section: {
                "title": news.titles.get(section, {}),
                "comments": one.grouped.sections.get(section, 0),
                "unread": news.unread.get(section, 0),
            }
            for section in sections_in_order(one)
        },
        "themes": [_theme_json(digest, theme) for theme in one.grouped.themes],
        "counts": {
            what: [{"id": g.id, "merged": list(g.merged), "comments": g.responses} for g in groups]
            for what, groups in counts.items()
        },
        "waiting": {
            "unread": news.waiting.unread,
            "unsettled": news.waiting.unsettled,
            "here": news.waiting.here,
            "elsewhere": news.waiting.elsewhere,
            "with_office": news.waiting.with_office,
            "decided": news.waiting.decided,
        },
        "overdue": {
            "settle_by": _written(news.overdue.settle_by),
            "missed": [
                {"number": n, "on_agenda": _written(when)} for n, when in news.overdue.missed
            ],
        },
    }


def _theme_json(digest: Digest, theme: ThemeNews) -> dict[str, Any]:
    known = digest.themes.get(theme.theme)
    return {
        "id": theme.theme,
        "name": dict(known.text) if known else {},
        "comments": theme.count,
        "terms": list(theme.terms),
        "quotes": [line.number for line in theme.quotes],
        "sayings": [
            {"text": saying.first.text, "comments": [_line_json(line) for line in saying.lines]}
            for saying in theme.sayings
        ],
    }


def _line_json(line: Line) -> dict[str, Any]:
    return {
        "number": line.number,
        "section": line.section_id,
        "kind": line.kind,
        "text": line.text,
        "proposal": line.proposal,
        "reason": line.reason,
        "language": line.language,
        "received_at": _written(line.received_at),
    }


def _survey_json(news: SurveyNews) -> dict[str, Any]:
    return {
        "code": news.survey.code,
        "title": dict(news.title),
        "responses": news.responses,
        "final": news.is_final,
        "questions": [
            {
                "text": dict(tally.text),
                "answered": tally.answered,
                "answers": [
                    {"text": dict(one.text), "count": one.count, "percent": one.percent}
                    for one in tally.answers
                ],
            }
            for tally in news.tallies
        ],
    }


def _written(when: date | datetime | None) -> str | None:
    return when.isoformat() if when else None

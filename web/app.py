"""The pages put together: doors, guards around them, and what is said when they fail."""

from fastapi import Depends, FastAPI
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from web import (
    annex,
    answering,
    attached,
    attendance,
    certificates,
    comment_entry,
    comment_form,
    comments,
    console,
    contest_entry,
    contests,
    debate_adding,
    debate_results,
    debates,
    digests,
    drafts,
    entry,
    evaluations,
    failures,
    form_door,
    form_refusals,
    limits,
    materials,
    meeting_counts,
    meeting_feeds,
    meetings,
    minutes,
    office,
    own_comments,
    plan_changes,
    plans,
    projector,
    public,
    registering,
    results,
    rows,
    settling,
    signin,
    slips,
    surveys,
    webhook,
    written_answers,
)
from web.base import Web
from web.headers import SafeHeaders
from web.languages import LanguageSwitch
from web.rendering import STATIC

PAGES = (
    meeting_counts,
    *(public, plans, plan_changes, meeting_feeds, meetings, comments, evaluations, results, signin),
    *(console, surveys, digests, entry, comment_entry, written_answers, attached, rows),
    *(settling, annex),
    *(drafts, contests, debate_results),
    *(minutes, certificates, materials, office),
    *(attendance, projector),
)
FORM = (
    *(answering, form_door, debates, debate_adding),
    *(comment_form, own_comments, registering, contest_entry, slips),
)


def build(web: Web) -> ASGIApp:
    app = FastAPI(
        title="Náves",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        middleware=[
            Middleware(SafeHeaders, is_secure=web.is_secure),
            Middleware(failures.Apologies),
            Middleware(failures.PlainAddresses),
            Middleware(LanguageSwitch),
        ],
    )
    app.state.web = web
    app.state.limits = limits.Limits(web)
    failures.install(app)
    form_refusals.install(app)
    own_comments.install(app)
    debates.install(app)
    # Routes are tried in this order, and the form is asked for most.
    for door in FORM:
        app.include_router(door.router())
    for door in PAGES:
        app.include_router(door.router(), dependencies=[Depends(limits.pages)])
    app.include_router(public.health())
    app.mount("/static", StaticFiles(directory=STATIC))
    return webhook.Deliveries(app, web) if web.webhook_secret else app

"""Voting on the web with a slip from the hall, without an account: its code, the works, a receipt.

The code travels in forms and never in an address, which many logs keep.
"""

import hmac
from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import Response

from contests import slips, voting
from contests.documents import Method
from contests.keeping import NoSuchContest, Run, announced
from contests.slips import NoSuchSlip, NothingMarked, SlipSpent
from contests.stages import Stage
from contests.voting import NotOnTheBallot, TooManyChoices, VotingClosed
from handlers.contests import screens as contest_screens
from handlers.contests.refusals import slip_spent
from handlers.contests.rules import voting_rule
from storage.contests import Entry
from surveys import codes
from texts.words import Words
from web import limits
from web.base import Web, web_of
from web.languages import words_for
from web.public import READ
from web.rendering import page
from web.respondents import Fields, our_beginning

LONGEST_NUMBER, LONGEST_CODE = 4, 30
# A wrong code is an attempt; a whole hall with right ones may vote through one address.
GUESSES = "form_code"
Sent = Annotated[Fields, Depends(our_beginning)]


class SamePlace(Exception):
    """Two works were put on one place of the order."""


class NoPlace(Exception):
    """What was written beside a work is not the number of a place."""


def router() -> APIRouter:
    routes = APIRouter(prefix="/souteze", dependencies=[Depends(limits.form)])
    routes.api_route("/{code}/listek", methods=READ)(door)
    routes.post("/{code}/listek")(ballot)
    routes.post("/{code}/listek/hlas")(cast)
    return routes


async def door(request: Request, code: str) -> Response:
    """Where the code of a slip is typed; it also says when one can vote."""
    return await _door(request, await _run(request, code))


async def ballot(request: Request, code: str, sent: Sent) -> Response:
    """The works, for a slip that is still good."""
    run = await _run(request, code)
    limits.limits_of(request).demand_left(GUESSES, request)
    return await _ballot(request, run, sent, slips.fresh_receipt())


async def cast(request: Request, code: str, sent: Sent) -> Response:
    """The vote itself; the same form again shows the same control code."""
    run, words, web = await _run(request, code), words_for(request), web_of(request)
    typed = codes.read(sent.get("slip", [""])[-1]) or ""
    receipt = sent.get("receipt", [""])[-1]
    limits.limits_of(request).demand_left(GUESSES, request)
    if not hmac.compare_digest(
        sent.get("seal", [""])[-1].encode(), _seal(web, run, typed, receipt).encode()
    ):
        raise HTTPException(403)
    now = await web.clock.now()
    try:
        choices = _choices(run, sent)
        async with web.database.writing() as session:
            await slips.vote(session, run.code, _hashed(web, run, typed), choices, receipt, now)
    except VotingClosed:
        return await _door(request, run)
    except (NoSuchSlip, SlipSpent) as refusal:
        return await _refused(request, run, refusal, sent)
    except (NothingMarked, TooManyChoices, NotOnTheBallot, SamePlace, NoPlace) as refusal:
        return await _ballot(request, run, sent, receipt, _said(words, refusal))
    return page(request, "slip_done.html", run=run, receipt=receipt)


async def _offered(request: Request, run: Run, typed: str) -> Sequence[Entry]:
    web = web_of(request)
    now = await web.clock.now()
    code_hash = _hashed(web, run, typed)
    async with web.database.reading() as session:
        _, entries = await slips.offered(session, run.code, code_hash, now)
    return voting.shuffled(run, entries, code_hash)


async def _refused(
    request: Request, run: Run, refusal: NoSuchSlip | SlipSpent, sent: Fields
) -> Response:
    words = words_for(request)
    if isinstance(refusal, SlipSpent):
        return await _door(request, run, slip_spent(refusal, words))
    limits.limits_of(request).spend(GUESSES, request)
    wrong = words("No slip of this contest has this code. Please look at it once more.")
    return await _door(request, run, wrong, sent.get("slip", [""])[-1][:LONGEST_CODE])


async def _door(request: Request, run: Run, error: str = "", typed: str = "") -> Response:
    now = await web_of(request).clock.now()
    return page(
        request,
        "slip_door.html",
        422 if error else 200,
        run=run,
        stage=contest_screens.stage_line(words_for(request), run, now),
        is_open=run.stage(now) is Stage.VOTING,
        error=error,
        typed=typed,
    )


async def _ballot(
    request: Request, run: Run, sent: Fields, receipt: str, error: str = ""
) -> Response:
    """The works as they were marked, or the door where the slip is good for nothing by now."""
    words, rules = words_for(request), run.document.voting
    typed = codes.read(sent.get("slip", [""])[-1]) or ""
    try:
        entries = await _offered(request, run, typed)
    except VotingClosed:
        return await _door(request, run)
    except (NoSuchSlip, SlipSpent) as refusal:
        return await _refused(request, run, refusal, sent)
    return page(
        request,
        "slip_ballot.html",
        422 if error else 200,
        run=run,
        entries=entries,
        rule=voting_rule(words, rules),
        ranks=rules.method is Method.RANKING,
        single=rules.method is Method.ONE,
        given=sent,
        slip=typed,
        receipt=receipt,
        seal=_seal(web_of(request), run, typed, receipt),
        error=error,
    )


def _choices(run: Run, sent: Mapping[str, Sequence[str]]) -> list[int]:
    """The works that were marked, or in the order they were put in. Raises SamePlace, NoPlace."""
    if run.document.voting.method is not Method.RANKING:
        return [_number(one) for one in sent.get("work", ())]
    places: dict[int, int] = {}
    for name, told in sent.items():
        if not name.startswith("place-") or not told[-1].strip():
            continue
        place = _number(told[-1].strip())
        if place in places:
            raise SamePlace
        places[place] = _number(name.removeprefix("place-"))
    return [places[place] for place in sorted(places)]


def _number(typed: str) -> int:
    if not (typed.isdecimal() and len(typed) <= LONGEST_NUMBER):
        raise NoPlace
    return int(typed)


def _said(words: Words, refusal: Exception) -> str:
    match refusal:
        case TooManyChoices():
            return words.many(
                "You have {n} vote. Leave only so many works marked.",
                "You have {n} votes. Leave only so many works marked.",
                refusal.most,
            )
        case SamePlace():
            return words("Two works have the same place. Give each place once, please.")
        case NothingMarked():
            return words("Mark a work first.")
    return words("Something is missing or wrong")


def _seal(web: Web, run: Run, typed: str, receipt: str) -> str:
    """That we have drawn this control code for this slip."""
    about = f"slip-receipt:{run.code}:{typed}:{receipt}"
    return hmac.digest(web.secret_key.encode(), about.encode(), "sha256").hex()


def _hashed(web: Web, run: Run, typed: str) -> str:
    return slips.hashed(web.secret_key, run.code, typed)


async def _run(request: Request, code: str) -> Run:
    async with web_of(request).database.reading() as session:
        try:
            return await announced(session, code.upper())
        except NoSuchContest:
            raise HTTPException(404) from None

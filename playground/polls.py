"""Telegram's own polls: made by a bot, voted in by people, closed by time or by the bot."""

import random
from typing import Any

from playground.conversations import Kept
from playground.formatting import formatted
from playground.refusals import bad_request

Json = dict[str, Any]

LONGEST_QUESTION = 300
LONGEST_OPTION = 100
LONGEST_EXPLANATION = 200
MOST_LINE_FEEDS = 2
LONGEST_DESCRIPTION = 1024
MOST_OPTIONS = 12
KINDS = ("regular", "quiz")


def new_poll(given: Json, now: int) -> Json:
    """The Poll object from the parameters of sendPoll, or a Refusal."""
    kind = given.get("type") or "regular"
    if kind not in KINDS:
        raise bad_request("unsupported poll type specified")
    poll = {"id": str(random.getrandbits(62)), **question(given), "options": options(given)}
    poll |= {
        "total_voter_count": 0,
        "is_closed": bool(given.get("is_closed")),
        "is_anonymous": given.get("is_anonymous", True),
        "type": kind,
        "allows_multiple_answers": bool(given.get("allows_multiple_answers")),
        "allows_revoting": given.get("allows_revoting", kind == "regular"),
        "members_only": bool(given.get("members_only")),
    }
    return poll | quiz(given, kind) | description(given) | closing(given, now)


def question(given: Json) -> Json:
    text, entities = _short(given, "question", LONGEST_QUESTION, "poll question length")
    if not text:
        raise bad_request("poll question must be non-empty")
    return {"question": text} | ({"question_entities": entities} if entities else {})


def options(given: Json) -> list[Json]:
    wanted = given.get("options") or []
    if not wanted:
        raise bad_request("poll must have at least one answer option")
    if len(wanted) > MOST_OPTIONS:
        raise bad_request("poll can't have more than 12 options")
    return [option(one) for one in wanted]


def option(given: Json) -> Json:
    text, entities = _short(given, "text", LONGEST_OPTION, "poll options length")
    if not text:
        raise bad_request("poll options must be non-empty")
    made = {"persistent_id": str(random.getrandbits(48)), "text": text, "voter_count": 0}
    return made | ({"text_entities": entities} if entities else {})


def quiz(given: Json, kind: str) -> Json:
    """What a quiz knows besides: the right answers and why they are right."""
    if kind != "quiz":
        return {}
    right = given.get("correct_option_ids") or []
    if not right or not all(0 <= number < len(given["options"]) for number in right):
        raise bad_request("wrong correct option ID specified")
    text, entities = _short(given, "explanation", LONGEST_EXPLANATION, "quiz explanation length")
    if text.count("\n") > MOST_LINE_FEEDS:
        raise bad_request(f"quiz explanation must have at most {MOST_LINE_FEEDS} line feeds")
    why = {"explanation": text, "explanation_entities": entities} if text else {}
    return {"correct_option_ids": right} | why


def description(given: Json) -> Json:
    text, entities = _short(given, "description", LONGEST_DESCRIPTION, "poll description length")
    if not text:
        return {}
    return {"description": text} | ({"description_entities": entities} if entities else {})


def closing(given: Json, now: int) -> Json:
    period, moment = given.get("open_period"), given.get("close_date")
    if period:
        return {"open_period": period, "close_date": now + period}
    return {"close_date": moment} if moment else {}


def _short(given: Json, name: str, longest: int, what: str) -> tuple[str, list[Json]]:
    mode, entities = given.get(f"{name}_parse_mode", ""), given.get(f"{name}_entities") or []
    text, found = formatted(given.get(name) or "", mode, entities, 1 << 15)
    if len(text) > longest:
        raise bad_request(f"{what} must not exceed {longest}")
    return text, [entity for entity in found if entity["type"] == "custom_emoji"]


def anew(poll: Json) -> Json:
    """A copy is a poll of its own, in which nobody has voted."""
    return counted(poll, {}) | {"id": str(random.getrandbits(62)), "is_closed": False}


class WrongVote(Exception):
    """A vote that the application would not let through."""


def vote(kept: Kept, user_id: int, chosen: list[int], now: int) -> None:
    """Counts the person's choice; an empty one takes an earlier choice back."""
    poll: Json = kept.body["poll"]
    if poll["is_closed"] or poll.get("close_date", now + 1) <= now:
        raise WrongVote("the poll is closed")
    if not all(0 <= number < len(poll["options"]) for number in chosen):
        raise WrongVote("no such option")
    if len(chosen) > 1 and not poll["allows_multiple_answers"]:
        raise WrongVote("only one option may be chosen")
    if str(user_id) in kept.votes and not poll["allows_revoting"]:
        raise WrongVote("the vote cannot be changed")
    kept.votes = {who: votes for who, votes in kept.votes.items() if who != str(user_id)}
    if chosen:
        kept.votes[str(user_id)] = sorted(set(chosen))
    kept.body = kept.body | {"poll": counted(poll, kept.votes)}


def counted(poll: Json, votes: dict[str, list[int]]) -> Json:
    all_votes = [number for chosen in votes.values() for number in chosen]
    counts = [one | {"voter_count": all_votes.count(n)} for n, one in enumerate(poll["options"])]
    return poll | {"options": counts, "total_voter_count": len(votes)}


def answer(kept: Kept, user: Json) -> Json:
    """The PollAnswer object, which a bot gets where the poll is not anonymous."""
    poll, chosen = kept.body["poll"], kept.votes.get(str(user["id"]), [])
    return {
        "poll_id": poll["id"],
        "user": user,
        "option_ids": chosen,
        "option_persistent_ids": [poll["options"][number]["persistent_id"] for number in chosen],
    }

"""Taps on buttons: each a query that the bot answers once, in time."""

import asyncio
import itertools
import random
from dataclasses import dataclass, field
from typing import Any

from playground.clock import Clock
from playground.refusals import bad_request

Json = dict[str, Any]

ANSWER_WITHIN_S = 15.0
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass
class Query:
    id: str
    bot_id: int
    asked: float
    answer: asyncio.Future[Json] = field(default_factory=asyncio.Future)

    def is_open(self, now: float) -> bool:
        return not self.answer.done() and now < self.asked + ANSWER_WITHIN_S


class Callbacks:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._queries: dict[str, Query] = {}
        self._numbers = itertools.count(random.getrandbits(60))

    def ask(self, bot_id: int, query_id: str = "") -> Query:
        self._forget_old()
        query = Query(query_id or str(next(self._numbers)), bot_id, self._clock.now())
        self._queries[query.id] = query
        return query

    def answer(self, bot_id: int, query_id: str, answer: Json) -> None:
        query = self._queries.get(query_id)
        if query is None or query.bot_id != bot_id or not query.is_open(self._clock.now()):
            raise bad_request(TOO_OLD)
        query.answer.set_result(answer)

    async def heard(self, query: Query) -> Json:
        """What the person sees of the answer; answered is false when it did not come in time."""
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                return {"answered": True} | await asyncio.shield(query.answer)
        except TimeoutError:
            return {"answered": False, "text": None, "show_alert": False, "url": None}

    def _forget_old(self) -> None:
        now = self._clock.now()
        for query in [query for query in self._queries.values() if not query.is_open(now)]:
            del self._queries[query.id]

"""Answers to inline queries."""

from playground.calling import Call
from playground.refusals import bad_request

MOST_RESULTS = 50
LONGEST_ID_BYTES = 64


async def answer_inline_query(call: Call) -> bool:
    results = call.get("results")
    if len(results) > MOST_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    names = [str(result.get("id", "")) for result in results]
    if any(not 0 < len(name.encode()) <= LONGEST_ID_BYTES for name in names):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(names)) < len(names):
        raise bad_request("RESULT_ID_DUPLICATE")
    answer = {"results": results, "next_offset": call.get("next_offset", "")}
    call.playground.callbacks.answer(call.bot.id, call.get("inline_query_id"), answer)
    return True

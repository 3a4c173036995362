"""Counting again from a ballot file, by whoever likes to: nothing of the database is needed."""

import json
from collections.abc import Mapping
from typing import Any

from contests.counting import Voices, ranks, standing
from contests.documents import Origin, Voting

LISTS = ("ballots", "slip_ballots", "receipts")


def written(file: Mapping[str, Any]) -> bytes:
    """A ballot file, a ballot a line, so that people can read it too."""
    heads = {name: told for name, told in file.items() if name not in LISTS}
    lists = [
        f"{json.dumps(name)}: [\n" + ",\n".join(json.dumps(one) for one in file[name]) + "\n]"
        for name in LISTS
        if name in file
    ]
    head = json.dumps(heads, ensure_ascii=False, indent=1).removesuffix("\n}")
    return (head + ",\n" + ",\n".join(lists) + "\n}\n").encode()


def recounted(file: Mapping[str, Any]) -> dict[str, Any]:
    """The places, the winners and how many voices there were, as `publishing` gives them."""
    voices = Voices(Voting.model_validate(file["voting"]), file["entries"])
    for choices in file["ballots"]:
        voices.add_ballot(choices)
    for choices in file.get("slip_ballots", ()):
        voices.add_ballot(choices, Origin.SLIP)
    for origin, votes in file["counted"].items():
        voices.add_counted(Origin(origin), {int(number): n for number, n in votes.items()})
    stands = standing(voices, file["prized"], ranks(file["tie_order"]))
    return {
        "places": [(one.place, one.number) for one in stands.places],
        "winners": list(stands.winners),
        "voices": {origin.value: count for origin, count in stands.voices.items()},
        "undecided": [list(one) for one in stands.undecided],
    }

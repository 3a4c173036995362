"""`naves recount`: count the ballots of a contest once more, from the file for everybody."""

import argparse
import json

from pydantic import ValidationError

from bot.commands import asking
from contests.recounting import recounted


def ballots(options: argparse.Namespace) -> int:
    try:
        file = json.loads(options.file.read_bytes())
        told = recounted(file)
    except OSError as error:
        asking.give_up(f"{options.file} cannot be read: {error.strerror}.")
    except (ValueError, KeyError, TypeError, AttributeError, ValidationError):
        asking.give_up(f"{options.file} is no file of ballots.")
    for place, number in told["places"]:
        asking.say(f"{place}. entry {number}")
    asking.say("Winners: " + (", ".join(map(str, told["winners"])) or "none"))
    asking.say("Votes: " + ", ".join(f"{origin} {n}" for origin, n in told["voices"].items()))
    for equals in told["undecided"]:
        asking.say("Equal, to be decided: " + ", ".join(map(str, equals)))
    return 0

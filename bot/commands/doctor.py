"""`naves doctor`: what is well, what is ill, and what to do about it."""

import argparse
import asyncio

from pydantic import ValidationError

from bot import logs
from bot.commands import asking
from bot.doctor import look_at_all
from bot.settings import complaints, read


def run(_options: argparse.Namespace) -> int:
    logs.set_up("CRITICAL", "plain")
    try:
        settings = read()
    except ValidationError as wrong:
        for complaint in complaints(wrong):
            asking.say(f"✗ {complaint}")
        asking.say("The rest can be looked at once the settings are right.")
        return 1
    findings = asyncio.run(look_at_all(settings))
    for finding in findings:
        asking.say(f"{'✓' if finding.is_well else '✗'} {finding.sentence}")
    ills = sum(not finding.is_well for finding in findings)
    asking.say("All is well." if not ills else f"To mend: {ills}.")
    return 1 if ills else 0

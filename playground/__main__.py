"""`python -m playground --port N --token TOKEN`: the playground alone, for any bot."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import uvicorn

from playground.accounts import BotAccount, Person
from playground.app import build
from playground.limits import NONE, TELEGRAM

EXAMPLE_TOKEN = "1000000001:playground"
CAST = (
    Person(7_000_000_001, "Jana", "Nováková", "resident"),
    Person(7_000_000_002, "Petr", "Dvořák", "coordinator"),
    Person(7_000_000_003, "Oksana", "Kovalenko", "newcomer", "uk"),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m playground", description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--token", action="append", help="repeat it for several bots")
    parser.add_argument("--username", action="append", help="of each bot, in the same order")
    parser.add_argument("--data", type=Path, help="a folder to go on from after a restart")
    parser.add_argument("--language", choices=("cs", "en"), default="cs")
    parser.add_argument("--strict-webhooks", action="store_true", help="HTTPS and its ports only")
    parser.add_argument("--unlimited", action="store_true", help="no 429, for load tests")
    parser.add_argument("--reads-all", action="store_true", help="no privacy mode in groups")
    parser.add_argument("--inline", action="store_true", help="takes inline queries")
    chosen = parser.parse_args()
    app = build(
        chosen.data,
        bots=[
            replace(account, reads_all=chosen.reads_all, inline=chosen.inline)
            for account in accounts(chosen.token or [EXAMPLE_TOKEN], chosen.username or [])
        ],
        cast=CAST,
        language=chosen.language,
        local=not chosen.strict_webhooks,
        rates=NONE if chosen.unlimited else TELEGRAM,
    )
    sys.stdout.write(f"http://{chosen.host}:{chosen.port}/playground\n")
    sys.stdout.flush()
    uvicorn.run(
        app,
        host=chosen.host,
        port=chosen.port,
        log_level="warning",
        ws="none",
        timeout_graceful_shutdown=1,
    )


def accounts(tokens: list[str], usernames: list[str]) -> list[BotAccount]:
    spare = [f"playground{number}_bot" for number in range(1, len(tokens) + 1)]
    names = usernames + spare[len(usernames) :]
    return [
        BotAccount(token, name, name.removesuffix("_bot").title())
        for token, name in zip(tokens, names, strict=False)
    ]


if __name__ == "__main__":
    main()

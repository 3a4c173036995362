"""`make bench`: all that is measured about answering, in one go."""

import sys

import uvloop

from bench import answering, stored

SECONDS = 6
ROUNDS = (
    ("The Bot API answers at once", [50, 500], 0),
    ("The Bot API takes 50 ms", [50, 200, 500], 50),
)


async def main() -> None:
    for name, residents, delay_ms in ROUNDS:
        told = await answering.compare(residents, SECONDS, delay_ms)
        sys.stdout.write(f"\n{name}\n{told}\n")
    sys.stdout.write(f"\nA step with much and with little stored\n{await stored.compare()}\n")


if __name__ == "__main__":
    uvloop.run(main())

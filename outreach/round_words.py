"""Rounds of a consultation by their names, and who reads what is said in one."""

from collections.abc import Mapping

from plans.consultation import GROUP, PUBLIC, STEERING
from plans.rounds import Reach
from texts.words import Words, later

NAMES: Mapping[str, str] = {
    GROUP: later("Working groups"),
    STEERING: later("Steering group"),
    PUBLIC: later("The public"),
}
COMMENTS_OF: Mapping[str, str] = {
    GROUP: later("Comments of working groups"),
    STEERING: later("Comments of the steering group"),
    PUBLIC: later("Comments of the public"),
}
REACHES: Mapping[Reach, str] = {
    Reach.INSIDE: later(
        "It stays inside: the members of your round, the steering group in its round and the "
        "office read it. The public does not."
    ),
    Reach.LATER: later(
        "Now the members of your round, the steering group in its round and the office read it. "
        "Once the version is public, everybody can read it without your name."
    ),
}


def reach_told(words: Words, reach: Reach) -> str:
    """Nothing where everybody reads it, as usual."""
    return words(REACHES[reach]) if reach in REACHES else ""


def marked(words: Words, round_: str) -> str:
    """Whose comment it is, where it is not the public's."""
    return "" if round_ == PUBLIC else words(NAMES[round_])

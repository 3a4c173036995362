"""What kinds of personal data are called where one is found in what somebody wrote."""

from collections.abc import Mapping, Sequence

from texts.formatting import listed
from texts.personal_data import Found, Kind
from texts.words import Words, later

PERSONAL: Mapping[Kind, str] = {
    Kind.EMAIL: later("an e-mail address"),
    Kind.IBAN: later("a bank account"),
    Kind.ACCOUNT: later("a bank account"),
    Kind.BIRTH_NUMBER: later("a birth number"),
    Kind.PHONE: later("a phone number"),
}


def named(words: Words, found: Sequence[Found]) -> str:
    """An e-mail address and a phone number: each kind once."""
    kinds = dict.fromkeys(words(PERSONAL[one.kind]) for one in found)
    return listed(tuple(kinds), words.language)

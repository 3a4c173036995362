"""The words for rules that a meeting's day would break, or has to keep."""

from collections.abc import Sequence
from datetime import date

from meetings.rules import Broken, Rule, Rules, group_name
from texts.formatting import day, escape
from texts.words import Words


def sentences(words: Words, rules: Rules, broken: Sequence[Broken]) -> list[str]:
    """Each rule that is broken, and the nearest day that keeps it."""
    return [_sentence(words, rules, one) for one in broken]


def guide(words: Words, rules: Rules, today: date) -> str:
    """From which day to which a meeting keeps all rules, and why; empty where there are none."""
    far = date.max
    told = sentences(words, rules, rules.broken(today, today))
    if rules.latest:
        told += [
            _sentence(words, rules, one)
            for one in rules.broken(far, today)
            if one.rule is Rule.COMMENTS_SHORT and rules.latest >= today
        ]
    if not told:
        return ""
    mark = words("Days that break this are marked by !. They can be chosen all the same.")
    return "\n".join([*(f"• {one}" for one in dict.fromkeys(told)), mark])


def _sentence(words: Words, rules: Rules, broken: Broken) -> str:
    when = day(broken.day, words.language)
    if broken.rule is Rule.DRAFT_LATE:
        return words("The draft of the plan lies out 14 days before: from {day} on.", day=when)
    if broken.rule is Rule.COMMENTS_SHORT:
        return words("Comments are taken 14 days after: {day} at the latest.", day=when)
    group = escape(group_name(rules, words.language))
    if group:
        return words.many(
            "The group “{group}” is invited {n} working day before: from {day} on.",
            "The group “{group}” is invited {n} working days before: from {day} on.",
            broken.days,
            group=group,
            day=when,
        )
    return words.many(
        "People are invited {n} working day before: from {day} on.",
        "People are invited {n} working days before: from {day} on.",
        broken.days,
        day=when,
    )

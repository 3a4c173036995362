"""What a working group looks like on a phone: its card, its members, and the offer of a seat."""

from collections.abc import Mapping, Sequence

from groups.nomination import Nomination
from groups.overview import Overview
from handlers.groups.words import EXPECTED, KIND_NAMES, ROLE_NAMES, member_told, name_of, warned
from handlers.parties import PARTY_NAMES
from handlers.replies import Reply, show
from handlers.taps import DigestTap, GroupTap, button, go
from storage.groups import NOMINATED, Member
from storage.people import PARTIES, TRIAD
from storage.places import Area
from texts.content import pick
from texts.formatting import escape, listed, number
from texts.screens import Button, Row
from texts.words import Words

BLOCK = "▮"
LONGEST_BAR = 12


def step(label: str, act: str, code: str = "", value: str = "") -> Button:
    return button(label, GroupTap(act=act, code=code, value=value))


def card(words: Words, found: Overview, echoes: Mapping[bool, int], note: str = "") -> Reply:
    """The group at a glance, with a way to each of its parts; `echoes` count what authors said."""
    parts = [
        _head(words, found),
        composition(words, found.parties),
        "\n".join(f"⚠️ {one}" for one in warned(words, found.warnings, found.municipalities)),
        "\n".join(_next_steps(words, found)),
        _satisfaction(words, echoes),
        _rules(words, found),
        f"• {note}" if note else "",
    ]
    return show("\n\n".join(filter(None, parts)), *_rows(words, found))


def _head(words: Words, found: Overview) -> str:
    group = found.group
    area = escape(pick(found.area.name, words.language)) if found.area else ""
    lines = [f"<b>{name_of(words, group)}</b>", f"{words(KIND_NAMES[group.kind])}, {area}"]
    topics = _topics(words, found)
    if topics:
        lines.append(words("For: {topics}", topics=topics))
    if found.seat:
        role, party = words(ROLE_NAMES[found.seat.role]), words(PARTY_NAMES[found.seat.party])
        lines.append(words("You sit here as: {role}, {party}", role=role, party=party))
    if found.leads and group.chat_id is not None:
        lines.append(words("Telegram group: {title}", title=escape(group.chat_title)))
    return "\n".join(lines)


def _satisfaction(words: Words, echoes: Mapping[bool, int]) -> str:
    if not echoes:
        return ""
    return words(
        "What authors say to the answers: {yes} understand, {no} disagree.",
        yes=number(echoes.get(True, 0), words.language),
        no=number(echoes.get(False, 0), words.language),
    )


def _topics(words: Words, found: Overview) -> str:
    known = found.area.settings.get("topics", []) if found.area else []
    names = [pick(one["text"], words.language) for one in known if one["id"] in found.group.topics]
    return listed([escape(one) for one in names], words.language) if names else ""


def composition(words: Words, parties: Mapping[str, int]) -> str:
    """Who votes, by party, as bars; the three sides of the triad always have a line."""
    shown = [one for one in PARTIES if parties.get(one) or one in TRIAD]
    lines = [words("<b>Who votes</b>")]
    for party in shown:
        count = parties.get(party, 0)
        bar = BLOCK * min(count, LONGEST_BAR)
        told = (f"{words(PARTY_NAMES[party]).capitalize()}:", bar, str(count))
        lines.append(" ".join(filter(None, told)))
    return "\n".join(lines)


def _next_steps(words: Words, found: Overview) -> list[str]:
    told = []
    if found.waiting and found.leads:
        told.append(
            words.many(
                "{n} person nominated has not agreed yet.",
                "{n} people nominated have not agreed yet.",
                len(found.waiting),
            )
        )
    if found.tasks:
        told.append(words.many("{n} open task", "{n} open tasks", len(found.tasks)))
    if found.overdue:
        told.append(words.many("{n} of them overdue", "{n} of them overdue", len(found.overdue)))
    if found.leads and found.group.chat_id is None:
        told.append(words("No Telegram group is bound yet."))
    return told


def _rules(words: Words, found: Overview) -> str:
    rules = found.rules.rules if found.rules else []
    if not rules:
        return ""
    lines = [f"{place}. {escape(one)}" for place, one in enumerate(rules, start=1)]
    return "\n".join([words("<b>How we talk to each other</b>"), *lines])


def _rows(words: Words, found: Overview) -> list[Row]:
    code = found.group.code
    rows: list[Row] = [
        (step(words("Members"), "members", code), step(words("Tasks"), "tasks", code)),
        (step(words("Documents"), "papers", code), step(words("Rules"), "rules", code)),
        (button(words("Digest"), DigestTap(act="show", group=code)),),
    ]
    if found.leads:
        plan = DigestTap(act="plan", group=code)
        rows[-1] = (*rows[-1], button(words("When the digest comes"), plan))
        rows.append((step(words("Nominate somebody"), "how", code),))
        bound = found.group.chat_id is not None
        label = words("Telegram group") if bound else words("Bind a Telegram group")
        rows.append((step(label, "chat", code), step(words("Settings"), "settings", code)))
    if found.seat:
        rows.append((go(words("Comments to be settled"), "settling"),))
        rows.append((step(words("Leave the group"), "ask-leave", code),))
    rows.append((step(words("Groups"), "list"),))
    return rows


def members(words: Words, found: Overview) -> Reply:
    """Members by party; who leads the group taps a name to change something."""
    code = found.group.code
    lines = [f"<b>{name_of(words, found.group)}</b>"]
    for party in PARTIES:
        seated = [one for one in found.members if one.party == party]
        if seated:
            names = ", ".join(_named(words, one, found) for one in seated)
            lines.append(f"{words(PARTY_NAMES[party]).capitalize()}: {names}")
    if not found.members:
        lines.append(words("Nobody sits in the group yet."))
    rows: list[Row] = []
    if found.leads:
        lines += [_waiting(words, one) for one in found.waiting]
        lines.append(words("Tap a name to change something."))
        everybody = [*found.members, *found.waiting]
        rows += [(step(one.name, "member", "", str(one.id)),) for one in everybody]
        rows.append((step(words("Nominate somebody"), "how", code),))
    return show("\n\n".join(lines), *rows, (step(words("Back"), "card", code),))


def _named(words: Words, one: Member, found: Overview) -> str:
    told = member_told(words, one)
    if one.resident_id is None:
        told += f" – {words('without Telegram')}"
    seats = seats_told(words, one.seats, found.municipalities)
    return f"{told} [{seats}]" if seats else told


def seats_told(words: Words, seats: Sequence[str], names: Mapping[str, str]) -> str:
    told = [escape(names.get(code, code)) for code in seats]
    return listed(told, words.language) if told else ""


def _waiting(words: Words, one: Member) -> str:
    if one.state == NOMINATED:
        return words("Waiting for an answer: {name}", name=escape(one.name))
    return words("Declined: {name}", name=escape(one.name))


def offer(
    words: Words, found: Nomination, area: Area | None, names: Mapping[str, str], token: str
) -> Reply:
    group, member = found.group, found.member
    place = escape(pick(area.name, words.language)) if area else ""
    lines = [
        words(
            "You are nominated for the group <b>{group}</b> ({kind}, {area}).",
            group=name_of(words, group),
            kind=words(KIND_NAMES[group.kind]),
            area=place,
        ),
        words(
            "As whom: <b>{role}</b>, {party}",
            role=words(ROLE_NAMES[member.role]),
            party=words(PARTY_NAMES[member.party]),
        ),
    ]
    seats = seats_told(words, member.seats, names)
    if seats:
        lines.append(words("For: {municipalities}", municipalities=seats))
    lines += [
        words(EXPECTED[member.role]),
        words(
            "Other members will see your name, “{name}”, and as whom you sit there. You may leave "
            "at any time.",
            name=escape(member.name),
        ),
    ]
    return show(
        "\n\n".join(lines),
        (step(words("I agree"), "agree", "", token),),
        (step(words("I decline"), "decline", "", token),),
        (go(words("Not now"), "home"),),
    )

"""How the outcome of a contest is told: in the chat, on the web, in a text for newspapers."""

from collections.abc import Callable, Mapping
from typing import Any

from contests.documents import Origin
from contests.keeping import Run
from handlers.contests.rules import ORIGINS, decision
from handlers.contests.screens import slips_told, tap, title, voices_told
from handlers.replies import Picture, Reply, Screen
from handlers.taps import link
from handlers.visit import Visit
from storage.contests import Entry
from storage.prizes import Handover
from storage.slips import ON_THE_WEB
from texts.formatting import day, escape, number
from texts.screens import Row
from texts.words import Words


def result(
    visit: Visit, run: Run, told: Mapping[str, Any], names: Mapping[str, str],
    entries: Mapping[int, Entry], handovers: Mapping[int, Handover],
    podium: Callable[[], bytes] | None,
) -> Reply:  # fmt: skip
    words = visit.words
    lines = result_lines(words, run, told, names, entries)
    text = "\n\n".join(filter(None, [*lines, *map(escape, prizes_told(words, handovers))]))
    rows: list[Row] = [
        (tap(words("The works"), "gallery", run.code),),
        (tap(words("Was my vote counted?"), "check", run.code),),
    ]
    if visit.house.public_url:
        address = f"{visit.house.public_url}/souteze/{run.code}"
        rows.append((link(words("On the web"), address),) if visit.house.has_form else ())
    rows = [row for row in rows if row]
    rows.append((tap(words("Back"), "show", run.code),))
    picture = Picture("vysledek.jpg", make=podium) if podium else None
    return Reply((Screen(text, tuple(rows), picture=picture),))


def result_lines(
    words: Words, run: Run, told: Mapping[str, Any], names: Mapping[str, str],
    entries: Mapping[int, Entry],
) -> list[str]:  # fmt: skip
    """The result in words; `names` are those of municipalities by their codes."""
    places = "\n".join(place_told(words, one, entries.get(one["number"])) for one in told["places"])
    turnout = "\n".join(
        f"{escape(names.get(code, code)) if code else words('Elsewhere or not said')}: "
        f"{number(count, words.language)}"
        for code, count in told["turnout"].items()
    )
    excluded = told["excluded"]
    return [
        f"<b>{title(run.document, words)}</b>",
        places or words("Nobody has voted, so nobody has won."),
        voices_in(words, told),
        slips_in(words, told),
        escape(decision(words, run.document.voting)),
        words("On the jury: {names}", names=escape(", ".join(told.get("jurors", ()))))
        if told.get("jurors") else "",
        words("Everybody says themselves where they live; nobody checks it."),
        words("Between equals was decided: {reason}", reason=escape(told["tie_because"]))
        if told["tie_because"] else "",
        words("Turnout by municipality, as people said it themselves:") + "\n" + turnout
        if turnout else "",
        words.many(
            "{n} voter was excluded:", "{n} voters were excluded:", len(excluded)
        ) + "\n" + "\n".join(escape(one) for one in excluded) if excluded else "",
    ]  # fmt: skip


def voices_in(words: Words, told: Mapping[str, Any]) -> str:
    """How many voices a result holds, and from where."""
    return voices_told(words, {Origin(one): count for one, count in told["voices"].items()})


def slips_in(words: Words, told: Mapping[str, Any]) -> str:
    """What became of the slips that could be used on the web, if there were any."""
    used = told.get("slips") or {}
    is_mixed = used.get(ON_THE_WEB) and Origin.SLIP not in told["voices"]
    note = words(
        "So few people voted in one of these ways that votes with slips on the web are counted "
        "together with those from the chat."
    )
    return " ".join(filter(None, [slips_told(words, used), note if is_mixed else ""]))


def prizes_told(words: Words, handovers: Mapping[int, Handover]) -> list[str]:
    """Where each prize was handed over, without marks of HTML; one occasion in one sentence."""
    told: dict[str, list[str]] = {}
    for at, one in handovers.items():
        told.setdefault(handed_over(words, one), []).append(str(at))
    return [
        words("Prize of no. {numbers}: {told}", numbers=", ".join(numbers), told=sentence)
        for sentence, numbers in told.items()
    ]


def handed_over(words: Words, one: Handover) -> str:
    fields = {"day": day(one.day, words.language), "place": one.place}
    if one.giver:
        return words("handed over on {day}, {place}, by {giver}", giver=one.giver, **fields)
    return words("handed over on {day}, {place}", **fields)


def place_plain(words: Words, one: Mapping[str, Any], entry: Entry | None) -> str:
    """A place of the result without marks of HTML."""
    numbered = words("no. {number}", number=one["number"])
    shown = f"{numbered} {entry.title}".strip() if entry else numbered
    return words(
        "{place}. {work} ({points})", place=one["place"], work=shown, points=_points(words, one)
    )


def _points(words: Words, one: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{words(ORIGINS[Origin(origin)])} {count}" for origin, count in one["points"].items()
    )


def place_told(words: Words, one: Mapping[str, Any], entry: Entry | None) -> str:
    numbered = words("no. {number}", number=one["number"])
    shown = f"<b>{numbered}</b> {escape(entry.title)}".strip() if entry else numbered
    return words(
        "{place}. {work} ({points})", place=one["place"], work=shown, points=_points(words, one)
    )

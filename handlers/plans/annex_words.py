"""The settlement table in words: facts that prove the process, and the usual columns."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from handlers.parties import PARTY_NAMES
from handlers.plans.settling_screens import CHANNELS
from outreach.round_words import COMMENTS_OF, NAMES
from papers.annex import SettlementTable
from papers.annex_parts import Part, Piece
from papers.parts import Cell, Table
from plans.annex import Annex, Line
from plans.codelists import verdicts_of
from plans.consultation import PUBLIC, last_day
from storage.plans import Consultation
from texts.content import pick
from texts.formatting import beginning, day, escape, moment
from texts.words import Words

# More of a section than this says nothing about one comment.
ORIGINAL = 500


def written(found: Annex, words: Words, now: datetime) -> SettlementTable:
    language = words.language
    title = words("Settlement of comments")
    if found.everything:
        title = words("Settlement of comments – working table")
    return SettlementTable(
        language=language,
        title=title,
        subtitle=f"{pick(found.version.title, language)}, {found.version.label}",
        facts=_facts(found, words, now),
        notes=_notes(found, words),
        counts=_counts(found, words),
        printed_columns=[
            words("Number"),
            words("Received on"),
            words("Section"),
            words("Comment and proposed wording"),
            words("Author's reason"),
            words("Verdict"),
            words("Statement and changed wording"),
            words("Decided by"),
        ],
        parts=_parts(found, words),
        columns=_columns(words),
        rows=[_row(one, words) for one in found.lines],
        sheet=words("Settled comments"),
        page_word=words("Page"),
    )


def _facts(found: Annex, words: Words, now: datetime) -> list[tuple[str, Cell]]:
    language = words.language
    facts: list[tuple[str, Cell]] = [(words("Area"), pick(found.area.name, language))]
    for window in found.windows:
        told = f"{_window(window, words)} · {_counted_in(found, window.round, words)}"
        facts.append((words(COMMENTS_OF[window.round]), told))
        if window.hearing:
            met = date.fromisoformat(window.hearing["day"])
            facts.append((words("Public meeting"), day(met, language)))
    facts.append((words("Comments in the table"), len(found.lines)))
    if found.joined:
        facts.append((words("People who joined a comment"), found.joined))
    if found.withdrawn:
        facts.append((words("Taken back by their authors"), found.withdrawn))
    facts.append((words("Made on"), moment(now, language)))
    return facts


def _counted_in(found: Annex, round_: str, words: Words) -> str:
    return words.many("{n} comment", "{n} comments", found.counted.get(round_, 0))


def _parts(found: Annex, words: Words) -> list[Part]:
    """Round by round, where more is told of than the public's."""
    named = any(one != PUBLIC for one in found.rounds)
    return [
        Part(words(COMMENTS_OF[one]) if named else "", [_printed(line, words) for line in lines])
        for one, lines in found.rounds.items()
    ]


def _window(window: Consultation, words: Words) -> str:
    language = words.language
    told = words(
        "{first} – {last}",
        first=day(window.opens_at, language),
        last=day(last_day(window), language),
    )
    longer = [one for one in window.history if one["what"] == "extended"]
    days = [day(datetime.fromisoformat(one["at"]), language) for one in longer]
    return f"{told} ({words('made longer on {days}', days=', '.join(days))})" if days else told


def _notes(found: Annex, words: Words) -> list[str]:
    notes = [words("Names of authors are not told. Each finds the answer by the comment's number.")]
    if any(one not in found.told for one in found.counted):
        notes.append(words("What was said in a round before the public is only counted here."))
    if found.everything:
        notes.append(words("Working table: it is not for handing round."))
    elif any(not one.shown for one in found.lines):
        notes.append(words("What its author wished to be read by staff only is not told."))
    return notes


def _counts(found: Annex, words: Words) -> list[Table]:
    language, verdicts = words.language, verdicts_of(found.area)
    names = {one.id: pick(one.text, language) for one in verdicts} | {"": words("not decided yet")}
    bodies = {one.body.code: pick(one.body.name, language) for one in found.lines if one.body}
    bodies[""] = words("the office")
    channels = {one: _channel(one, words) for one in found.channels}
    n = words("Count")
    return [
        Table((words("Verdict"), n), _counted(found.verdicts, names), words("By verdict")),
        Table((words("Channel"), n), _counted(found.channels, channels), words("By channel")),
        Table((words("Decided by"), n), _counted(found.bodies, bodies), words("By body")),
    ]


def _counted(counts: Mapping[str, int], names: Mapping[str, str]) -> tuple[tuple[Cell, ...], ...]:
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple((names.get(key, key), n) for key, n in ordered)


def _printed(line: Line, words: Words) -> Sequence[Sequence[Piece]]:
    language = words.language
    received = [day(line.received_at, language), _channel(line.channel, words), _party(line, words)]
    if line.joined:
        received.append(words.many("{n} person joined", "{n} people joined", line.joined))
    return (
        (Piece(line.number),),
        tuple(Piece(one) for one in received if one),
        (Piece(_section(line, words)),),
        _pieces(
            Piece(_text(line, words)),
            Piece(_original(line, language), words("Original wording")),
            Piece(line.proposal, words("Proposed wording")),
        ),
        (Piece(line.reason),),
        (Piece(_verdict(line, words)),),
        _pieces(Piece(line.statement), Piece(line.wording, words("Changed wording"))),
        tuple(Piece(one) for one in _decided(line, words)),
    )


def _pieces(*pieces: Piece) -> Sequence[Piece]:
    return [one for one in pieces if one.text] or (Piece(""),)


def _columns(words: Words) -> list[str]:
    return [
        words("Number"),
        words("Received on"),
        words("Channel"),
        words("Author's party"),
        words("Joined"),
        words("Section number"),
        words("Section"),
        words("Wording of the comment"),
        words("Original wording"),
        words("Proposed wording"),
        words("Author's reason"),
        words("Verdict"),
        words("Statement"),
        words("Changed wording"),
        words("Decided by"),
        words("Decided on"),
        words("Published"),
        words("Round"),
    ]


def _row(line: Line, words: Words) -> list[Cell]:
    language = words.language
    decided_by, decided_on = [*_decided(line, words), "", ""][:2]
    return [
        line.number,
        day(line.received_at, language),
        _channel(line.channel, words),
        _party(line, words),
        line.joined,
        line.section_id,
        pick(line.section.title, language) if line.section else "",
        _text(line, words),
        _original(line, language),
        line.proposal,
        line.reason,
        _verdict(line, words),
        line.statement,
        line.wording,
        decided_by,
        decided_on,
        words("yes") if line.published else words("no"),
        words(NAMES[line.round]),
    ]


def _text(line: Line, words: Words) -> str:
    return line.text or words("only staff read it")


def _original(line: Line, language: str) -> str:
    return beginning(escape(pick(line.original, language)), ORIGINAL) if line.original else ""


def _section(line: Line, words: Words) -> str:
    if line.section is None:
        return line.section_id or words("the plan as a whole")
    return f"{line.section_id} {pick(line.section.title, words.language)}"


def _channel(channel: str, words: Words) -> str:
    return words(CHANNELS[channel]) if channel in CHANNELS else channel


def _party(line: Line, words: Words) -> str:
    return words(PARTY_NAMES[line.party]) if line.party in PARTY_NAMES else ""


def _verdict(line: Line, words: Words) -> str:
    return pick(line.verdict.text, words.language) if line.verdict else ""


def _decided(line: Line, words: Words) -> list[str]:
    if line.decided_at is None:
        return [""]
    body = pick(line.body.name, words.language) if line.body else words("the office")
    return [body, day(line.decided_at, words.language)]

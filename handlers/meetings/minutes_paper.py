"""Minutes as they are printed: what stands on the paper, in words."""

from collections.abc import Sequence

from handlers.meetings import minutes_words as told
from handlers.meetings.minutes_words import SECTION_NAMES
from meetings.keeping import Held
from meetings.minutes import How, Minutes, Presence, Shown
from meetings.minuting import Version
from papers.minutes import MinutesPaper, Section
from texts.content import pick
from texts.formatting import day
from texts.words import Words


def paper(
    words: Words,
    held: Held,
    minutes: Minutes,
    versions: Sequence[Version],
    place: str,
    is_draft: bool,
) -> MinutesPaper:
    """`versions` are all that were approved, the newest first."""
    shown, document, language = minutes.for_readers(), held.document, words.language
    sections = [
        _list(words, shown, "programme"),
        _present(words, shown),
        _roles(words, shown),
        *(_list(words, shown, name) for name in ("rules", "findings")),
        _tasks(words, shown),
        _offers(words, shown),
        _corrections(words, versions),
    ]
    approved = versions[0] if versions and not is_draft else None
    signed = [(words("Recorder"), minutes.recorder)]
    signed.append((words("Approved by"), approved.kept.approved_as if approved else ""))
    return MinutesPaper(
        language=language,
        title=told.title(words, held),
        subtitle=told.dates(words, held),
        publicity=pick(document.publicity_line, language) if document.publicity_line else "",
        mark=words("A draft: it has not been approved yet.") if is_draft else "",
        facts=tuple(_facts(words, held, minutes, place, approved)),
        sections=tuple(one for one in sections if one.lines or one.rows),
        signed=tuple(signed),
        page_word=words("Page"),
    )


def _facts(
    words: Words, held: Held, minutes: Minutes, place: str, approved: Version | None
) -> list[tuple[str, str]]:
    organiser = held.document.organiser
    facts = [
        (words("Place"), place),
        (words("Organised by"), pick(organiser, words.language) if organiser else ""),
        (words("Recorder"), minutes.recorder),
    ]
    if approved:
        when = day(approved.kept.approved_at, words.language)
        version = words("{day}, version {version}", day=when, version=approved.kept.version)
        facts.append((words("Approved on"), version))
    return [(name, value) for name, value in facts if value]


def _list(words: Words, minutes: Minutes, name: str) -> Section:
    return Section(words(SECTION_NAMES[name]), lines=tuple(told.section(words, minutes, name)))


def _present(words: Words, minutes: Minutes) -> Section:
    heading, note = words(SECTION_NAMES["present"]), told.came(words, minutes)
    if minutes.shown is Shown.COUNTS:
        return Section(heading, note, lines=tuple(told.section(words, minutes, "present")))
    rows = tuple(
        (
            told.who(words, one) if one.name else _people(words, one),
            told.party(words, one.party) if one.party else "–",
            words(told.HOWS[one.how]) + (f": {one.part}" if one.part else ""),
        )
        for how in How
        for one in minutes.present
        if one.how is how
    )
    columns = (words("Who came"), words("As whom"), words("Took part"))
    return Section(heading, note, columns=columns, rows=rows, shares=(5, 5, 4))


def _people(words: Words, one: Presence) -> str:
    return words.many("{n} person", "{n} people", one.people)


def _roles(words: Words, minutes: Minutes) -> Section:
    """The matrix: a line for each party, a column for each of the three questions."""
    rows = tuple(
        (
            told.party(words, one.party),
            one.role,
            one.brings,
            "\n".join(
                words(told.EXPECTED_OF[code], what=what)
                for code, what in one.expects.items()
                if what
            ),
        )
        for one in minutes.roles
        if not one.is_empty
    )
    columns = (
        words("As whom"),
        words("Their role"),
        words("What they can bring"),
        words("What they expect"),
    )
    return Section(words(SECTION_NAMES["roles"]), columns=columns, rows=rows, shares=(4, 4, 4, 6))


def _tasks(words: Words, minutes: Minutes) -> Section:
    rows = tuple(
        (one.what, one.who or "–", day(one.due, words.language) if one.due else "–")
        for one in minutes.tasks
    )
    columns = (words("Task"), words("Who"), words("By when"))
    return Section(words(SECTION_NAMES["tasks"]), columns=columns, rows=rows, shares=(8, 4, 3))


def _offers(words: Words, minutes: Minutes) -> Section:
    rows = tuple((one.what, one.by or "–") for one in minutes.offers)
    columns = (words("Offer"), words("From whom"))
    return Section(words(SECTION_NAMES["offers"]), columns=columns, rows=rows, shares=(8, 5))


def _corrections(words: Words, versions: Sequence[Version]) -> Section:
    """Every correction, the newest first: which version, when, why, and what it changed."""
    lines = []
    for one in versions:
        if one.kept.version == 1:
            continue
        when = day(one.kept.approved_at, words.language)
        head = words(
            "Version {version}, {day}: {because}",
            version=one.kept.version,
            day=when,
            because=one.kept.because,
        )
        lines.append("\n".join([head, *told.changed(words, one)]))
    return Section(words("Corrections"), lines=tuple(lines))

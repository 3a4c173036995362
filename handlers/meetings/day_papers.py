"""The words of what is printed for the day of a meeting: a poster for the door, a list to sign."""

from collections.abc import Sequence

from handlers.meetings import day_words as told
from meetings.attendance import Listed
from meetings.documents import date_of
from meetings.keeping import Held
from outreach.meeting_words import span
from papers.attendance import AttendanceList, Line
from papers.questionnaires import Poster
from people.contacts import Contact
from texts.content import pick
from texts.words import Words

# Those who are not on the list write themselves down; a short list fills its page.
FEWEST_EMPTY, ON_A_PAGE = 12, 20


def door_poster(
    words: Words,
    held: Held,
    nth: int,
    *,
    organiser: str,
    contact: Contact | None,
    address: str,
) -> Poster:
    language, venue = words.language, held.document.venue
    when = held.document.dates_of(date_of(nth))
    facts = [(words("When"), span(words, when[0]) if when else "")]
    if venue:
        facts.append((words("Where"), venue.name))
    if contact and contact.phone:
        facts.append((words("Telephone"), contact.phone))
    return Poster(
        language=language,
        format="a4",
        title=pick(held.document.title, language),
        organiser=organiser,
        intro=_intro(words, held, date_of(nth)),
        qr_alt=words("QR code that checks you in"),
        scan=words("Point your phone here"),
        address_word=words("or type into a browser"),
        address=address,
        facts=facts,
        footer=_publicity(held, language),
    )


def _intro(words: Words, held: Held, first_day: int) -> list[str]:
    lines = [
        words("Are you here? Scan the code with your phone: it opens in Telegram."),
        told.each_day(words, held, first_day),
        words("You will see the programme, can ask the speaker, and vote.")
        if held.document.programme
        else words("You can ask the speaker and vote."),
        words("No phone? The person at the door writes you down."),
    ]
    return [one for one in lines if one]


def attendance_list(words: Words, held: Held, nth: int, listed: Sequence[Listed]) -> AttendanceList:
    """Names of those who have given one; who registered in the chat signs on an empty line."""
    language, venue = words.language, held.document.venue
    lines = [
        Line(one.name, told.party_name(words, one.party) if one.party else "", str(one.people))
        for one in listed
        if one.name
    ]
    nameless = len(listed) - len(lines)
    return AttendanceList(
        language=language,
        title=pick(held.document.title, language),
        facts=[one for one in (told.day_of(words, held, nth), venue.name if venue else "") if one],
        heading=words("Attendance list"),
        columns=[
            words("Name and surname"),
            words("Of which party"),
            words("People"),
            words("Signature"),
        ],
        lines=lines,
        empty=max(FEWEST_EMPTY, nameless, ON_A_PAGE - len(lines)),
        footer=_publicity(held, language),
        page_word=words("Page"),
        privacy=words("Names are kept for three months after the meeting, then they are deleted."),
    )


def _publicity(held: Held, language: str) -> str:
    """Who pays for it, where that has to be said."""
    return pick(held.document.publicity_line, language) if held.document.publicity_line else ""

"""The privacy notice, one source for the chat and the pages; a change of content is a new version.

Whoever agreed to an older version is asked again, so it changes only when what we do changes.
"""

from dataclasses import dataclass

from texts.words import Words

VERSION = "2026-11"


@dataclass(frozen=True)
class Section:
    heading: str
    paragraphs: tuple[str, ...]


def notice(words: Words) -> tuple[Section, ...]:
    return (
        _kept(words),
        _answers(words),
        _telegram(words),
        _web(words),
        _reasons(words),
        _responsible(words),
        _rights(words),
    )


def _kept(words: Words) -> Section:
    return Section(
        words("What we keep"),
        (
            words(
                "The number of your Telegram account, your language and the day you first wrote "
                "to us. Not your name, telephone number or picture."
            ),
            words(
                "What you tell us about yourself: municipality, whom you speak for, topics. "
                "All of it is optional, and you change it in /profil."
            ),
            words(
                "The month in which you last wrote, how often you want to hear from us, and for "
                "30 days what we sent you and which of its buttons you tapped."
            ),
            words(
                "Your comments on draft plans, with their photos, and what was decided of them; "
                "once you delete your account they stay without you, and your voice messages go."
            ),
            words(
                "To which meetings you come and at which you were. Minutes may name those who were "
                "there; of a certificate we keep the initials, not the name."
            ),
            words(
                "What you hand in to a contest, with the names of its authors apart from it and "
                "the consent of parents; what does not win goes 90 days after the result. In which "
                "contests you voted, never for what: once the vote is over nobody can tell, not "
                "even we."
            ),
            words(
                "When you agreed with this notice, what you handed over to the coordinator, "
                "and what they answered."
            ),
        ),
    )


def _answers(words: Words) -> Section:
    return Section(
        words("Your answers in surveys"),
        (
            words(
                "In an anonymous survey your answers lie apart from your account, under a mark "
                "made with a secret key. With it you can change them until the survey closes. "
                "Then the key is destroyed, and nobody can tell whose they are, not even we."
            ),
            words(
                "Beside that we note that you took part, never how you answered. "
                "A survey that is not anonymous says so at its beginning."
            ),
            words(
                "What you say in a debate is kept in the same way. A statement that you add is "
                "read by the coordinator, then by everybody, without your name."
            ),
            words(
                "Only totals are shown, and small numbers are hidden. What you write in your own "
                "words can give you away, so please write no names."
            ),
        ),
    )


def _telegram(words: Words) -> Section:
    return Section(
        words("What Telegram sees"),
        (
            words(
                "Telegram carries this chat, so it sees what you write and tap here. It is "
                "a foreign company, and we cannot change what it keeps. "
                "You can skip questions about health."
            ),
        ),
    )


def _web(words: Words) -> Section:
    return Section(
        words("If you answer on the web"),
        (
            words(
                "You need no account, and we ask for no name. Your answers lie under a mark made "
                "of your code; the code itself we keep nowhere."
            ),
            words(
                "So that nobody floods a survey, we count by network address, for an hour at most "
                "and only in memory. One cookie stays until you close the browser."
            ),
        ),
    )


def _reasons(words: Words) -> Section:
    return Section(
        words("Why, and for how long"),
        (
            words(
                "To prepare plans of social services according to what people need. We do it with "
                "your consent; without it you can read, but not answer."
            ),
            words(
                "Your account and profile stay until you delete them, answers without any link "
                "to you as long as the plan needs them. Deleted data may remain in backups until "
                "these are overwritten."
            ),
        ),
    )


def _responsible(words: Words) -> Section:
    return Section(
        words("Who is responsible"),
        (
            words(
                "The municipality or union of municipalities that plans services in your area. "
                "You find the contact under /pomoc. Only its staff see the results."
            ),
        ),
    )


def _rights(words: Words) -> Section:
    return Section(
        words("Your rights"),
        (
            words(
                "Under /soukromi you see and download what we keep, take back answers to an open "
                "survey, and delete yourself. This also withdraws your consent."
            ),
            words(
                "Answers to a closed anonymous survey cannot be taken back, because nobody knows "
                "which ones are yours."
            ),
            words(
                "If we do not treat your data well, you can complain to the Office for Personal "
                "Data Protection (Úřad pro ochranu osobních údajů)."
            ),
        ),
    )

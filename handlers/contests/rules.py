"""What a brief says, in sentences without marks of HTML: who enters, what to send, who decides."""

from collections.abc import Mapping

from contests.documents import Contest, Format, Method, Origin, Tie, Voting, Who, Works
from texts.formatting import listed, number
from texts.words import Words, later

ORIGINS: Mapping[Origin, str] = {
    Origin.ONLINE: later("in the chat"),
    Origin.SLIP: later("with slips on the web"),
    Origin.HALL: later("in the hall"),
    Origin.PAPER: later("on paper"),
    Origin.JURY: later("by the jury"),
    Origin.PUBLIC: later("by the public"),
}
FORMATS: Mapping[Format, str] = {
    Format.PNG: "PNG",
    Format.JPEG: "JPEG",
    Format.WEBP: "WebP",
    Format.SVG: "SVG",
    Format.PDF: "PDF",
}


def rule_lines(words: Words, document: Contest) -> list[str]:
    """What one may hand in and who decides."""
    told = [
        what_to_send(words, document.works),
        for_whom(words, document),
        words.many(
            "At most {n} author of a work.", "At most {n} authors of a work.",
            document.works.max_authors,
        ),
        words(
            "Whoever is younger than {age} needs a parent or guardian who agrees.",
            age=document.under_age,
        ) if document.under_age else "",
        decision(words, document.voting),
        words("On the jury: {names}", names=", ".join(document.jury)) if document.jury else "",
        words(
            "Everybody says themselves where they live; nobody checks it, and the result says so."
        ),
    ]  # fmt: skip
    return list(filter(None, told))


def for_whom(words: Words, document: Contest) -> str:
    """Whom the brief leaves out should know before they begin; nothing where it takes anybody."""
    named = listed(document.schools, words.language)
    told = [
        words("Those may enter who say that they live in the area.")
        if document.works.who is Who.AREA else "",
        words("Only those from these schools may enter: {schools}.", schools=named)
        if named else "",
    ]  # fmt: skip
    return " ".join(filter(None, told))


def what_to_send(words: Words, works: Works) -> str:
    """Formats and sizes."""
    formats = ", ".join(FORMATS[one] for one in works.formats)
    told = [
        words("What to send: {formats}, at most {mb} MB.", formats=formats, mb=works.max_mb),
        words(
            "The longer side has at least {pixels} points.",
            pixels=number(works.min_pixels, words.language),
        ) if works.min_pixels else "",
    ]  # fmt: skip
    return " ".join(filter(None, told))


def decision(words: Words, voting: Voting) -> str:
    """How people vote, whose votes decide and what follows from equality."""
    weights = sorted(voting.decides.items(), key=lambda one: -one[1])
    total = sum(voting.decides.values())
    shares = ", ".join(
        f"{words(ORIGINS[origin])} {number(round(100 * weight / total), words.language)}\xa0%"
        for origin, weight in weights
    )
    told = [
        voting_rule(words, voting),
        words("The votes of the public decide.")
        if set(voting.decides) == {Origin.PUBLIC}
        else words("What decides are the votes: {shares}.", shares=shares),
    ]
    if voting.who is Who.AREA:
        told.insert(1, words("Those vote who say that they live in the area."))
    if voting.tie is Tie.JOINT:
        told.append(words("Works with the same result win together."))
    elif voting.tie_group:
        told.append(words("Between equal works decides: {group}.", group=voting.tie_group))
    else:
        told.append(words("Between equal works a working group decides."))
    return " ".join(told)


def voting_rule(words: Words, voting: Voting) -> str:
    """How many works one may mark, or that one puts them in order."""
    methods = {
        Method.ONE: words("Everybody has one vote."),
        Method.UP_TO: words.many(
            "Everybody may vote for {n} work.", "Everybody may vote for up to {n} works.",
            voting.most,
        ),
        Method.APPROVAL: words("Everybody may vote for as many works as they like."),
        Method.RANKING: words(
            "Everybody puts works in order; the first of them gets most points."
        ),
    }  # fmt: skip
    return methods[voting.method]

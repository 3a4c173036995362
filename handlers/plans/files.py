"""What is wrong with a plan's file, in sentences."""

from collections.abc import Callable, Iterable, Mapping

from plans.documents import LEVELS_LIMIT
from plans.files.problems import Code, Problem
from texts.formatting import number
from texts.words import Words, later

SAID: Mapping[Code, str] = {
    Code.NOT_READABLE: later("The file cannot be read as {format}. Send a DOCX, Markdown or YAML."),
    Code.NOT_UTF8: later("The file is not in UTF-8. Save it as UTF-8 and send it again."),
    Code.NOT_PLAIN: later("The file uses anchors or references. Write everything out."),
    Code.NOT_A_PLAN: later("There is no plan in the file."),
    Code.NO_HEADINGS: later(
        "I find no headings. Mark them with the styles Heading 1, Heading 2 and so on; each "
        "becomes a section."
    ),
    Code.TITLE_MISSING: later("{where}The title is missing."),
    Code.DUPLICATE_ID: later("{where}Two sections have this number. Give each its own."),
    Code.BAD_ID: later("{where}“{told}” cannot be used in the field {field}."),
    Code.BAD_VALUE: later("{where}“{told}” does not fit the field {field}."),
    Code.MISSING_FIELD: later("{where}The field {field} is missing."),
    Code.UNKNOWN_FIELD: later("{where}I do not know the field {field}."),
    Code.UNKNOWN_AREA: later("I do not know the area {area}."),
    Code.UNKNOWN_MUNICIPALITY: later("{where}I do not know the municipality {name}."),
    Code.DATES_TURNED: later("The consultation ends before it begins."),
    Code.UNKNOWN_TOPIC: later(
        "{where}The area has no topic {name}, so nobody will find the section by it."
    ),
    Code.UNKNOWN_GROUP: later(
        "{where}I do not know the working group {name}. Make it under /skupiny, or mend its name "
        "and send the file once more."
    ),
    Code.UNKNOWN_CHANNEL: later(
        "I do not know the way {name}. Comments can come by chat, web, e-mail and on paper."
    ),
}


def sentences(problems: Iterable[Problem], words: Words) -> list[str]:
    """Errors first; warnings of one kind are told once, with the sections they concern."""
    listed = list(problems)
    errors = [_sentence(one, words) for one in listed if not one.is_warning]
    return list(dict.fromkeys([*errors, *_warnings(listed, words)]))


def _warnings(problems: Iterable[Problem], words: Words) -> list[str]:
    found = [one for one in problems if one.is_warning]
    without = [one.where for one in found if one.code is Code.SUMMARY_MISSING]
    told = []
    if without:
        told.append(
            words.many(
                "{n} section has no summary in two plain sentences: {sections}.",
                "{n} sections have no summary in two plain sentences: {sections}.",
                len(without),
                sections=", ".join(without[:12]) + (" …" if len(without) > 12 else ""),
            )
        )
    told += [_sentence(one, words) for one in found if one.code is not Code.SUMMARY_MISSING]
    return told


def _sentence(problem: Problem, words: Words) -> str:
    counted = COUNTED.get(problem.code)
    if counted:
        return counted(problem, words)
    facts = {"format": "", "told": "", "field": "", "name": "", "area": "", **problem.data}
    return words(SAID[problem.code], **(facts | {"where": _where(problem, words)}))


def _where(problem: Problem, words: Words) -> str:
    return words("Section {id}: ", id=problem.where) if problem.where else ""


def _too_big(problem: Problem, words: Words) -> str:
    most = number(problem.data["limit"] // 1_000_000, words.language)
    return words("The file is too big. At most {most} MB are possible.", most=most)


def _too_many(problem: Problem, words: Words) -> str:
    return words(
        "The plan has {found} sections, at most {most} are possible.",
        found=number(problem.data["found"], words.language),
        most=number(problem.data["most"], words.language),
    )


def _too_deep(problem: Problem, words: Words) -> str:
    return words(
        "{where}Sections lie too deep in each other. At most {most} levels are possible.",
        where=_where(problem, words),
        most=LEVELS_LIMIT,
    )


def _too_long(problem: Problem, words: Words) -> str:
    return words(
        "{where}The {field} is too long for a phone. Please divide or shorten it.",
        where=_where(problem, words),
        field=words(FIELDS[problem.code]),
    )


def _languages(problem: Problem, words: Words) -> str:
    return words(
        "{where}It is not there in: {languages}.",
        where=_where(problem, words),
        languages=", ".join(problem.data["languages"]),
    )


def _long_section(problem: Problem, words: Words) -> str:
    where = _where(problem, words)
    return words("{where}The text is long; on a phone it comes in parts.", where=where)


FIELDS: Mapping[Code, str] = {
    Code.TITLE_TOO_LONG: later("title"),
    Code.TEXT_TOO_LONG: later("text"),
    Code.SUMMARY_TOO_LONG: later("summary"),
}
COUNTED: Mapping[Code, Callable[[Problem, Words], str]] = {
    Code.TOO_BIG: _too_big,
    Code.TOO_MANY_SECTIONS: _too_many,
    Code.TOO_DEEP: _too_deep,
    **dict.fromkeys(FIELDS, _too_long),
    Code.LANGUAGE_MISSING: _languages,
    Code.LONG_SECTION: _long_section,
}

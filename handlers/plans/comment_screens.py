"""How commenting looks on a phone: what it is about, the text shown back, what others say."""

from collections.abc import Mapping, Sequence

from handlers.personal import PERSONAL
from handlers.plans.screens import READING
from handlers.replies import Expects, Reply, show
from handlers.taps import CommentTap, EnquiryTap, PlanTap, button, go
from handlers.visit import Visit
from outreach import receipts
from outreach.round_words import marked
from plans import codelists, comments
from plans.codelists import Kind
from plans.comments import AS_IT_IS, CONFIDENTIAL, PROPOSAL, REASON, TEXT, Similar, Unsent
from plans.consultation import PUBLIC
from plans.reading import Draft
from storage.comments import PUBLISHED, Comment
from texts.content import pick
from texts.detection import UNDETERMINED
from texts.formatting import beginning, escape, language_name, listed
from texts.screens import Button, Row
from texts.words import Words, later

ASKS: Mapping[str, str] = {
    TEXT: later("Write the comment anew, as one message."),
    PROPOSAL: later("Write how the text of the plan should read."),
    REASON: later("Write why you think so."),
}
REMOVE = "remove"
# What a conversation waits for where it is asked what a text is to be: more of the text.
BESIDE = "comment-beside"
QUOTED = 300


def choose_kind(visit: Visit, draft: Draft, section_id: str, kinds: Sequence[Kind]) -> Reply:
    words, language, code = visit.words, visit.resident.language, draft.plan.code
    rows: list[Row] = [
        (
            button(
                pick(kind.text, language),
                CommentTap(act="kind", code=code, section=section_id, value=kind.id),
            ),
        )
        for kind in kinds
    ]
    text = words(
        "<b>Your comment</b>\n{where}\n\n"
        "One comment is one thing. Everyone gets an answer. What is it?",
        where=_where(draft, section_id, language),
    )
    expects = Expects(READING, {"place": [code, section_id]})
    return show(text, *rows, (_to_section(words, code, section_id),), expects=expects)


def ask_what(
    visit: Visit, draft: Draft, unsent: Unsent, kinds: Sequence[Kind], note: str = ""
) -> Reply:
    """What was written beside a section: a comment of some kind, or nothing about the plan."""
    words, language, number = visit.words, visit.resident.language, unsent.message_id
    lines = [
        note,
        words("<b>Nothing is sent yet.</b>"),
        _where(draft, unsent.section_id, language),
        f"<blockquote>{escape(unsent.text)}</blockquote>",
        words(
            "What is it? Every comment gets an answer. "
            "What is not about the draft I can pass to the coordinator."
        ),
    ]
    rows: list[Row] = [
        (button(pick(kind.text, language), CommentTap(act="become", value=kind.id)),)
        for kind in kinds
    ]
    enquiry = EnquiryTap(act="hand-over", number=number)
    rows.append((button(words("Pass it to the coordinator"), enquiry),))
    rows.append((button(words("Discard"), CommentTap(act="discard")),))
    expects = Expects(BESIDE, {"unsent": unsent.to_json(), "text": {str(number): unsent.text}})
    return show("\n\n".join(filter(None, lines)), *rows, expects=expects)


def ask_text(
    visit: Visit, place: tuple[str, str, str], *, note: str = "", photo: str = ""
) -> Reply:
    words = visit.words
    text = words("Write it as one message. I will show it to you before it is sent.")
    told = words("You can also send a photo with words under it, or say it as a voice message.")
    takes = ["photo", "voice"] if not photo else ["photo"]
    expects = Expects("comment", {"place": list(place), "takes": takes, "photo": photo})
    lines = [note or text, "" if photo else told]
    back = _to_section(words, place[0], place[1])
    return show("\n\n".join(filter(None, lines)), (back,), expects=expects)


def ask_part(visit: Visit, unsent: Unsent, part: str) -> Reply:
    expects = Expects("comment-part", {"unsent": unsent.to_json(), "part": part})
    back = button(visit.words("Back"), CommentTap(act="show-unsent"))
    return show(visit.words(ASKS[part]), (back,), expects=expects)


def shown_back(
    visit: Visit,
    draft: Draft,
    unsent: Unsent,
    kinds: Sequence[Kind],
    similar: Sequence[Similar],
    note: str = "",
) -> Reply:
    """The whole comment before it counts; what has to be decided first is asked here."""
    words = visit.words
    asks = _personal(words, unsent)
    lines = [
        note,
        words("<b>Your comment is not sent yet.</b>"),
        _where(draft, unsent.section_id, visit.resident.language),
        *_parts(visit, unsent, kinds),
        asks,
        *([] if asks else _similar(words, similar)),
    ]
    rows = _care(words) if asks else _unsent_rows(visit, unsent, similar)
    expects = Expects("comment-unsent", {"unsent": unsent.to_json()})
    return show("\n\n".join(filter(None, lines)), *rows, expects=expects)


def choose_language(visit: Visit, unsent: Unsent) -> Reply:
    """Correcting the language that was guessed."""
    language = visit.resident.language
    rows: list[Row] = [
        (button(language_name(one, language), CommentTap(act="language", value=one)),)
        for one in comments.likely_languages(unsent.text, language)
    ]
    expects = Expects("comment-unsent", {"unsent": unsent.to_json()})
    return show(visit.words("In which language is the text?"), *rows, expects=expects)


def listing(
    visit: Visit, draft: Draft, some: Sequence[Similar], place: tuple[int, int], section_id: str
) -> Reply:
    """A page, as (page, pages), of what others say to a section, without their names."""
    words, code = visit.words, draft.plan.code
    at, pages = place
    joinable = [one for one in some if one.comment.round in (PUBLIC, *draft.rounds)]
    rows: list[Row] = [(_join(words, one.comment),) for one in joinable]
    if pages > 1:
        rows.append(
            tuple(
                button(
                    label,
                    CommentTap(act="list", code=code, section=section_id, value=str(to % pages)),
                )
                for label, to in (("‹", at - 1), ("›", at + 1))
            )
        )
    lines = [words("<b>Comments of others</b>"), *(_told(words, one) for one in some)]
    return show("\n\n".join(lines), *rows, (_to_section(words, code, section_id),))


def mine(visit: Visit, own: Sequence[Comment], joined: Sequence[Comment], *, reads: bool) -> Reply:
    """With the way to those of everybody for whoever reads them."""
    words = visit.words
    lines = [*mine_lines(words, own)]
    lines += [
        words("You joined {number}.", number=one.number) + f"\n<b>{receipts.state(words, one)}</b>"
        for one in joined
    ]
    rows: list[Row] = [
        (button(one.number, CommentTap(act="show", value=one.number)),) for one in own[:20]
    ]
    if not lines:
        lines = [words("You have not commented on any plan yet.")]
        rows = [(go(words("Draft plan"), "plans"),)]
    if reads:
        rows.append((button(words("Comments of your areas"), CommentTap(act="queues")),))
    text = "\n\n".join([words("<b>My comments</b>"), *lines])
    return show(text, *rows, (go(words("Home"), "home"),))


def own_words(words: Words, found: Comment) -> list[str]:
    """All that its author wrote, apart from what was answered."""
    lines = [f"<blockquote>{escape(found.text)}</blockquote>"] if found.text else []
    if found.proposal:
        wording = escape(found.proposal)
        lines.append(words("You propose: <i>{wording}</i>", wording=wording))
    if found.reason:
        lines.append(words("Because: {reason}", reason=escape(found.reason)))
    return lines


def mine_lines(words: Words, own: Sequence[Comment]) -> list[str]:
    """One line and the state of each comment."""
    return [f"{one.number}{_said(one)}\n<b>{receipts.state(words, one)}</b>" for one in own]


def _said(one: Comment) -> str:
    return f": {escape(beginning(escape(one.text), 100))}" if one.text else ""


def _where(draft: Draft, section_id: str, language: str) -> str:
    if not section_id:
        return f"<i>{escape(pick(draft.version.title, language))}</i>"
    section = draft.section(section_id)
    return f"<i>{escape(section.id)} {escape(pick(section.title, language))}</i>"


def _parts(visit: Visit, unsent: Unsent, kinds: Sequence[Kind]) -> list[str]:
    words, language = visit.words, visit.resident.language
    kind = codelists.named(tuple(kinds), unsent.kind)
    lines = [
        (f"{escape(pick(kind.text, language))}\n" if kind else "")
        + f"<blockquote>{escape(unsent.text)}</blockquote>"
    ]
    if unsent.proposal:
        wording = escape(unsent.proposal)
        lines.append(words("New wording: <i>{wording}</i>", wording=wording))
    if unsent.reason:
        lines.append(words("Reason: {reason}", reason=escape(unsent.reason)))
    if unsent.photo:
        lines.append(words("With a photo. Others see it only after staff have looked at it."))
    if unsent.care == CONFIDENTIAL:
        lines.append(words("Only staff will read it."))
    return [*lines, *_points(words, unsent)]


def _points(words: Words, unsent: Unsent) -> list[str]:
    """What would become a comment of its own, where there are several such things."""
    points = unsent.points
    if len(points) < 2:
        return []
    told = words.many(
        "It says {n} thing. As {n} comments each gets its own answer:",
        "It says {n} things. As {n} comments each gets its own answer:",
        len(points),
    )
    if unsent.split:
        told = words("Sent as comments of their own:")
    listed = "\n".join(f"{place}. {escape(one)}" for place, one in enumerate(points, 1))
    return [f"{told}\n{listed}"]


def _personal(words: Words, unsent: Unsent) -> str:
    if not unsent.personal:
        return ""
    named = dict.fromkeys(words(PERSONAL[kind]) for kind in unsent.personal)
    return words(
        "In the text I see {what}. What shall I do with it?",
        what=listed(tuple(named), words.language),
    )


def _care(words: Words) -> list[Row]:
    return [
        (button(words("Remove it"), CommentTap(act="care", value=REMOVE)),),
        (button(words("Only staff may read it"), CommentTap(act="care", value=CONFIDENTIAL)),),
        (button(words("Send it as it is"), CommentTap(act="care", value=AS_IT_IS)),),
        (button(words("Discard"), CommentTap(act="discard")),),
    ]


def _unsent_rows(visit: Visit, unsent: Unsent, similar: Sequence[Similar]) -> list[Row]:
    words = visit.words
    send = CommentTap(act="send", value=str(unsent.message_id))
    told = language_name(unsent.language, visit.resident.language)
    if unsent.language == UNDETERMINED:
        told = words("not known")
    photo = CommentTap(act="no-photo" if unsent.photo else "photo")
    return [
        *((_join(words, one.comment),) for one in similar),
        (button(words("Send the comment"), send),),
        *_split_row(words, unsent),
        (
            button(words("+ new wording"), CommentTap(act="part", value=PROPOSAL)),
            button(words("+ reason"), CommentTap(act="part", value=REASON)),
            button(words("– photo") if unsent.photo else words("+ photo"), photo),
        ),
        (button(words("Language: {language}", language=told), CommentTap(act="languages")),),
        (
            button(words("Edit"), CommentTap(act="part", value=TEXT)),
            button(words("Discard"), CommentTap(act="discard")),
        ),
    ]


def _split_row(words: Words, unsent: Unsent) -> list[Row]:
    points = len(unsent.points)
    if points < 2:
        return []
    if unsent.split:
        return [(button(words("Leave it in one"), CommentTap(act="split", value="no")),)]
    label = words.many("Split into {n} comment", "Split into {n} comments", points)
    return [(button(label, CommentTap(act="split", value="yes")),)]


def _similar(words: Words, similar: Sequence[Similar]) -> list[str]:
    if not similar:
        return []
    first = words("Somebody has said nearly the same. You can join instead of sending:")
    return [first, *(_told(words, one) for one in similar)]


def _told(words: Words, one: Similar) -> str:
    whose = marked(words, one.comment.round)
    text = f"<b>{one.comment.number}</b> {escape(beginning(escape(one.comment.shown), QUOTED))}"
    text = f"<i>{whose}</i> {text}" if whose else text
    if not one.joined:
        return text
    joined = words.many("{n} person has joined", "{n} people have joined", one.joined)
    return f"{text}\n<i>{joined}</i>"


def _join(words: Words, found: Comment) -> Button:
    """Or the way to its answer, once there is one."""
    if found.state == PUBLISHED:
        label = words("The answer to {number}", number=found.number)
        return button(label, CommentTap(act="answer", value=found.number))
    label = words("Join {number}", number=found.number)
    return button(label, CommentTap(act="join", value=found.number))


def _to_section(words: Words, code: str, section_id: str) -> Button:
    if not section_id:
        return button(words("Back"), PlanTap(act="open", code=code))
    return button(words("Back"), PlanTap(act="section", code=code, section=section_id))

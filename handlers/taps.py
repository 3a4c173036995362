"""What the buttons mean: callback data by prefix, each small enough for Telegram's 64 bytes."""

from functools import lru_cache
from typing import Annotated, Any

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from handlers.tapping import Big, Key, Tap
from texts.screens import Button


class Go(Tap, prefix="go"):
    """Show a screen; `payload` is a deep link to go on with afterwards."""

    to: str
    payload: str = ""


class Speak(Tap, prefix="la"):
    language: str
    payload: str = ""


class Consented(Tap, prefix="ok"):
    payload: str = ""


class Profile(Tap, prefix="pf"):
    """Set one field; `first` walks on through the first questions, else back to the profile."""

    field: str
    value: str
    first: bool = False


class Topic(Tap, prefix="tp"):
    topic: str
    on: bool
    first: bool = False


class Forget(Tap, prefix="fg"):
    """A step of taking back answers or deleting the account."""

    act: str
    code: str = ""


class SurveyTap(Tap, prefix="sv"):
    code: str
    act: str
    nth: Key = 1


class Ask(Tap, prefix="q"):
    """Show a question; `reveal` shows the options of one about health."""

    code: str
    nth: Key
    question: str
    reveal: bool = False


class Answer(Tap, prefix="a"):
    code: str
    nth: Key
    question: str
    option: str


class Toggle(Tap, prefix="t"):
    code: str
    nth: Key
    question: str
    option: str
    on: bool


class Done(Tap, prefix="d"):
    code: str
    nth: Key
    question: str


class WebTap(Tap, prefix="w"):
    """Answer this question and what follows on the web."""

    code: str
    nth: Key
    question: str


class PaperCode(Tap, prefix="pk"):
    """Answer here, instead of on the paper with this code of one's own."""

    code: str
    own: str


class OneOfTwo(Tap, prefix="o2"):
    """Of one's response here and the one with this code let one count: the latter if `moved`."""

    code: str
    own: str
    moved: bool


class Skip(Tap, prefix="x"):
    code: str
    nth: Key
    question: str


class Leaf(Tap, prefix="m"):
    """Show another leaf of what is picked from: a month of the calendar, an hour of the day."""

    code: str
    nth: Key
    question: str
    leaf: str


class Preset(Tap, prefix="k"):
    """Answer a question with what its author suggests."""

    code: str
    nth: Key
    question: str


class Pictures(Tap, prefix="pi"):
    """Show the pictures of what can be chosen, some at a time."""

    code: str
    nth: Key
    question: str
    page: Key = 0


class EnquiryTap(Tap, prefix="eq"):
    """`number` is the enquiry's, or when handing over the message's id."""

    act: str
    number: Key
    span: str = ""


class ResultsTap(Tap, prefix="rs"):
    act: str
    code: str
    page: Key = 0


class StaffTap(Tap, prefix="st"):
    """`once` is new on each screen, so that tapping it twice makes one link."""

    act: str
    role: str = ""
    area: str = ""
    group: str = ""
    once: str = ""


class StaffMember(Tap, prefix="sm"):
    """`which` tells the role among those that its holder has; it stays the same when others end."""

    act: str
    resident: Big
    which: str


class SurveyStaff(Tap, prefix="ss"):
    act: str
    code: str


class BroadcastStep(Tap, prefix="bc"):
    """A step of writing or sending a broadcast; `value` tells which of several things."""

    act: str
    id: Key = 0
    value: str = ""


class BroadcastButton(Tap, prefix="bt"):
    """A button under a broadcast that somebody received."""

    broadcast: Key
    number: Key


class News(Tap, prefix="nw"):
    """How many messages that they did not ask for a resident wants; `broadcast` annoyed them."""

    act: str
    value: str = ""
    broadcast: Key = 0


class PaperTap(Tap, prefix="pp"):
    """`batch` is the number the printed copies will have, so that a repeat prints no new one."""

    act: str
    code: str
    language: str = ""
    copies: Key = 0
    batch: Key = 0


class ReportTap(Tap, prefix="rp"):
    """An empty format asks which one is wanted."""

    code: str
    format: str = ""


class OutcomeTap(Tap, prefix="so"):
    """A page of what came of a closed survey, open to everybody."""

    act: str
    code: str
    page: Key = 0


class Author(Tap, prefix="au"):
    """A step of making a survey; `value` is a day, a ready question or a message with a file."""

    act: str
    code: str = ""
    value: str = ""


class PlanTap(Tap, prefix="pl"):
    """What to do with a plan, or with a section of what people read of it."""

    act: str
    code: str
    section: str = ""
    page: Key = 0


class PlanStep(Tap, prefix="pn"):
    """A step of running a plan; `value` is a section, days as `20270301-20270405`, a version."""

    act: str
    code: str = ""
    value: str = ""


class RoundStep(PlanStep, prefix="pr"):
    """The same for a round before the public's."""

    round: str


class MeetingTap(Tap, prefix="mt"):
    """A tap on a meeting, or on one of its dates; `value` is what one says to it."""

    act: str
    code: str
    nth: Annotated[int, Field(ge=0, le=99)] = 0
    value: str = ""


class MeetingStep(Tap, prefix="mh"):
    """A step of holding a meeting; `value` is a day, an hour, a field."""

    act: str
    code: str = ""
    value: str = ""


class EvaluationTap(Tap, prefix="ev"):
    """A step of evaluating a plan; `value` is a grade, a page, a format."""

    act: str
    code: str = ""
    period: str = ""
    section: str = ""
    value: str = ""


class GroupTask(Tap, prefix="gt"):
    """A step with a task of a group; `value` is a member or a day."""

    act: str
    task: Big
    value: str = ""


class GroupTap(Tap, prefix="gr"):
    """A step with a working group in a private chat; `value` is a member, a party, a choice."""

    act: str
    code: str = ""
    value: str = ""


class CommentTap(Tap, prefix="cm"):
    """A step of commenting; `value` is a kind, a number, or what is chosen."""

    act: str
    code: str = ""
    section: str = ""
    value: str = ""


class SettleTap(Tap, prefix="se"):
    """A step of settling a comment in a working group; `value` is a verdict or what is chosen."""

    act: str
    group: str = ""
    number: str = ""
    value: str = ""


class ReferTap(Tap, prefix="rf"):
    """A step of passing comments of a plan to working groups; `value` is what is chosen."""

    act: str
    code: str = ""
    number: str = ""
    value: str = ""


class AnnexTap(Tap, prefix="ax"):
    """The settlement table of a plan; an empty format asks which one is wanted."""

    code: str
    format: str = ""
    everything: bool = False


class GroupVote(Tap, prefix="gv"):
    """A button under a comment in a group's own chat."""

    act: str
    number: str = ""
    value: str = ""


class DigestTap(Tap, prefix="dg"):
    """A step in a group's digest; `span` is from when to when, `value` a theme or a section."""

    act: str
    group: str
    span: str = ""
    value: str = ""
    page: Key = 0


def button(text: str, tap: CallbackData) -> Button:
    return Button(text, tap.pack())


@lru_cache(maxsize=8192)
def packed(kind: type[CallbackData], **fields: Any) -> str:
    """What such a button carries; most buttons come again, and packing one costs much more."""
    return kind(**fields).pack()


@lru_cache(maxsize=8192)
def unpacked(kind: type[CallbackData], data: str) -> CallbackData:
    """What a button carries, to be read and not changed; raises like aiogram's."""
    return kind.unpack(data)


def link(text: str, url: str) -> Button:
    return Button(text, url=url)


def go(text: str, to: str, payload: str = "") -> Button:
    return Button(text, packed(Go, to=to, payload=payload))

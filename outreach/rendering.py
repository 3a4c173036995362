"""A broadcast as one person reads it."""

from outreach import targets
from outreach.letters import Letter, Media
from outreach.targets import Target
from storage.broadcasts import Broadcast
from texts.content import pick
from texts.screens import Button, Row, tap
from texts.words import Words, later

STATUTORY = later("<i>You get this statutory notice because the law asks us to tell you.</i>")


def letter_for(broadcast: Broadcast, language: str) -> Letter:
    """The broadcast as one person gets it: in their language or the nearest one there is."""
    words = Words(language)
    text = pick(broadcast.texts, language)
    rows: list[Row] = [
        (_button(broadcast.id, place, Target.from_json(kept), language),)
        for place, kept in enumerate(broadcast.buttons)
    ]
    if broadcast.statutory:
        text += "\n\n" + words(STATUTORY)
    else:
        rows.append((Button(words("🔕 Fewer messages"), tap("nw", "less", "", broadcast.id)),))
    return Letter(text, tuple(rows), _media(broadcast))


def _media(broadcast: Broadcast) -> Media | None:
    """None also while it is on its way here, for a preview shows what there is."""
    kept = broadcast.media
    if kept is None or not kept["digest"]:
        return None
    return Media(kept["kind"], kept["digest"], kept["name"])


def _button(broadcast_id: int, place: int, target: Target, language: str) -> Button:
    label = pick(target.label, language)
    if target.kind == targets.ADDRESS:
        return Button(label, url=target.target)
    return Button(label, tap("bt", broadcast_id, place))

"""The rules by which a body settles comments: ready ones, which an area or a body makes its own."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from storage.places import Area

READY = Path(__file__).parent / "bodies.yaml"
USUAL = "group"


class Decides(StrEnum):
    """Whose word is the last one: the group's, the steering group's, or the office's."""

    GROUP = "group"
    STEERING = "steering"
    OFFICE = "office"


class Rules(BaseModel):
    """`confirms` are the roles that may confirm, `quorum` the percent of votes that must be cast.

    What `waits` is confirmed only once the window of its round has closed, but for kinds that are
    settled `continuously`. `form` names what a comment has to bring besides its text. What rounds
    before the public's have said joins the register once their version is public if the rules say
    `publishes_rounds`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    decides: Decides = Decides.GROUP
    confirms: tuple[Literal["chair", "secretary"], ...] = ("chair",)
    quorum: Annotated[int, Field(ge=0, le=100)] = 0
    waits: bool = False
    continuously: tuple[str, ...] = ("wording",)
    form: tuple[Literal["proposal", "reason"], ...] = ()
    refers: Literal["by_hand", "by_topics"] = "by_hand"
    publishes_rounds: bool = False
    publishes: Literal["office", "body"] = "office"


def rules_of(area: Area | None, group_key: str = "", plan_key: str = "") -> Rules:
    """The area's rules, as changed for this plan and for this body.

    What cannot be read counts as not said.
    """
    said = area.settings.get("settling") if area else None
    told: dict[str, Any] = dict(said) if isinstance(said, Mapping) else {}
    bodies, plans = told.pop("bodies", None), told.pop("plans", None)
    layers = (told, _of(plans, plan_key), _of(bodies, group_key))
    chosen = next((one["template"] for one in reversed(layers) if "template" in one), USUAL)
    found = Rules.model_validate(_ready().get(str(chosen), {}))
    for layer in layers:
        found = _changed(found, {name: one for name, one in layer.items() if name != "template"})
    return found


def _of(layers: Any, key: str) -> Mapping[str, Any]:
    found = layers.get(key) if isinstance(layers, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _changed(rules: Rules, changes: Mapping[str, Any]) -> Rules:
    try:
        return Rules.model_validate({**rules.model_dump(), **changes})
    except ValidationError:
        return rules


@cache
def _ready() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(READY.read_text("utf-8"))
    return found

"""Reads files of areas, municipalities and codelists; a wrong file tells all that is wrong."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    field_validator,
)
from sqlalchemy.ext.asyncio import AsyncSession

from meetings.kinds import Template
from meetings.rules import MOST_LEAD_DAYS
from outreach.rules import Rules
from storage import places
from texts.content import fold

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=40)]
Label = Annotated[dict[str, Annotated[str, Field(min_length=1)]], Field(min_length=1)]
Shape = TypeVar("Shape", bound=BaseModel)


class WrongFile(Exception):
    """The file cannot be used; one plain sentence for each thing to mend."""

    def __init__(self, *problems: str) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


LEAD_DAYS = TypeAdapter(
    dict[Literal["groups", "kinds"], dict[str, Annotated[int, Field(ge=0, le=MOST_LEAD_DAYS)]]]
)


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Office(Strict):
    """Who holds meetings of an area, by the number that open data name organisers by."""

    ico: Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")]
    name: Label


class AreaEntry(Strict):
    code: Code
    name: Label
    settings: dict[str, Any] = {}

    @field_validator("settings")
    @classmethod
    def _rules_can_be_read(cls, settings: dict[str, Any]) -> dict[str, Any]:
        try:
            Rules().in_area(settings)
        except (TypeError, ValueError, AttributeError):
            raise ValueError(
                'quiet_hours read as "20:00-8:00", unasked_a_week and approval_above as numbers'
            ) from None
        return settings

    @field_validator("settings")
    @classmethod
    def _meetings_can_be_read(cls, settings: dict[str, Any]) -> dict[str, Any]:
        try:
            LEAD_DAYS.validate_python(settings.get("meeting_lead_days", {}))
            for one in settings.get("meeting_kinds", ()):
                Template.model_validate(one.get("usual", {}))
            if "organiser" in settings:
                Office.model_validate(settings["organiser"])
        except (TypeError, AttributeError, ValueError):
            raise ValueError(
                "meeting_lead_days holds working days under groups and kinds, "
                "meeting_kinds what each kind usually is, "
                "organiser an ico of eight digits in quotation marks and a name by language"
            ) from None
        return settings


class Areas(Strict):
    areas: Annotated[list[AreaEntry], Field(min_length=1)]


class MunicipalityRow(BaseModel):
    """Columns that the register gives beside these are passed over."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
    name: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
    district: str = ""
    area: str = ""
    population_a: Annotated[int, Field(ge=0)] = 0


class Entry(BaseModel):
    code: Annotated[str, StringConstraints(min_length=1, max_length=24)]
    label: Label


class Codelists(Strict):
    codelists: dict[Code, Annotated[list[Entry], Field(min_length=1)]]


async def keep_areas(session: AsyncSession, source: str) -> int:
    found = read_yaml(source, Areas).areas
    for area in found:
        await places.keep_area(session, area.code, area.name, area.settings)
    return len(found)


async def keep_municipalities(session: AsyncSession, source: str) -> int:
    rows = _rows(source)
    known = {area.code for area in await places.areas(session)}
    missing = sorted({row.area for row in rows if row.area} - known)
    if missing:
        raise WrongFile(*(f"The area {code} is not known; import areas first." for code in missing))
    for row in rows:
        await places.keep_municipality(
            session,
            row.code,
            name=row.name,
            folded=fold(row.name),
            district=row.district,
            population=row.population_a,
        )
        if row.area:
            await places.put_in_area(session, row.area, row.code)
    return len({row.code for row in rows})


async def keep_codelists(session: AsyncSession, source: str) -> int:
    found = read_yaml(source, Codelists).codelists
    for name, entries in found.items():
        for position, entry in enumerate(entries):
            folded = fold(" ".join(entry.label.values()))
            await places.keep_entry(
                session, name, entry.code, label=entry.label, folded=folded, position=position
            )
    return len(found)


def read_yaml(source: str, shape: type[Shape]) -> Shape:
    """The file in this shape; raises WrongFile."""
    try:
        return shape.model_validate(yaml.safe_load(source))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"Line {mark.line + 1}: this" if mark else "This"
        raise WrongFile(f"{where} cannot be read as YAML.") from None
    except ValidationError as wrong:
        raise WrongFile(*_told(wrong)) from None


def _rows(source: str) -> Sequence[MunicipalityRow]:
    reader = csv.DictReader(io.StringIO(source.removeprefix("\ufeff")))
    lacking = {"code", "name"} - set(reader.fieldnames or ())
    if lacking:
        raise WrongFile(f"The first line lacks the columns: {', '.join(sorted(lacking))}.")
    rows, problems = [], []
    for row in reader:
        try:
            rows.append(MunicipalityRow.model_validate(_filled(row)))
        except ValidationError as wrong:
            problems += [f"Line {reader.line_num}: {told}" for told in _told(wrong)]
    if problems:
        raise WrongFile(*problems)
    return rows


def _filled(row: Mapping[str | None, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name and value}


def _told(wrong: ValidationError) -> list[str]:
    return [
        f"{' → '.join(str(step) for step in one['loc']) or 'The file'}: {one['msg']}."
        for one in wrong.errors()
    ]

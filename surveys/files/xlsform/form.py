"""What is known of the whole form while its rows become questions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.definitions import QUESTION_ID_LIMIT
from surveys.files.xlsform.book import Row
from surveys.files.xlsform.kinds import Asked
from surveys.files.xlsform.lists import Options
from surveys.files.xlsform.naming import Names
from surveys.files.xlsform.page import Draft

Json = dict[str, Any]


@dataclass(frozen=True)
class Group:
    """`repeated` ones are refused, and what is in them with them."""

    row: Row
    repeated: bool = False


@dataclass
class Form:
    draft: Draft
    lists: Mapping[str, Options]
    names: Names = field(default_factory=lambda: Names(QUESTION_ID_LIMIT))
    questions: list[Json] = field(default_factory=list)
    asked: dict[str, Asked] = field(default_factory=dict)
    # Calculations by name, each with the groups it stands in.
    calculated: dict[str, tuple[Row, tuple[Group, ...]]] = field(default_factory=dict)
    # The rows of groups of which a question has been read.
    begun: set[int] = field(default_factory=set)

    @property
    def offered(self) -> dict[str, Mapping[str, str]]:
        """The ids of the options of each question, by the names that the form gives both."""
        return {
            name: self.lists[asked.options].names.ids
            for name, asked in self.asked.items()
            if asked.options in self.lists
        }

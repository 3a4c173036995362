"""Pages to print, made by Typst: a template of ours, and plain values that it lays out.

Texts travel as data and are never read as markup; fonts are those shipped here.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
TEMPLATES = HERE / "templates"


def pdf(template: str, data: Mapping[str, Any], files: Mapping[str, bytes] | None = None) -> bytes:
    """The pages of `templates/<template>.typ`, tagged for screen readers.

    `data` is what the template reads as `data`; `files` are pictures by the name it asks for.
    Takes tens of milliseconds, so call it in a thread.
    """
    # Forty megabytes that only a process which prints needs.
    import typst

    project: Any = {"main": (TEMPLATES / f"{template}.typ").read_bytes(), **(files or {})}
    return typst.compile(
        project,
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )

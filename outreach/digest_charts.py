"""Pictures that go with a digest by the clock: what the group's surveys have counted anew."""

import asyncio
import hashlib
from collections.abc import Sequence
from pathlib import Path

from outreach.digest_files import chart
from outreach.digests import Digest
from outreach.letters import PHOTO, Letter, Media
from papers.charts import Chart, png
from texts.content import pick
from texts.formatting import escape
from texts.words import Words

# A group reads a digest, not an album; the others are a tap away.
MOST = 2


async def letters(digest: Digest, language: str, media: Path) -> Sequence[Letter]:
    """The first question of each survey as a picture, kept among the files to be sent."""
    words = Words(language)
    told = [one for one in digest.surveys if one.tallies][:MOST]
    return [
        Letter(
            escape(pick(one.title, language)),
            media=await asyncio.to_thread(_kept, chart(one.tallies[0], words), media),
        )
        for one in told
    ]


def _kept(drawn: Chart, media: Path) -> Media:
    """Named by its content, so that the same picture is one file."""
    content = png(drawn)
    digest = hashlib.sha256(content).hexdigest()
    media.mkdir(parents=True, exist_ok=True)
    if not (media / digest).exists():
        unfinished = media / f".{digest}"
        unfinished.write_bytes(content)
        unfinished.replace(media / digest)
    return Media(PHOTO, digest, f"{digest[:8]}.png")

"""What goes along with row data in words: a warning to whoever opens the files."""

from collections.abc import Sequence

from surveys.exporting import Wish
from texts.words import Words


def wish(words: Words, formats: Sequence[str]) -> Wish:
    lines = (
        words("Answers of single people: not for publishing, not for passing on."),
        words(
            "These rows hold small cells: a few answers together may point at one person. Publish "
            "only the published tables, or your own counts with small ones left out."
        ),
        words(
            "Small municipalities are put together. There is neither day nor name. What people "
            "wrote and sent, and places, are apart and sorted, so that they cannot be joined to "
            "rows."
        ),
        words(
            "Several chosen options stand in one cell, parted by |. The code book explains codes."
        ),
        words("Delete the files when you have counted what you need."),
    )
    return Wish(tuple(formats), words.language, "\n".join(lines), words("Smaller places together"))

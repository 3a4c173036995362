"""Minutes on paper: facts, headed lists and tables, and lines to sign on, as PDF and DOCX."""

from dataclasses import asdict, dataclass

from papers.pdf import pdf


@dataclass(frozen=True)
class Section:
    """A heading with lines below it, or with a table whose columns share the width by `shares`."""

    heading: str
    note: str = ""
    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    shares: tuple[int, ...] = ()


@dataclass(frozen=True)
class MinutesPaper:
    """`mark` stands above everything else: that this is a draft. `signed` are who signs."""

    language: str
    title: str
    subtitle: str
    publicity: str
    mark: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    signed: tuple[tuple[str, str], ...]
    page_word: str

    def pdf(self) -> bytes:
        return pdf("minutes", {**asdict(self), "lang": self.language.partition("-")[0]})

    def docx(self) -> bytes:
        """With real headings, lists and tables, so that it can be edited and read aloud."""
        from papers.minutes_documents import docx

        return docx(self)

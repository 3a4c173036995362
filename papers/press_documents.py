"""A press release as a document of an office."""

import io

from docx import Document
from docx.shared import Cm, Pt

from papers import gallery
from papers.documents import dress, speak
from papers.press import Release

PICTURE_WIDTH_CM = 15
CAPTION_SIZE = Pt(9)


def docx(release: Release) -> bytes:
    made, document = io.BytesIO(), Document()
    document.core_properties.title = release.heading
    speak(document, release.language.partition("-")[0])
    dress(document)
    document.add_heading(release.heading, 0)
    first, *others = release.lines
    document.add_paragraph(first)
    if release.winners:
        shown = gallery.podium(release.winners)
        picture = document.add_picture(io.BytesIO(shown), width=Cm(PICTURE_WIDTH_CM))
        picture._inline.docPr.set("descr", release.caption)
        caption = document.add_paragraph().add_run(release.caption)
        caption.font.size, caption.italic = CAPTION_SIZE, True
    for line in others:
        document.add_paragraph(line)
    document.add_paragraph().add_run(release.note).italic = True
    document.save(made)
    return made.getvalue()

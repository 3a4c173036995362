"""Of a document how it looks is kept, and nothing that tells of who made it, how and when."""

import io

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from surveys import attachments
from surveys.checking import AnswerRefused, Reason
from tests.handlers.kinds import picture
from tests.surveys.recordings import SAID, pdf


def refused(raw: bytes) -> AnswerRefused:
    with pytest.raises(AnswerRefused) as caught:
        attachments.file(raw)
    return caught.value


def locked() -> bytes:
    writer, written = PdfWriter(clone_from=io.BytesIO(pdf())), io.BytesIO()
    writer.encrypt("heslo")
    writer.write(written)
    return written.getvalue()


def with_a_script() -> bytes:
    writer, written = PdfWriter(clone_from=io.BytesIO(pdf())), io.BytesIO()
    script = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("alert(1)"),
    }
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    writer.add_attachment("jana.txt", b"Jana")
    writer.write(written)
    return written.getvalue()


def test_the_pages_of_a_document_are_painted_anew():
    kept = attachments.file(pdf(pages=3))
    assert kept.name.endswith(".pdf")
    read = PdfReader(io.BytesIO(kept.content))
    assert len(read.pages) == 3
    assert not read.metadata
    assert SAID.encode("utf-16-be") not in kept.content
    assert read.pages[0].images[0].image.size == (1200, 1600)


def test_the_same_document_is_kept_under_the_same_name_whoever_wrote_it():
    assert attachments.file(pdf(author="Petr")) == attachments.file(pdf())


def test_scripts_and_what_is_packed_into_a_document_do_not_come_along():
    sent = with_a_script()
    kept = attachments.file(sent).content
    for sign in (b"/JavaScript", b"/EmbeddedFile"):
        assert sign in sent
        assert sign not in kept


def test_a_picture_is_a_file_too():
    assert attachments.file(picture()) == attachments.photo(picture())


def test_what_cannot_be_painted_is_refused_with_its_reason():
    for raw in (b"", b"%PDF-1.7 nic", locked(), b"PK\3\4 slova.docx", b"MZ"):
        assert refused(raw).reason is Reason.NOT_A_DOCUMENT
    many = refused(pdf(pages=21))
    assert (many.reason, many.data["max"]) == (Reason.TOO_MANY_PAGES, 20)
    assert refused(bytes(10_000_001)).reason is Reason.FILE_TOO_BIG

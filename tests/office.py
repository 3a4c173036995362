"""What an office makes of a document: its pages, to be looked at where LOOK_AT names a folder."""

import os
import subprocess
from pathlib import Path
from shutil import which

import pytest


def pages(document: bytes, folder: Path, name: str) -> bytes:
    """The PDF that LibreOffice makes of a DOCX."""
    office = which("soffice") or which("libreoffice")
    if office is None:
        pytest.skip("NO OFFICE: the DOCX is not turned into pages, LibreOffice is not installed")
    path = folder / f"{name}.docx"
    path.write_bytes(document)
    home = f"-env:UserInstallation=file://{folder}/office"
    command = [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(path)], check=True, timeout=100, capture_output=True)
    found = path.with_suffix(".pdf").read_bytes()
    if os.environ.get("LOOK_AT"):
        (Path(os.environ["LOOK_AT"]) / f"{name}.pdf").write_bytes(found)
    return found

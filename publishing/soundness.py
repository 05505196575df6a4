"""Is this PDF one that can be archived? Asked of the finished bytes, before they become an edition.

What can be asked here is: PDF/A-3a and PDF/UA-1 are claimed, the file is tagged and says its language, every font lies
in it, and so does the document it was made of. Whether it keeps all that the two standards ask, only a validator knows:
`PDF_VALIDATOR` names one to be run on the file, such as veraPDF.
"""

import shlex
import subprocess
import tempfile
from collections.abc import Iterator
from io import BytesIO

from django.conf import settings
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from programmes.document import Document, to_json

CLAIMS = {"pdfaid:part": "3", "pdfaid:conformance": "A", "pdfuaid:part": "1"}
PATIENCE = 300  # seconds that a validator may take


def faults(pdf: bytes, document: Document) -> list[str]:
    """Everything that is wrong with the file, as Norwegian sentences; empty when it is sound."""
    try:
        reader = PdfReader(BytesIO(pdf), strict=True)
        found = list(_looked_at(reader, document))
    except PyPdfError as error:
        return [f"Fila kan ikke leses ({error})."]
    return found or _validated(pdf)


def _looked_at(reader: PdfReader, document: Document) -> Iterator[str]:
    root = reader.root_object
    if reader.is_encrypted:
        yield "Fila er kryptert."
    if not reader.pages:
        yield "Fila har ingen sider."
    metadata = root["/Metadata"].get_object().get_data().decode() if "/Metadata" in root else ""
    for claim, value in CLAIMS.items():
        if not any(said in metadata for said in (f"<{claim}>{value}<", f'{claim}="{value}"')):
            yield f"Fila sier ikke at den følger standarden ({claim})."
    if "/StructTreeRoot" not in root or not root.get("/MarkInfo", {}).get("/Marked"):
        yield "Fila er ikke tagget, og kan ikke leses med skjermleser."
    if not root.get("/Lang"):
        yield "Fila sier ikke hvilket språk den er på."
    for name in sorted(set(_fonts_left_out(reader))):
        yield f"Skriften {name} ligger ikke i fila."
    if to_json(document) not in (content for files in reader.attachments.values() for content in files):
        yield "Dokumentet som fila er laget av, ligger ikke i den."


def _fonts_left_out(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        fonts = page["/Resources"].get_object().get("/Font", {}).get_object()
        for font in fonts.values():
            font = font.get_object()
            for each in (inner.get_object() for inner in font.get("/DescendantFonts", [font])):
                descriptor = each.get("/FontDescriptor", {}).get_object()
                if not any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3")):
                    yield str(font.get("/BaseFont", "?")).lstrip("/")


def _validated(pdf: bytes) -> list[str]:
    """What the validator says, when there is one: it is given the file's path, and ends with 0 when all is well."""
    if not settings.PDF_VALIDATOR:
        return []
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        command = [*shlex.split(settings.PDF_VALIDATOR), file.name]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            return [f"Validatoren kunne ikke kjøres ({error})."]
    return [] if done.returncode == 0 else [f"Validatoren sier: {(done.stdout or done.stderr).strip()[:200]}"]

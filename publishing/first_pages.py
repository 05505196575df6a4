"""The pages of a PDF as pictures, to be looked at before it is adopted."""

from io import BytesIO
from threading import Lock

import pypdfium2

SCALE = 1.25  # 90 dots per inch: readable on a screen, some 60 kB a page
_one_at_a_time = Lock()  # PDFium is not made for several threads


def picture(pdf: bytes, number: int) -> bytes | None:
    """Page `number` (from 1) as PNG; `None` when there is no such page."""
    with _one_at_a_time, pypdfium2.PdfDocument(pdf) as document:
        if not 1 <= number <= len(document):
            return None
        image = document[number - 1].render(scale=SCALE).to_pil()
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()

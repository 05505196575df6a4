"""Document → rows for a spreadsheet: one measure a row."""

from tablib import Dataset

from organisation.cells import harmless
from programmes.document import Document
from programmes.richtext import words

from .rendering import area_of

HEADINGS = (
    "Program", "Kapittel", "Område", "Id", "Nummer", "Prioritet", "Tiltak", "Nærmere om innhold", "Samarbeidspartnere",
    "Resultatmål", "Tidsramme", "Ansvar", "Samarbeid med",
)  # fmt: skip


def measures_csv(document: Document) -> bytes:
    """All measures as CSV: UTF-8 with a byte order mark and semicolons, which Norwegian Excel opens straight."""
    rows = Dataset(headers=HEADINGS)
    for section, _depth in document.every_section():
        for measure in section.measures:
            cells = (
                document.title,
                section.title,
                area_of(document, section),
                str(measure.id),
                measure.number,
                measure.priority,
                measure.title,
                words(measure.content),
                measure.partners,
                "\n".join(result.text for result in measure.results),
                measure.time_frame,
                measure.responsible,
                measure.cooperation,
            )
            rows.append([harmless(cell) for cell in cells])
    return b"\xef\xbb\xbf" + rows.export("csv", delimiter=";").encode()

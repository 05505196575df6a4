"""Klart for vedtak? Everything that is found about a programme that is about to be adopted.

What is hard stops it; the rest may be set aside with a written reason that the edition keeps.
"""

from dataclasses import dataclass

from programmes.document import Document
from programmes.models import Programme

from .glyphs import document_text, missing


@dataclass(frozen=True)
class Finding:
    """One fault. `key` stays the same as long as the fault does: a written reason belongs to it."""

    key: str
    sentence: str
    address: str = ""
    is_hard: bool = False


def findings(programme: Programme, document: Document) -> list[Finding]:
    """Everything at once, in reading order."""
    found = []
    if not any(document.every_measure()):
        found.append(Finding("no-measures", "Programmet har ingen tiltak.", is_hard=True))
    if lacking := missing(document_text(document)):
        sentence = f"Skriftene mangler tegn som arkivet krever: {' '.join(lacking)}"
        found.append(Finding("glyphs", sentence, is_hard=True))
    return found

"""Klart for vedtak? Everything that is found about a programme that is about to be adopted.

What is hard stops it; the rest may be set aside with a written reason that the edition keeps. Hard is only what would
make the adopted text wrong or impossible to prove (docs/decisions/0025).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from programmes import book, treated, unfinished
from programmes.document import Document
from programmes.forms.searching import LONGEST
from programmes.models import Programme
from programmes.readiness.fault import Fault
from programmes.readiness.in_text import faults
from programmes.rounds.rights import locked_by

from .glyphs import document_text, measure_text, missing, section_text

NO_MEASURES = "Programmet har ingen tiltak, så det er ingenting å vedta."
GLYPHS = "Skriftene mangler tegn som arkivet krever: {lacking}. Bytt dem ut."


@dataclass(frozen=True)
class Finding:
    """One fault. `key` stays the same as long as the fault does: a written reason belongs to it.

    `says` is what is wrong with the `subject` and what to do; `kind` is one of `KINDS`.
    """

    key: str
    says: str
    subject: str = ""
    address: str = ""
    kind: str = ""
    is_hard: bool = False

    @property
    def sentence(self) -> str:
        """The fault where its subject does not stand beside it."""
        return f"«{self.subject}»: {self.says}" if self.subject else self.says


# The kinds in the order in which they are shown, each with its heading; several rules may share one.
KINDS = {
    "no-measures": "Ingen tiltak",
    "glyphs": "Tegn som ikke kan trykkes",
    "open-round": "Runder som ikke er avsluttet",
    "against-decision": "Vedtaket og teksten",
    "empty": "Tomme tiltak",
    "no-partners": "Uten samarbeidspartnere",
    "no-results": "Uten resultatmål",
    "no-time-frame": "Uten tidsramme",
    "no-responsible": "Uten ansvarlig",
    "no-cooperation": "Uten noen å samarbeide med",
    "weak-result": "Resultatmål som ingen kan kontrollere",
    "repeated-result": "Samme resultatmål i mange tiltak",
    "twin": "Tiltak som ligner på hverandre",
    "partner-name": "Partnernavn som skrives på flere måter",
    "partner-twice": "Partnere som står to ganger",
    "dead-reference": "Henvisninger til noe som ikke finnes",
    "last-year": "Fjorårets årstall",
    "unanswered": "Innspill uten svar",
    "unpublished": "Svar som ikke er publisert",
    "without-change": "Tatt til følge, men ikke endret",
    "unsaved": "Tekst som ikke er lagret",
    "details": "Prosjektlinjer som ikke stemmer med hovedlinjen",
    "discrepancy": "Avvik i budsjettet uten forklaring",
}
ORDER = list(KINDS)


def findings(programme: Programme, document: Document) -> list[Finding]:
    """Everything at once: what is hard first, then kind by kind, each in reading order."""
    places = _Places(programme, document)
    found = [places.finding(fault) for fault in _every(programme, document)]
    return sorted(found, key=lambda each: (not each.is_hard, ORDER.index(each.kind)))


def _every(programme: Programme, document: Document) -> Iterator[Fault]:
    if not any(document.every_measure()):
        yield Fault("no-measures", NO_MEASURES, is_hard=True)
    yield from unprintable(document)
    yield from faults(document)
    yield from treated.against_the_decision(programme, document)
    yield from unfinished.open_rounds(programme)
    yield from unfinished.partner_names(programme)
    yield from unfinished.answers(programme)
    yield from unfinished.unsaved_texts(programme)
    yield from book.unexplained(programme)


def unprintable(document: Document) -> Iterator[Fault]:
    """Characters that no vendored font can draw: for each measure and section, and for what stands outside them."""
    if not (left := missing(document_text(document))):
        return
    outside = set(left)
    for section, _depth in document.every_section():
        texts = [("section", section, section_text(section.model_copy(update={"measures": ()})))]
        texts += [("measure", measure, measure_text(measure)) for measure in section.measures]
        for place, thing, text in texts:
            if lacking := missing(text):
                outside -= set(lacking)
                says = GLYPHS.format(lacking=" ".join(lacking))
                yield Fault("glyphs", says, thing.title, thing.id, place, is_hard=True)
    if outside:
        says = GLYPHS.format(lacking=" ".join(sorted(outside)))
        yield Fault("glyphs", says, document.title, place="cover", is_hard=True)


class _Places:
    """Where each thing is put right: open for writing, or where it stands while nobody may write."""

    def __init__(self, programme: Programme, document: Document) -> None:
        self.slug = programme.slug
        self.is_open = programme.phase != Programme.Phase.ADOPTED and not locked_by(programme)
        sections = [section for section, _depth in document.every_section()]
        self.section = {each.id: section.id for section in sections for each in section.measures}

    def finding(self, fault: Fault) -> Finding:
        return Finding(fault.key, fault.says, fault.subject, self.address(fault), fault.rule, fault.is_hard)

    def address(self, fault: Fault) -> str:
        if fault.address:
            return fault.address
        match fault.place:
            case "measure" | "section":
                return self._thing("tiltak" if fault.place == "measure" else "avsnitt", fault.thing)
            case "cover" if self.is_open:
                return reverse("edit_work", args=[self.slug])
            case "words":
                return reverse("search_words", args=[self.slug], query={"ord": fault.subject[:LONGEST]})
        return reverse("workplace", args=[self.slug])

    def _thing(self, word: str, thing: UUID) -> str:
        if self.is_open:
            return reverse("edit_object", args=[self.slug, word, thing]) + "#id_title"
        section = self.section.get(thing, thing)
        return f"{reverse('workplace_section', args=[self.slug, section])}#{word}-{thing}"


@dataclass(frozen=True)
class Group:
    """The findings of one kind."""

    kind: str
    title: str
    found: list[Finding]

    @property
    def is_hard(self) -> bool:
        return any(each.is_hard for each in self.found)


def grouped(found: Iterable[Finding]) -> list[Group]:
    """Kind by kind, in the order they come."""
    groups: dict[str, list[Finding]] = {}
    for each in found:
        groups.setdefault(each.kind, []).append(each)
    return [Group(kind, KINDS[kind], each) for kind, each in groups.items()]


def summary(found: Iterable[Finding], reasons: Iterable[str] = ()) -> str:
    """`3 ting må rettes, 12 bør ses på`; and how many of those somebody has said why of."""
    found, reasons = list(found), set(reasons)
    if not found:
        return "Alt er i orden."
    hard = sum(each.is_hard for each in found)
    soft = len(found) - hard
    told = [f"{hard} ting må rettes"] if hard else []
    told += [f"{soft}{'' if hard else ' ting'} bør ses på"] if soft else []
    said = sum(each.key in reasons for each in found)
    if said == len(found):
        return f"{'Den ene tingen' if said == 1 else f'Alle {said} ting'} som bør ses på, har en begrunnelse."
    more = f" {said} av dem har en begrunnelse." if said else ""
    return f"{', '.join(told)}.{more}"

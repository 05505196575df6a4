"""What an archive package tells, as plain data: the question that a worker makes the ZIP from, and its text files."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from xml.etree import ElementTree

from django.template.loader import render_to_string
from pydantic import TypeAdapter

from programmes.document import sha256
from programmes.rounds.log import Log

DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LAW = "Arkivlova (lov 20. juni 2025 nr. 96) og arkivforskrifta, i kraft 1. januar 2026"
FORMATS = "PDF/A-3a og PDF/UA-1 (PDF), HTML, JSON, XML, ren tekst (UTF-8)"


@dataclass(frozen=True)
class Treatment:
    """What one body decided in one meeting. `written_by` is told in a full package only."""

    body: str
    outcome: str
    decided_on: date | None
    case_number: str
    wording: str
    votes: str
    minutes: str
    written_by: str = ""


@dataclass(frozen=True)
class Step:
    """The programme went from one phase to another."""

    was: str
    became: str
    at: datetime
    why: str
    by: str


@dataclass(frozen=True)
class Check:
    """Something about how an edition was adopted: who did what, and what was accepted as it stood."""

    label: str
    text: str


@dataclass(frozen=True)
class Package:
    """Everything but the bytes that are stored already. `name` is the edition's number or the milestone's address.

    `about` is what the reader calls it; `logs` and `overviews` have the names of their files.
    """

    slug: str
    title: str
    name: str
    about: str
    is_edition: bool
    is_full: bool
    language: str
    made_at: datetime
    decided: str
    body: str
    decided_on: date | None
    case_number: str
    kind: str
    change_note: str
    treatments: tuple[Treatment, ...] = ()
    steps: tuple[Step, ...] = ()
    checks: tuple[Check, ...] = ()
    logs: tuple[tuple[str, Log], ...] = ()
    overviews: tuple[tuple[str, dict], ...] = ()

    @property
    def stem(self) -> str:
        """What the files, and the folder that they lie in, are called."""
        return f"{self.slug}-{'utgave-' if self.is_edition else ''}{self.name}"

    @property
    def file(self) -> str:
        """What the ZIP is called."""
        return f"{self.stem}{'-med-navn' if self.is_full and self.is_edition else ''}.zip"


PACKAGE = TypeAdapter(Package)
IN_FILES_OF_THEIR_OWN = {"logs", "overviews"}


def as_json(package: Package) -> bytes:
    return PACKAGE.dump_json(package)


def read(content: bytes) -> Package:
    return PACKAGE.validate_json(content)


def texts(package: Package, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that tell what the others are, by name; the others are in `files`."""
    decision = PACKAGE.dump_python(package, mode="json", exclude=IN_FILES_OF_THEIR_OWN)
    fields = list(metadata(package, files))
    width = max(map(len, files)) + 3
    listed = [f"{name:{width}}{_described(name)}" for name in sorted(files)]
    context = {"package": package, "listed": listed, "fields": fields}
    return {
        "LESMEG.txt": _text("lesmeg", context),
        "vedtak.json": (json.dumps(decision, ensure_ascii=False, indent=1) + "\n").encode(),
        "vedtak.txt": _text("vedtak", context),
        "metadata.txt": _text("metadata", context),
        "metadata.xml": as_xml(fields),
    }


def _described(name: str) -> str:
    beginnings = {
        "innspillslogg": "innspillene, og svarene på dem",
        "endringsoversikt": "hva som ble endret, ord for ord",
    }
    endings = {"pdf": "teksten, til å lese og skrive ut", "html": "teksten som nettside", "json": "teksten som data"}
    begins = (said for start, said in beginnings.items() if name.startswith(start))
    return next(begins, endings[name.rpartition(".")[2]])


def _text(name: str, context: dict) -> bytes:
    """A text file without runs of empty lines, whatever the template leaves out."""
    text = render_to_string(f"archive/{name}.txt", context)
    return (re.sub(r"\n{3,}", "\n\n", text).strip() + "\n").encode()


def metadata(package: Package, files: Mapping[str, bytes]) -> Iterator[tuple[str, str, str]]:
    """Each field as its name in Dublin Core, its Norwegian name and what it says."""
    told = [
        ("title", "Tittel", f"{package.title}, {package.about}"),
        ("type", "Slag", "Vedtatt utgave" if package.is_edition else "Behandlet utkast"),
        ("creator", "Organ", package.body),
        ("publisher", "Utgiver", "Osloregionen interkommunalt politisk råd"),
        ("date", "Behandlet", package.decided_on.isoformat() if package.decided_on else ""),
        ("identifier", "Saksnummer", package.case_number),
        ("description", "Versjon", f"{package.about}, låst {package.made_at:%Y-%m-%dT%H:%M:%SZ}"),
        ("format", "Format", FORMATS),
        ("source", "Laget av", "Osloregionens system for handlingsprogram"),
        ("language", "Språk", package.language),
        ("rights", "Tilgang", _rights(package)),
        ("relation", "Arkiv", f"Laget for å avleveres til arkivet. {LAW}."),
    ]
    told += [("identifier", f"Sjekksum for {name} (SHA-256)", sha256(files[name])) for name in sorted(files)]
    yield from ((name, label, text) for name, label, text in told if text)


def _rights(package: Package) -> str:
    if not package.is_full:
        return "Åpent for alle. Navn på personer er ikke med."
    return "Har navn på personer. Vurder innsyn etter offentleglova før noe deles."


def as_xml(fields: list[tuple[str, str, str]]) -> bytes:
    ElementTree.register_namespace("dc", DUBLIN_CORE)
    root = ElementTree.Element("metadata")
    for name, label, text in fields:
        element = ElementTree.SubElement(root, f"{{{DUBLIN_CORE}}}{name}", {"label": label})
        element.text = NOT_IN_XML.sub("", text)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"

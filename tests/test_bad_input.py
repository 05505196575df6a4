"""Whatever is wrong with a file: one Norwegian sentence that says where, and the database as it was."""

import json
import os
import subprocess
import sys
from copy import deepcopy
from html.parser import HTMLParser
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command

from .strategies import renewed


def uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def paragraph(*content) -> dict:
    return {"type": "paragraph", "content": list(content)}


def bullets(depth: int) -> dict:
    """A list in a list, as deep as asked for."""
    return {"type": "list", "items": [[paragraph("Punkt"), *([bullets(depth - 1)] if depth > 1 else [])]]}


def nested_sections(depth: int, number=100) -> dict:
    below = {"sections": [nested_sections(depth - 1, number + 1)]} if depth > 1 else {}
    return {"id": uuid(number), "title": f"Nivå {number - 99}", **below}


SOUND = {
    "format": "osloregionen-dokument",
    "version": 1,
    "kind": "programme",
    "slug": "prove",
    "title": "Prøve",
    "first_year": 2031,
    "last_year": 2031,
    "adopting_body": "styret",
    "decision": {"body": "styret"},
    "fields": [{"field": "title", "label": "Tiltak"}],
    "bodies": [{"key": "styret", "name": "Styret", "kind": "board"}],
    "areas": [{"key": "klima", "name": "Klima", "kind": "area"}],
    "steps": [{"when": "mai/juni", "what": "Innspill", "body": "styret"}],
    "sections": [
        {
            "id": uuid(1),
            "kind": "measures",
            "title": "Klima og miljø",
            "area": "klima",
            "text": [paragraph("Vi vil", {"note": "1"})],
            "measures": [
                {
                    "id": uuid(2),
                    "number": "1.1",
                    "title": "Sykkelveier",
                    "content": [paragraph("Bygge")],
                    "named_partners": ["Ås kommune"],
                    "results": [{"text": "Flere sykler"}],
                    "further_areas": ["klima"],
                    "budget_lines": [uuid(5)],
                    "origins": [{"kind": "continued", "measure": uuid(90), "title": "Sykkel", "place": "2030"}],
                },
                {"id": uuid(3), "title": "Gangveier"},
            ],
            "sdgs": [{"number": 13, "printed": "Stoppe klimaendringene"}],
            "notes": [{"marker": "1", "text": [paragraph("Innen 2040")]}],
        },
        {
            "id": uuid(4),
            "kind": "budget",
            "title": "Budsjett",
            "table": {
                "id": uuid(6),
                "year": 2031,
                "title": "Hovedtall",
                "columns": [{"kind": "budget", "label": "2031"}, {"kind": "change", "label": "Endring"}],
                "lines": [
                    {"id": uuid(5), "label": "Klima", "cells": ["10", "-"]},
                    {"id": uuid(7), "label": "Areal", "under": uuid(5), "cells": ["7.5", None]},
                ],
            },
        },
        {
            "id": uuid(8),
            "kind": "strategies",
            "title": "Strategier",
            "goals": [{"id": uuid(9), "text": "Mål", "strategies": [{"id": uuid(10), "text": [paragraph("Vei")]}]}],
            "strategies": [{"id": uuid(11), "text": [paragraph("Bane")]}],
        },
    ],
}


def walk(document, path):
    """The innermost object or list on a path like `sections.0.title`, and the last step."""
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        document = document[step]
    return document, last


def put(path, value, document=SOUND) -> dict:
    """The document with something else in one place."""
    changed = deepcopy(document)
    inner, last = walk(changed, path)
    inner[last] = value
    return changed


def drop(path) -> dict:
    changed = deepcopy(SOUND)
    inner, last = walk(changed, path)
    del inner[last]
    return changed


def more(path, *values) -> dict:
    """The document with more at the end of a list."""
    inner, last = walk(SOUND, path)
    return put(path, [*inner[last], *values])


def as_file(document) -> bytes:
    return document if isinstance(document, bytes) else json.dumps(document).encode()


def raw(old: str, new: str) -> bytes:
    """The sound file with one piece of its text replaced."""
    text = json.dumps(SOUND, ensure_ascii=False)
    assert text.count(old) == 1
    return text.replace(old, new).encode()


def everything() -> dict:
    """How many rows each table has."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def imported(folder, document, *arguments) -> str:
    """What the command says about a file."""
    path = folder / "dokument.json"
    path.write_bytes(as_file(document))
    said = StringIO()
    call_command("import_programme", str(path), *arguments, stdout=said)
    return said.getvalue()


def refused(*arguments) -> str:
    """The one sentence of a refusal that left the database alone."""
    before = everything()
    with pytest.raises(CommandError) as refusal:
        imported(*arguments)
    assert everything() == before
    assert refusal.value.returncode == 1
    return str(refusal.value)


def case(name, document, sentence):
    return pytest.param(document, sentence, id=name)


# ── The file ─────────────────────────────────────────────────────────────────────────────────────

SOUND_FILE = as_file(SOUND)
TOO_DEEP = "Filen er nøstet dypere enn noe dokument kan være."


def deep(opening, closing, depth):
    return raw('"mai/juni"', opening * depth + "1" + closing * depth)


FILES = [
    case("empty", b"", "Filen er tom."),
    case("only spaces", b" \n ", "Filen er tom."),
    case("truncated", SOUND_FILE[:100], "Filen er ikke gyldig JSON: feil på linje 1, tegn 98."),
    case("one byte short", SOUND_FILE[:-1], f"Filen er ikke gyldig JSON: feil på linje 1, tegn {len(SOUND_FILE)}."),
    case("two documents", SOUND_FILE * 2, f"Filen er ikke gyldig JSON: feil på linje 1, tegn {len(SOUND_FILE) + 1}."),
    case("not JSON", b"Handlingsprogram 2031", "Filen er ikke gyldig JSON: feil på linje 1, tegn 1."),
    case("a trailing comma", b'{\n "format": 1,\n}', "Filen er ikke gyldig JSON: feil på linje 2, tegn 13."),
    case("a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "Filen er ikke skrevet i UTF-8 (byte 11)."),
    case("latin-1", '{"title": "Prøve"}'.encode("latin-1"), "Filen er ikke skrevet i UTF-8 (byte 14)."),
    case("UTF-16", SOUND_FILE.decode().encode("utf-16"), "Filen er ikke skrevet i UTF-8 (byte 1)."),
    case(
        "a byte order mark",
        b"\xef\xbb\xbf" + SOUND_FILE,
        "Filen begynner med et usynlig merke (BOM): lagre den som UTF-8 uten BOM.",
    ),
    case("21 MB", b" " * 21 * 1024 * 1024, "Filen er større enn 20 MB og er neppe et dokument herfra."),
    case("a list", b"[]", "Filen er ikke et dokument herfra: feltet «format» skal være «osloregionen-dokument»."),
    case("null", b"null", "Filen er ikke et dokument herfra: feltet «format» skal være «osloregionen-dokument»."),
    case(
        "another format",
        put("format", "noe-annet"),
        "Filen er ikke et dokument herfra: feltet «format» skal være «osloregionen-dokument».",
    ),
    case("a later version", put("version", 2), "Denne installasjonen leser dokumenter der feltet «version» er 1."),
    case("no version", drop("version"), "Denne installasjonen leser dokumenter der feltet «version» er 1."),
    case("arrays 199 deep", deep("[", "]", 199), TOO_DEEP),
    case("arrays 100 000 deep", deep("[", "]", 100_000), TOO_DEEP),
    case("objects 100 000 deep", deep('{"a":', "}", 100_000), TOO_DEEP),
    case("arrays never closed", b"[" * 100_000, TOO_DEEP),
    case("the same field twice", raw('"version": 1', '"version": 1, "version": 1'),
         "Feltet «version» står 2 ganger i samme objekt."),
    case("the same strange field twice", b'{"\\u0000\\n\\ud800": 1, "\\u0000\\n\\ud800": 2}',
         "Feltet «� �» står 2 ganger i samme objekt."),
    case("NaN", raw('"7.5"', "NaN"), "Filen inneholder «NaN», som ikke er et tall i JSON."),
    case("Infinity", raw('"7.5"', "-Infinity"), "Filen inneholder «-Infinity», som ikke er et tall i JSON."),
    case("10 000 digits", raw('"7.5"', "9" * 10_000), "Filen inneholder et tall som er for langt til å leses."),
    case("a raw control character", raw("mai/juni", "mai\x00juni"),
         "Filen er ikke gyldig JSON: feil på linje 1, tegn 407."),
    case("half a character", raw("mai/juni", "mai\\ud800juni"),
         "Filen har et ufullstendig tegn (en enslig surrogat) på linje 1, tegn 414."),
    case("the other half", raw("mai/juni", "mai\\udc00juni"),
         "Filen har et ufullstendig tegn (en enslig surrogat) på linje 1, tegn 413."),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("document", "sentence"), FILES)
def test_a_broken_file_is_refused(tmp_path, document, sentence):
    assert refused(tmp_path, document) == sentence


@pytest.mark.django_db
def test_the_sound_document_is_not_refused(tmp_path):
    """So that what is refused here, is refused for what was changed in it."""
    assert imported(tmp_path, SOUND) == "Importerte «Prøve» som «prove»: 3 avsnitt, 2 tiltak.\n"
    assert imported(tmp_path, renewed(SOUND_FILE), "--slug=en-til") == (
        "Importerte «Prøve» som «en-til»: 3 avsnitt, 2 tiltak.\n"
    )


# ── The types ────────────────────────────────────────────────────────────────────────────────────

LINE = "kan ikke være tom, begynne eller slutte med mellomrom eller ha linjeskift og andre kontrolltegn"
FIGURE = 'skal være null, "-" eller et tall skrevet som tekst, for eksempel "2692" eller "-118"'
TEXT = "sections.0.text.0"
CELL = "sections.1.table.lines.0.cells.0"

TYPES = [
    case("an unknown field", put("forord", "Kjære leser"), "forord: feltet er ukjent."),
    case("an unknown field far in", put("sections.0.measures.1.farge", "grønn"),
         "sections[0].measures[1].farge: feltet er ukjent."),
    case("an unknown field with a strange name", put("a\nb" + "c" * 1000, 1), f"a b{'c' * 76}…: feltet er ukjent."),
    case("a missing field", drop("title"), "title: feltet mangler."),
    case("a missing field far in", drop("sections.0.measures.0.title"),
         "sections[0].measures[0].title: feltet mangler."),
    case("null for a text", put("title", None), "title: skal være tekst."),
    case("a number for a text", put("sections.0.title", 5), "sections[0].title: skal være tekst."),
    case("a text for a number", put("first_year", "2031"), "first_year: skal være et heltall."),
    case("true for a number", put("first_year", True), "first_year: skal være et heltall."),
    case("a float for a whole number", put("first_year", 2031.0), "first_year: skal være et heltall."),
    case("4 000 digits", put("first_year", int("9" * 4000)), "first_year: kan ikke være over 2200."),
    case("a year long ago", put("first_year", 1814), "first_year: må være minst 1990."),
    case("a text for yes or no", put("steps.0.confirmed", "ja"), "steps[0].confirmed: skal være true eller false."),
    case("an object for a list", put("sections", {}), "sections: skal være en liste."),
    case("a text for an object", put("sections.0", "Kapittel"), "sections[0]: skal være et objekt."),
    case("a text for a block", put(TEXT, "Hei"), "sections[0].text[0]: skal være et objekt."),
    case("a text for rich text", put("sections.0.text", "<p>Hei</p>"), "sections[0].text: skal være en liste."),
    case("an unknown kind", put("kind", "budsjett"), "kind: må være «programme» eller «guidelines»."),
    case("an unknown layout", put("layout", "kart"), "layout: må være «table», «sheet» eller «list»."),
    case("an unknown language", put("language", "no"),
         "language: må være «nb», «nn», «en», «sv», «da» eller «se»."),
    case("an id that is none", put("sections.0.id", "1"), "sections[0].id: er ikke en gyldig id (UUID)."),
    case("a number for an id", put("sections.0.id", 1), "sections[0].id: er ikke en gyldig id (UUID)."),
    case("a Norwegian date", put("decision.decided_on", "18.12.2030"),
         "decision.decided_on: skal være en dato som 2024-12-18."),
    case("a day that is not", put("decision.decided_on", "2030-02-30"),
         "decision.decided_on: skal være en dato som 2024-12-18."),
    case("a moment for a date", put("decision.decided_on", "2030-12-18T00:00:00"),
         "decision.decided_on: skal være en dato som 2024-12-18."),
    case("seconds for a date", put("decision.decided_on", "1734480000"),
         "decision.decided_on: skal være en dato som 2024-12-18."),
    case("an empty title", put("title", ""), f"title: {LINE}."),
    case("a blank title", put("title", " \u00a0"), f"title: {LINE}."),
    case("a title of two lines", put("title", "To\nlinjer"), f"title: {LINE}."),
    case("a null byte", put("title", "Pr\x00ve"), f"title: {LINE}."),
    case("a control character", put("sections.0.measures.0.title", "Sykkel\x1bveier"),
         f"sections[0].measures[0].title: {LINE}."),
    case("a control character above ASCII", put("title", "Pr\x9bve"), f"title: {LINE}."),
    case("not a character", put("title", "Pr\uffffve"), f"title: {LINE}."),
    case("a null byte in lines", put("cover", "Vedtatt\n\x00"),
         "cover: kan ikke være tom, begynne eller slutte med mellomrom "
         "eller ha andre kontrolltegn enn linjeskift."),
    case("a slug of words", put("slug", "Prøve 1"),
         "slug: skal bare ha små bokstaver fra a til z, sifre og enkle bindestreker, og høyst 80 tegn."),
    case("a number that leads out of its address", put("sections.0.measures.0.number", "../.."),
         "sections[0].measures[0].number: skal begynne med en bokstav eller et siffer "
         "og ellers bare ha bokstaver, sifre og punktum."),
    case("a place that is none", put("sections.0.measures.0.origins.0.place", "i fjor"),
         "sections[0].measures[0].origins[0].place: skal skrives som 2024 eller 2025@utkast-til-faggruppene."),
    case("10 MB of title", put("title", "a" * 10 * 1024 * 1024), "title: kan ikke være lengre enn 300 tegn."),
    case("10 MB of paragraph", put(f"{TEXT}.content.0", "a" * 10 * 1024 * 1024),
         "sections[0].text[0].content[0]: kan ikke være lengre enn 20000 tegn."),
    case("a name too long for the register", put("sections.0.measures.0.named_partners.0", "Å" * 201),
         "sections[0].measures[0].named_partners[0]: kan ikke være lengre enn 200 tegn."),
    case("a case number too long", put("decision.case_number", "1" * 41),
         "decision.case_number: kan ikke være lengre enn 40 tegn."),
    case("a figure as a number", put(CELL, 10), f"sections[1].table.lines[0].cells[0]: {FIGURE}."),
    case("a figure as a float", put(CELL, 7.5), f"sections[1].table.lines[0].cells[0]: {FIGURE}."),
    case("a figure with a comma", put(CELL, "7,5"), f"sections[1].table.lines[0].cells[0]: {FIGURE}."),
    case("a figure as people write it", put(CELL, "2 692"), f"sections[1].table.lines[0].cells[0]: {FIGURE}."),
    case("a figure in other digits", put(CELL, "٢"), f"sections[1].table.lines[0].cells[0]: {FIGURE}."),
    case("a figure with an exponent", put(CELL, "1e3"), f"sections[1].table.lines[0].cells[0]: {FIGURE}."),
    case("a figure too large for the database", put(CELL, "1" * 12), f"sections[1].table.lines[0].cells[0]: {FIGURE}."),
    case("not a number", put(CELL, "NaN"), f"sections[1].table.lines[0].cells[0]: {FIGURE}."),
    case("a long dash", put(CELL, "–"), f"sections[1].table.lines[0].cells[0]: {FIGURE}."),
    case("a table without columns", put("sections.1.table.columns", []),
         "sections[1].table.columns: kan ikke være en tom liste."),
    case("a table of many columns", put("sections.1.table.columns", [{"kind": "budget", "label": "2031"}] * 31),
         "sections[1].table.columns: kan ikke ha flere enn 30 elementer."),
    case("the eighteenth goal", put("sections.0.sdgs.0.number", 18),
         "sections[0].sdgs[0].number: kan ikke være over 17."),
    case("a block of no type", put(TEXT, {"content": ["Hei"]}), "sections[0].text[0]: mangler feltet «type»."),
    case("a block of unknown type", put(TEXT, {"type": "script"}), "sections[0].text[0]: har en ukjent «type»."),
    case("an empty paragraph", put(TEXT, paragraph()), "sections[0].text[0].content: kan ikke være en tom liste."),
    case("an empty word", put(TEXT, paragraph("")), "sections[0].text[0].content[0]: kan ikke være tom."),
    case("a line break in a word", put(TEXT, paragraph("en\nto")),
         "sections[0].text[0].content[0]: kan ikke ha linjeskift eller andre kontrolltegn."),
    case("a javascript link", put(TEXT, paragraph({"text": "her", "href": "javascript:alert(1)"})),
         "sections[0].text[0].content[0].href: skal være en lenke som begynner med "
         "https://, http://, mailto: eller # og er uten mellomrom."),
    case("a data link", put(TEXT, paragraph({"text": "her", "href": "data:text/html,x"})),
         "sections[0].text[0].content[0].href: skal være en lenke som begynner med "
         "https://, http://, mailto: eller # og er uten mellomrom."),
    case("an attribute in a mark", put(TEXT, paragraph({"text": "her", "onclick": "alert(1)"})),
         "sections[0].text[0].content[0].onclick: feltet er ukjent."),
    case("a strange note call", put(TEXT, paragraph({"note": "<b>"})),
         "sections[0].text[0].content[0].note: skal være 1–8 bokstaver, sifre eller stjerner."),
    case("a fault in a note", put("sections.0.notes.0.marker", ""),
         "sections[0].notes[0].marker: skal være 1–8 bokstaver, sifre eller stjerner."),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("document", "sentence"), TYPES)
def test_a_value_of_the_wrong_form_is_refused_by_its_place(tmp_path, document, sentence):
    assert refused(tmp_path, document) == sentence


# ── What belongs together ────────────────────────────────────────────────────────────────────────

SECTION, MEASURES, TABLE = "sections.0", "sections.0.measures", "sections.1.table"
UNTIDY = "har en tekst med doble mellomrom, tomme deler eller deler som skulle vært skrevet i ett"

FAULTS = [
    case("years backwards", put("last_year", 2030), "last_year kan ikke være før first_year."),
    case("guidelines with a process plan", put("kind", "guidelines", drop("decision")),
         "adopting_body: feltet hører ikke hjemme i strategiske føringer."),
    # ids
    case("two sections", put("sections.1.id", uuid(1)), f"2 avsnitt har samme id: {uuid(1)}."),
    case("two measures", put(f"{MEASURES}.1.id", uuid(2)), f"2 tiltak har samme id: {uuid(2)}."),
    case("two measures with a number", put(f"{MEASURES}.1.number", "1.1"),
         "2 tiltak har samme nummer eller korte id: 1.1."),
    case("two measures with a short id", more(MEASURES, {"id": uuid(3)[:-1] + "9", "title": "Stier"}),
         "2 tiltak har samme nummer eller korte id: 00000000."),
    case("two tables", more("sections", SOUND["sections"][1] | {"id": uuid(50)}),
         f"2 budsjettabeller har samme id: {uuid(6)}."),
    case("two budget lines", put(f"{TABLE}.lines.1.id", uuid(5)), f"2 budsjettlinjer har samme id: {uuid(5)}."),
    case("two goals", more("sections.2.goals", {"id": uuid(9), "text": "Mål"}), f"2 mål har samme id: {uuid(9)}."),
    case("two strategies", put("sections.2.strategies.0.id", uuid(10)), f"2 strategier har samme id: {uuid(10)}."),
    case("two areas", more("areas", SOUND["areas"][0]), "2 områder har samme nøkkel: klima."),
    case("two bodies", more("bodies", SOUND["bodies"][0] | {"name": "Et annet"}),
         "2 organer har samme nøkkel: styret."),
    case("two names of bodies", more("bodies", SOUND["bodies"][0] | {"key": "annet"}),
         "2 organer har samme navn: Styret."),
    case("two labels of a field", more("fields", {"field": "title", "label": "Navn"}),
         "2 rader i fields har samme felt: title."),
    case("two notes", more(f"{SECTION}.notes", SOUND["sections"][0]["notes"][0]),
         "Avsnittet «Klima og miljø» har to fotnoter med samme merke."),
    case("a UN goal twice", more(f"{SECTION}.sdgs", SOUND["sections"][0]["sdgs"][0]),
         "Avsnittet «Klima og miljø» nevner samme bærekraftsmål to ganger."),
    case("a partner twice", more(f"{MEASURES}.0.named_partners", "ÅS KOMMUNE"),
         "Tiltaket «Sykkelveier» nevner det samme to ganger i named_partners."),
    case("an origin twice", more(f"{MEASURES}.0.origins", SOUND["sections"][0]["measures"][0]["origins"][0]),
         "Tiltaket «Sykkelveier» nevner det samme to ganger i origins."),
    case("an area twice", more(f"{MEASURES}.0.further_areas", "klima"),
         "Tiltaket «Sykkelveier» nevner det samme to ganger i further_areas."),
    case("a budget line twice", more(f"{MEASURES}.0.budget_lines", uuid(5)),
         "Tiltaket «Sykkelveier» nevner det samme to ganger i budget_lines."),
    case("a strategy twice", put(f"{MEASURES}.0.strategies", [uuid(10), uuid(10)]),
         "Tiltaket «Sykkelveier» nevner det samme to ganger i strategies."),
    case("a UN goal of a measure twice", put(f"{MEASURES}.0.sdgs", [13, 13]),
         "Tiltaket «Sykkelveier» nevner det samme to ganger i sdgs."),
    # references
    case("an unknown adopting body", put("adopting_body", "tinget"),
         "adopting_body viser til organet «tinget», som dokumentet ikke har."),
    case("an unknown deciding body", put("decision.body", "tinget"),
         "decision.body viser til organet «tinget», som dokumentet ikke har."),
    case("an unknown body of a step", put("steps.0.body", "tinget"),
         "steps[0].body viser til organet «tinget», som dokumentet ikke har."),
    case("an unknown body of a section", put(f"{SECTION}.body", "tinget"),
         "Avsnittet «Klima og miljø» viser til organet «tinget», som dokumentet ikke har."),
    case("an unknown area of a section", put(f"{SECTION}.area", "hav"),
         "Avsnittet «Klima og miljø» viser til området «hav», som dokumentet ikke har."),
    case("an unknown area of a measure", put(f"{MEASURES}.0.further_areas", ["hav"]),
         "Tiltaket «Sykkelveier» viser til området «hav», som dokumentet ikke har."),
    case("an unknown budget line", put(f"{MEASURES}.0.budget_lines", [uuid(99)]),
         f"Tiltaket «Sykkelveier» viser til budsjettlinjen «{uuid(99)}», som dokumentet ikke har."),
    case("an unknown strategy", put(f"{MEASURES}.0.strategies", [uuid(99)]),
         f"Tiltaket «Sykkelveier» viser til strategien {uuid(99)}, som ikke finnes her."),
    case("unknown guidelines", put("guidelines", "foringer-1814"),
         "Programmet bygger på føringene «foringer-1814», som ikke finnes her: importer dem først."),
    case("an unknown area of the guidelines", put("areas.0.follows", "hav"),
         "Området «Klima» følger «hav», som ikke finnes i føringene."),
    case("a note that is not there", put(f"{SECTION}.notes", []),
         "Avsnittet «Klima og miljø» viser til fotnote [1], som ikke finnes i avsnittet."),
    case("a line under itself", put(f"{TABLE}.lines.0.under", uuid(5)),
         "Budsjettlinjen «Klima» hører under en linje som ikke står over den i tabellen."),
    case("lines under each other", put(f"{TABLE}.lines.0.under", uuid(7)),
         "Budsjettlinjen «Klima» hører under en linje som ikke står over den i tabellen."),
    case("a line under another table", put(f"{TABLE}.lines.1.under", uuid(99)),
         "Budsjettlinjen «Areal» hører under en linje som ikke står over den i tabellen."),
    # form
    case("too few cells", put(f"{TABLE}.lines.0.cells", ["10"]),
         "Budsjettlinjen «Klima» må ha like mange celler som tabellen har kolonner (2), ikke 1."),
    case("too many cells", put(f"{TABLE}.lines.0.cells", ["10", "-", None]),
         "Budsjettlinjen «Klima» må ha like mange celler som tabellen har kolonner (2), ikke 3."),
    case("a table in a chapter of text", put("sections.1.kind", "text"),
         "Avsnittet «Budsjett» har en budsjettabell, men er ikke av slaget «budget»."),
    case("six levels of sections", more("sections", nested_sections(6)),
         "Avsnittet «Nivå 6» ligger på nivå 6; et dokument kan ha 5 nivåer."),
    case("sixty levels of sections", more("sections", nested_sections(60)),
         "Avsnittet «Nivå 6» ligger på nivå 6; et dokument kan ha 5 nivåer."),
    case("a thousand levels of sections", more("sections", nested_sections(300)), TOO_DEEP),
    case("six levels of lists", put(TEXT, bullets(6)), "Avsnittet «Klima og miljø» har lister i mer enn 5 nivåer."),
    case("six levels of lists in a measure", put(f"{MEASURES}.0.content", [bullets(6)]),
         "Tiltaket «Sykkelveier» har lister i mer enn 5 nivåer."),
    case("a step backwards", put("steps.0.starts_on", "2030-02-01", put("steps.0.ends_on", "2030-01-01")),
         "steps[0] slutter før det begynner."),
    case("a step that only ends", put("steps.0.ends_on", "2030-01-01"), "steps[0] slutter før det begynner."),
    case("a measure backwards",
         put(f"{MEASURES}.0.starts_on", "2031-02-01", put(f"{MEASURES}.0.ends_on", "2031-01-01")),
         "Tiltaket «Sykkelveier» slutter før det starter."),
    # rich text that would not come back as it was written
    case("a double space", put(f"{MEASURES}.0.content", [paragraph("en  to")]), f"Tiltaket «Sykkelveier» {UNTIDY}."),
    case("a blank paragraph", put(f"{MEASURES}.0.content", [paragraph(" ")]), f"Tiltaket «Sykkelveier» {UNTIDY}."),
    case("a hard space alone", put(f"{MEASURES}.0.content", [paragraph("\u00a0")]),
         f"Tiltaket «Sykkelveier» {UNTIDY}."),
    case("words in two parts", put(f"{MEASURES}.0.content", [paragraph("en ", "to")]),
         f"Tiltaket «Sykkelveier» {UNTIDY}."),
    case("two parts too long in one", put(f"{MEASURES}.0.content", [paragraph("a" * 15_000, "a" * 15_000)]),
         f"Tiltaket «Sykkelveier» {UNTIDY}."),
    case("a mark that marks nothing", put(TEXT, paragraph({"text": "en"})), f"Avsnittet «Klima og miljø» {UNTIDY}."),
    case("an item of nothing", put(TEXT, {"type": "list", "items": [[]]}), f"Avsnittet «Klima og miljø» {UNTIDY}."),
    case("a note call in disguise", put("sections.0.notes.0.text", [paragraph("se [^7]")]),
         f"Avsnittet «Klima og miljø» {UNTIDY}."),
    # already here
    case("a body under another key", put("bodies.0.key", "styre", put("adopting_body", "styre", put(
        "decision.body", "styre", put("steps.0.body", "styre")))),
        "Organet «Styret» finnes fra før under nøkkelen «styret»."),
    case("a slug that is taken", put("slug", "2025"),
         "Adressen «2025» er i bruk, og en import skriver aldri over: velg en annen med --slug."),
    case("a slug that guidelines have", put("slug", "foringer-2021-2024"),
         "Adressen «foringer-2021-2024» er i bruk, og en import skriver aldri over: velg en annen med --slug."),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("document", "sentence"), FAULTS)
def test_a_document_that_contradicts_itself_or_the_database_is_refused(tmp_path, document, sentence):
    assert refused(tmp_path, document) == sentence


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("sections.0.id", "et avsnitt"),
        ("sections.0.measures.1.id", "et tiltak"),
        ("sections.2.goals.0.id", "et mål"),
        ("sections.2.goals.0.strategies.0.id", "en strategi"),
        ("sections.2.strategies.0.id", "en strategi"),
        ("sections.1.table.id", "en budsjettabell"),
        ("sections.1.table.lines.1.id", "en budsjettlinje"),
    ],
)
def test_an_id_that_is_in_use_is_refused(tmp_path, path, word):
    imported(tmp_path, SOUND)
    inner, last = walk(SOUND, path)
    other = put(path, inner[last], json.loads(renewed(SOUND_FILE)))
    sentence = f"Dokumentet har {word} som finnes fra før, med id {inner[last]}."
    assert refused(tmp_path, other, "--slug=en-til") == sentence


# ── The command ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["Prøve", "to ord", "", "-a", "a--b", "../2025", "a" * 81, "a\n"])
def test_a_slug_that_is_no_address_is_refused(tmp_path, slug):
    shown = " ".join(slug.split()) if len(slug) < 80 else f"{'a' * 79}…"
    assert refused(tmp_path, SOUND, f"--slug={slug}") == (
        f"«{shown}» kan ikke være en adresse: "
        "den skal bare ha små bokstaver fra a til z, sifre og enkle bindestreker, og høyst 80 tegn."
    )


@pytest.mark.django_db
def test_a_dry_run_says_what_would_happen_and_does_nothing(tmp_path):
    before = everything()
    assert imported(tmp_path, SOUND, "--dry-run") == "Ville importert «Prøve» som «prove»: 3 avsnitt, 2 tiltak.\n"
    assert everything() == before


@pytest.mark.django_db
def test_a_dry_run_finds_what_only_the_database_knows(tmp_path):
    assert refused(tmp_path, put("slug", "2025"), "--dry-run") == (
        "Adressen «2025» er i bruk, og en import skriver aldri over: velg en annen med --slug."
    )


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("finnes-ikke.json", "Finner ikke filen «{}»."),
        ("mappe.json", "«{}» er en mappe, ikke en fil."),
        ("mappe", "Kan bare lese .json, ikke «mappe»."),
        ("program.pdf", "Kan bare lese .json, ikke «program.pdf»."),
        ("program", "Kan bare lese .json, ikke «program»."),
        ("a" * 300 + ".json", "Kan ikke lese «{}»: File name too long."),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, name, sentence):
    (tmp_path / "mappe").mkdir()
    (tmp_path / "mappe.json").mkdir()
    (tmp_path / "program.pdf").write_bytes(b"%PDF")
    with pytest.raises(CommandError) as refusal:
        call_command("import_programme", str(tmp_path / name))
    assert str(refusal.value) == sentence.format(tmp_path / name)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (SOUND_FILE[:-1], f"Filen er ikke gyldig JSON: feil på linje 1, tegn {len(SOUND_FILE)}."),
        (b"[" * 100_000, TOO_DEEP),
        (b'{"\\ud800": 1, "\\ud800": 2}', "Feltet «�» står 2 ganger i samme objekt."),
        (None, "Finner ikke filen «dokument.json»."),
    ],
)
def test_the_shell_gets_exit_status_1_and_the_sentence_alone(tmp_path, data, sentence):
    if data is not None:
        (tmp_path / "dokument.json").write_bytes(data)
    ran = subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", "import_programme", "dokument.json"],
        cwd=tmp_path, env=os.environ | {"PYTHONUTF8": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", f"CommandError: {sentence}\n")


# ── What is kept as words ────────────────────────────────────────────────────────────────────────

SCRIPT = "<script>alert(1)</script>"
PLACES = (
    "title", "cover", "steps.0.when", "steps.0.what", "steps.0.who", "sections.0.title",
    "sections.0.text.0.content.0", "sections.0.sdgs.0.printed", "sections.0.notes.0.text.0.content.0",
    "sections.0.measures.0.title", "sections.0.measures.0.content.0.content.0", "sections.0.measures.0.partners",
    "sections.0.measures.0.time_frame", "sections.0.measures.0.responsible", "sections.0.measures.0.cooperation",
    "sections.0.measures.0.results.0.text", "sections.1.table.title", "sections.1.table.heading",
    "sections.1.table.unit", "sections.1.table.columns.0.label", "sections.1.table.lines.0.label",
    "sections.2.goals.0.text", "sections.2.strategies.0.text.0.content.0",
)  # fmt: skip


class Article(HTMLParser):
    """The words and the tags that a browser finds in the article of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.tags = [], set()
        self.feed(html[html.index('<article class="document"') : html.index("</article>")])

    def handle_data(self, data):
        self.words.append(data)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)


@pytest.mark.django_db
def test_a_script_in_any_text_is_words_on_the_page(tmp_path, client, secretary):
    document = put("layout", "sheet", put("sections.2.kind", "process"))
    for place in PLACES:
        document = put(place, SCRIPT, document)
    imported(tmp_path, document)
    client.force_login(secretary)
    article = Article(client.get("/handlingsprogram/prove/").content.decode())
    assert "".join(article.words).count(SCRIPT) == len(PLACES)
    assert article.tags & {"script", "style", "iframe", "svg"} == set()

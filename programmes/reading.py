"""JSON → document: what is wrong is said in one Norwegian sentence with the place where it is."""

import json
import re
from codecs import BOM_UTF8
from collections import Counter

from pydantic import ValidationError

from . import document as doc
from . import tables
from .document import FORMAT, VERSION, Document
from .richtext import DEEPEST_LIST, LINK, MARKER, WORDS, list_depth, note_calls, read_html, write_html

LARGEST = 20 * 1024 * 1024  # bytes; the 2025 programme is about a tenth of a megabyte
DEEPEST_SECTION = 5  # headings go from h2 to h6


class Unreadable(Exception):
    """The file is not a document; the message is a Norwegian sentence that says why and where."""


def read_json(data: bytes, slug: str | None = None) -> Document:
    """The document in `data` (canonical JSON or any JSON that says the same), under another slug if one is given.

    Raises `Unreadable`.
    """
    if slug is not None and not (len(slug) <= doc.LONGEST_KEY and re.fullmatch(doc.KEY, slug)):
        raise Unreadable(f"«{_shown(slug)}» kan ikke være en adresse: den {FORMS[doc.KEY]}.")
    if len(data) > LARGEST:
        raise Unreadable(f"Filen er større enn {LARGEST // 1024 // 1024} MB og er neppe et dokument herfra.")
    raw = _parse(data)
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise Unreadable(f"Filen er ikke et dokument herfra: feltet «format» skal være «{FORMAT}».")
    if raw.get("version") != VERSION:
        raise Unreadable(f"Denne installasjonen leser dokumenter der feltet «version» er {VERSION}.")
    try:
        document = Document.model_validate_json(data)
    except ValidationError as error:
        raise Unreadable(sentence(error)) from None
    if fault := next(_faults(document), None):
        raise Unreadable(fault)
    return document if slug is None else document.model_copy(update={"slug": slug})


def _parse(data: bytes):
    def once(pairs):
        names = Counter(name for name, _value in pairs)
        for name, count in names.items():
            if count > 1:
                raise Unreadable(f"Feltet «{_shown(name)}» står {count} ganger i samme objekt.")
        return dict(pairs)

    def no_constant(name):
        raise Unreadable(f"Filen inneholder «{name}», som ikke er et tall i JSON.")

    if not data.strip():
        raise Unreadable("Filen er tom.")
    if data.startswith(BOM_UTF8):
        raise Unreadable("Filen begynner med et usynlig merke (BOM): lagre den som UTF-8 uten BOM.")
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=once, parse_constant=no_constant)
    except UnicodeDecodeError as error:
        raise Unreadable(f"Filen er ikke skrevet i UTF-8 (byte {error.start + 1}).") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"Filen er ikke gyldig JSON: feil på linje {error.lineno}, tegn {error.colno}.") from None
    except RecursionError:
        raise Unreadable(TOO_DEEP) from None
    except ValueError:  # an integer of thousands of digits
        raise Unreadable("Filen inneholder et tall som er for langt til å leses.") from None


def _shown(text: str) -> str:
    """Words from the file as they may stand in a sentence: on one line, not long, and nothing unprintable."""
    text = "".join(char if char.isprintable() else "�" for char in " ".join(text.split()))
    return text if len(text) <= 80 else f"{text[:79]}…"


TOO_DEEP = "Filen er nøstet dypere enn noe dokument kan være."

# What the patterns of `document` and `richtext` ask of a text.
FORMS = {
    doc.LINE: "kan ikke være tom, begynne eller slutte med mellomrom eller ha linjeskift og andre kontrolltegn",
    doc.LINES: "kan ikke være tom, begynne eller slutte med mellomrom eller ha andre kontrolltegn enn linjeskift",
    doc.KEY: "skal bare ha små bokstaver fra a til z, sifre og enkle bindestreker, og høyst 80 tegn",
    doc.NUMBER: "skal begynne med en bokstav eller et siffer og ellers bare ha bokstaver, sifre og punktum",
    doc.PLACE: "skal skrives som 2024 eller 2025@utkast-til-faggruppene",
    WORDS: "kan ikke ha linjeskift eller andre kontrolltegn",
    MARKER: "skal være 1–8 bokstaver, sifre eller stjerner",
    LINK: "skal være en lenke som begynner med https://, http://, mailto: eller # og er uten mellomrom",
}

# What pydantic calls a fault → what a person should read. `{}` is filled from the error's context.
SENTENCES = {
    "missing": "feltet mangler",
    "extra_forbidden": "feltet er ukjent",
    "string_type": "skal være tekst",
    "string_too_long": "kan ikke være lengre enn {max_length} tegn",
    "string_too_short": "kan ikke være tom",
    "string_pattern_mismatch": "{form}",
    "literal_error": "må være {expected}",
    "int_type": "skal være et heltall",
    "int_parsing_size": "er et for stort tall",
    "greater_than_equal": "må være minst {ge}",
    "less_than_equal": "kan ikke være over {le}",
    "bool_type": "skal være true eller false",
    "tuple_type": "skal være en liste",
    "too_long": "kan ikke ha flere enn {max_length} elementer",
    "too_short": "kan ikke være en tom liste",
    "uuid_parsing": "er ikke en gyldig id (UUID)",
    "uuid_type": "er ikke en gyldig id (UUID)",
    "day": "skal være en dato som 2024-12-18",
    "figure": 'skal være null, "-" eller et tall skrevet som tekst, for eksempel "2692" eller "-118"',
    "model_type": "skal være et objekt",
    "model_attributes_type": "skal være et objekt",
    "dict_type": "skal være et objekt",
    "union_tag_not_found": "mangler feltet «type»",
    "union_tag_invalid": "har en ukjent «type»",
}


def sentence(error: ValidationError) -> str:
    """What is wrong first, with the place where it is, in Norwegian."""
    first = error.errors(include_url=False, include_input=False)[0]
    context = first.get("ctx", {})
    if first["type"] == "json_invalid":
        if "recursion" in context["error"]:
            return TOO_DEEP
        where = re.search(r"line (\d+) column (\d+)", context["error"])
        return f"Filen har et ufullstendig tegn (en enslig surrogat) på linje {where[1]}, tegn {where[2]}."
    if "expected" in context:
        context["expected"] = _quoted(context["expected"])
    if "pattern" in context:
        context["form"] = FORMS[context["pattern"]]
    text = SENTENCES.get(first["type"], "har en form som ikke er tillatt").format(**context)
    return f"{_place(first['loc'])}: {text}."


def _quoted(expected: str) -> str:
    """Pydantic's `'a', 'b' or 'c'` as `«a», «b» eller «c»`."""
    return re.sub(r"'([^']*)'", r"«\1»", expected).replace(" or ", " eller ")


KINDS = ("words", "marked", "note", "paragraph", "list")  # which of several types, not a step on the way


def _place(loc: tuple) -> str:
    """`("sections", 3, "measures", 0, "title")` as `sections[3].measures[0].title`."""
    path, before = "", None
    for part in loc:
        if isinstance(part, int):
            path += f"[{part}]"
        elif not (isinstance(before, int) and (part in KINDS or part.startswith("function-"))):
            path += f".{_shown(part)}" if path else _shown(part)
        before = part
    return path or "Dokumentet"


def _faults(document: Document):
    """What types cannot say: ids that clash and references that lead nowhere, each as a sentence."""
    if document.last_year < document.first_year:
        yield "last_year kan ikke være før first_year."
    if document.kind == "guidelines":
        for name in ("guidelines", "adopting_body", "decision", "fields", "steps"):
            if getattr(document, name):
                yield f"{name}: feltet hører ikke hjemme i strategiske føringer."
    yield from _clashes(document)
    areas = {area.key for area in document.areas}
    bodies = {body.key for body in document.bodies}
    yield from _unknown([document.adopting_body], bodies, "adopting_body", "organet")
    if document.decision:
        yield from _unknown([document.decision.body], bodies, "decision.body", "organet")
    for number, step in enumerate(document.steps):
        yield from _unknown([step.body], bodies, f"steps[{number}].body", "organet")
        if step.ends_on and (not step.starts_on or step.ends_on < step.starts_on):
            yield f"steps[{number}] slutter før det begynner."
    lines = {line.id for section, _d in document.every_section() if section.table for line in section.table.lines}
    yield from tables.faults([section.table for section, _d in document.every_section() if section.table])
    for section, depth in document.every_section():
        here = f"Avsnittet «{_shown(section.title)}»"
        if depth > DEEPEST_SECTION:
            yield f"{here} ligger på nivå {depth}; et dokument kan ha {DEEPEST_SECTION} nivåer."
        yield from _unknown([section.area], areas, here, "området")
        yield from _unknown([section.body], bodies, here, "organet")
        yield from _misplaced(section, here)
        for measure in section.measures:
            there = f"Tiltaket «{_shown(measure.title)}»"
            yield from _untidy(measure.content, there)
            yield from _unknown(measure.further_areas, areas, there, "området")
            yield from _unknown(measure.budget_lines, lines, there, "budsjettlinjen")
            if measure.starts_on and measure.ends_on and measure.ends_on < measure.starts_on:
                yield f"{there} slutter før det starter."
            named = {
                "named_partners": [name.casefold() for name in measure.named_partners],
                "origins": [origin.measure for origin in measure.origins],
                "sdgs": measure.sdgs,
                "further_areas": measure.further_areas,
                "strategies": measure.strategies,
                "budget_lines": measure.budget_lines,
            }
            for field, values in named.items():
                if len(set(values)) < len(values):
                    yield f"{there} nevner det samme to ganger i {field}."


def _clashes(document: Document):
    sections = [section for section, _depth in document.every_section()]
    measures = list(document.every_measure())
    tables = [section.table for section in sections if section.table]
    groups = {
        "avsnitt har samme id": [section.id for section in sections],
        "tiltak har samme id": [measure.id for measure in measures],
        "tiltak har samme nummer eller korte id": [measure.number or measure.id.hex[:8] for measure in measures],
        "budsjettabeller har samme id": [table.id for table in tables],
        "budsjettlinjer har samme id": [line.id for table in tables for line in table.lines],
        "mål har samme id": [goal.id for section in sections for goal in section.goals],
        "strategier har samme id": [strategy.id for section in sections for strategy in _strategies(section)],
        "områder har samme nøkkel": [area.key for area in document.areas],
        "organer har samme nøkkel": [body.key for body in document.bodies],
        "organer har samme navn": [_shown(body.name) for body in document.bodies],
        "rader i fields har samme felt": [printed.field for printed in document.fields],
    }
    for fault, values in groups.items():
        for value, count in Counter(values).items():
            if count > 1:
                yield f"{count} {fault}: {value}."


def _strategies(section) -> tuple:
    return (*section.strategies, *(strategy for goal in section.goals for strategy in goal.strategies))


def _unknown(wanted, known, place, word):
    for value in wanted:
        if value is not None and value not in known:
            yield f"{place} viser til {word} «{value}», som dokumentet ikke har."


def _untidy(blocks, here):
    """Rich text that the database would not give back as it is written here."""
    if list_depth(blocks) > DEEPEST_LIST:
        yield f"{here} har lister i mer enn {DEEPEST_LIST} nivåer."
    elif not _settled(blocks):
        yield f"{here} har en tekst med doble mellomrom, tomme deler eller deler som skulle vært skrevet i ett."


def _settled(blocks) -> bool:
    try:
        return read_html(write_html(blocks)) == blocks
    except ValidationError:  # parts that become too long when they are joined
        return False


def _misplaced(section, here):
    """Parts of a section that its kind, its notes or its table contradict."""
    if section.table and section.kind != "budget":
        yield f"{here} har en budsjettabell, men er ikke av slaget «budget»."
    written = (section.text, section.closing, *(note.text for note in section.notes))
    for blocks in (*written, *(strategy.text for strategy in _strategies(section))):
        yield from _untidy(blocks, here)
    markers = [note.marker for note in section.notes]
    if len(set(markers)) < len(markers):
        yield f"{here} har to fotnoter med samme merke."
    for call in note_calls(section.text) + note_calls(section.closing):
        if call not in markers:
            yield f"{here} viser til fotnote [{call}], som ikke finnes i avsnittet."
    if len({sdg.number for sdg in section.sdgs}) < len(section.sdgs):
        yield f"{here} nevner samme bærekraftsmål to ganger."
    if section.table:
        above = set()
        for line in section.table.lines:
            if len(line.cells) != len(section.table.columns):
                yield (
                    f"Budsjettlinjen «{_shown(line.label)}» må ha like mange celler som tabellen har kolonner "
                    f"({len(section.table.columns)}), ikke {len(line.cells)}."
                )
            if line.under and line.under not in above:
                yield f"Budsjettlinjen «{_shown(line.label)}» hører under en linje som ikke står over den i tabellen."
            above.add(line.id)

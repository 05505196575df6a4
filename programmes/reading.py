"""JSON → document: what is wrong is said in one Norwegian sentence with the place where it is."""

import json
from collections import Counter

from pydantic import ValidationError

from .document import FORMAT, VERSION, Document
from .richtext import note_calls

LARGEST = 20 * 1024 * 1024  # bytes; the 2025 programme is about a tenth of a megabyte
DEEPEST_SECTION = 5  # headings go from h2 to h6


class Unreadable(Exception):
    """The file is not a document; the message is a Norwegian sentence that says why and where."""


def read_json(data: bytes, slug: str | None = None) -> Document:
    """The document in `data` (canonical JSON or any JSON that says the same), under another slug if one is given.

    Raises `Unreadable`.
    """
    if len(data) > LARGEST:
        raise Unreadable(f"Filen er større enn {LARGEST // 1024 // 1024} MB og er neppe et dokument herfra.")
    raw = _parse(data)
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise Unreadable(f"Filen er ikke et dokument herfra: feltet «format» skal være «{FORMAT}».")
    if raw.get("version") != VERSION:
        raise Unreadable(
            f"Dokumentet har versjon {raw.get('version')!r}; denne installasjonen leser versjon {VERSION}."
        )
    try:
        document = Document.model_validate_json(data if slug is None else json.dumps(raw | {"slug": slug}))
    except ValidationError as error:
        raise Unreadable(_sentence(error)) from None
    if fault := next(_faults(document), None):
        raise Unreadable(fault)
    return document


def _parse(data: bytes):
    def once(pairs):
        names = Counter(name for name, _value in pairs)
        for name, count in names.items():
            if count > 1:
                raise Unreadable(f"Feltet «{name[:80]}» står {count} ganger i samme objekt.")
        return dict(pairs)

    def no_constant(name):
        raise Unreadable(f"Filen inneholder «{name}», som ikke er et tall i JSON.")

    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=once, parse_constant=no_constant)
    except UnicodeDecodeError as error:
        raise Unreadable(f"Filen er ikke skrevet i UTF-8 (byte {error.start + 1}).") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"Filen er ikke gyldig JSON: feil på linje {error.lineno}, tegn {error.colno}.") from None
    except RecursionError:
        raise Unreadable("Filen er nøstet dypere enn noe dokument kan være.") from None
    except ValueError:  # an integer of thousands of digits
        raise Unreadable("Filen inneholder et tall som er for langt til å leses.") from None


# What pydantic calls a fault → what a person should read. `{}` is filled from the error's context.
SENTENCES = {
    "missing": "feltet mangler",
    "extra_forbidden": "feltet er ukjent",
    "string_type": "skal være tekst",
    "string_too_long": "er lengre enn {max_length} tegn",
    "string_too_short": "er tomt",
    "string_pattern_mismatch": "har tegn eller form som ikke er tillatt her",
    "literal_error": "må være en av verdiene {expected}",
    "int_type": "skal være et heltall",
    "greater_than_equal": "må være minst {ge}",
    "less_than_equal": "kan ikke være over {le}",
    "bool_type": "skal være true eller false",
    "tuple_type": "skal være en liste",
    "too_long": "har flere enn {max_length} elementer",
    "too_short": "er en tom liste",
    "uuid_parsing": "er ikke en gyldig id (UUID)",
    "uuid_type": "er ikke en gyldig id (UUID)",
    "date_type": "skal være en dato som 2024-12-18",
    "date_parsing": "skal være en dato som 2024-12-18",
    "date_from_datetime_parsing": "skal være en dato som 2024-12-18",
    "date_from_datetime_inexact": "skal være en dato uten klokkeslett, som 2024-12-18",
    "value_error": 'er ikke et tall skrevet som tekst, for eksempel "2692" eller "-118"',
    "model_type": "skal være et objekt",
    "model_attributes_type": "skal være et objekt",
    "union_tag_not_found": "mangler feltet «type»",
    "union_tag_invalid": "har en ukjent «type»",
    "recursion_loop": "er nøstet dypere enn noe dokument kan være",
}


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    context = {**first.get("ctx", {})}
    if "expected" in context:
        context["expected"] = context["expected"].replace("'", "«", 1).replace(" or ", " eller ")
        context["expected"] = _quoted(context["expected"])
    if first["type"] == "json_invalid":
        return "Filen er nøstet dypere enn noe dokument kan være."
    text = SENTENCES.get(first["type"], "har en form som ikke er tillatt").format(**context)
    return f"{_place(first['loc'])}: {text}."


def _quoted(expected: str) -> str:
    """Pydantic's `«a', 'b' eller 'c'` as `«a», «b» eller «c»`."""
    return expected.replace("', '", "», «").replace("' eller '", "» eller «").replace("'", "»")


def _place(loc: tuple) -> str:
    """`("sections", 3, "measures", 0, "title")` as `sections[3].measures[0].title`."""
    path = ""
    for part in loc:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part not in ("words", "marked", "note", "paragraph", "list") or path.endswith("."):
            path += f".{part}" if path else part
    return path or "Dokumentet"


def _faults(document: Document):
    """What types cannot say: ids that clash and references that lead nowhere, each as a sentence."""
    if document.last_year < document.first_year:
        yield "last_year kan ikke være før first_year."
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
    for section, depth in document.every_section():
        here = f"Avsnittet «{section.title}»"
        if depth > DEEPEST_SECTION:
            yield f"{here} ligger på nivå {depth}; et dokument kan ha {DEEPEST_SECTION} nivåer."
        yield from _unknown([section.area], areas, here, "området")
        yield from _unknown([section.body], bodies, here, "organet")
        yield from _misplaced(section, here)
        for measure in section.measures:
            there = f"Tiltaket «{measure.title}»"
            yield from _unknown(measure.further_areas, areas, there, "området")
            yield from _unknown(measure.budget_lines, lines, there, "budsjettlinjen")
            if measure.starts_on and measure.ends_on and measure.ends_on < measure.starts_on:
                yield f"{there} slutter før det starter."
            if len({name.casefold() for name in measure.named_partners}) < len(measure.named_partners):
                yield f"{there} nevner samme samarbeidspartner to ganger i named_partners."
            if len({origin.measure for origin in measure.origins}) < len(measure.origins):
                yield f"{there} har samme opphav to ganger."


def _clashes(document: Document):
    sections = [section for section, _depth in document.every_section()]
    measures = list(document.every_measure())
    tables = [section.table for section in sections if section.table]
    groups = {
        "avsnitt": [section.id for section in sections],
        "tiltak": [measure.id for measure in measures],
        "budsjettabeller": [table.id for table in tables],
        "budsjettlinjer": [line.id for table in tables for line in table.lines],
        "mål": [goal.id for section in sections for goal in section.goals],
        "strategier": [
            strategy.id
            for section in sections
            for strategy in (*section.strategies, *(s for goal in section.goals for s in goal.strategies))
        ],
        "områder": [area.key for area in document.areas],
        "organer": [body.key for body in document.bodies],
        "navn på organer": [body.name for body in document.bodies],
        "felt i fields": [printed.field for printed in document.fields],
    }
    groups["tiltak med samme adresse"] = [measure.number or measure.id.hex[:8] for measure in measures]
    for word, ids in groups.items():
        for value, count in Counter(ids).items():
            if count > 1:
                yield f"{count} {word} har samme id: {value}."


def _unknown(wanted, known, place, word):
    for value in wanted:
        if value is not None and value not in known:
            yield f"{place} viser til {word} «{value}», som dokumentet ikke har."


def _misplaced(section, here):
    """Parts of a section that its kind, its notes or its table contradict."""
    if section.table and section.kind != "budget":
        yield f"{here} har en budsjettabell, men er ikke av slaget «budget»."
    markers = [note.marker for note in section.notes]
    if len(set(markers)) < len(markers):
        yield f"{here} har to fotnoter med samme merke."
    for call in note_calls(section.text) + note_calls(section.closing):
        if call not in markers:
            yield f"{here} viser til fotnote [{call}], som ikke finnes i avsnittet."
    if len({sdg.number for sdg in section.sdgs}) < len(section.sdgs):
        yield f"{here} nevner samme bærekraftsmål to ganger."
    if section.table:
        ids = {line.id for line in section.table.lines}
        for line in section.table.lines:
            if len(line.cells) != len(section.table.columns):
                yield (
                    f"Budsjettlinjen «{line.label}» har {len(line.cells)} celler; "
                    f"tabellen har {len(section.table.columns)} kolonner."
                )
            if line.under and (line.under not in ids or line.under == line.id):
                yield f"Budsjettlinjen «{line.label}» ligger under en linje som tabellen ikke har."

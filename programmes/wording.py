"""What an object holds, read out in words: its fields, its codes, and which fields of two states of it differ."""

from collections.abc import Iterator
from datetime import date

from .difference import Part, word_parts
from .richtext import List, NoteCall, inline_words, stored_blocks

LABELS = {
    "number": "nummeret", "title": "tittelen", "content": "innholdet", "partners": "partnerne",
    "named_partners": "partnerne i registeret", "results": "resultatmålene", "time_frame": "tidsrammen",
    "starts_on": "starten", "ends_on": "slutten", "responsible": "ansvaret", "cooperation": "samarbeidet",
    "priority": "prioriteten", "sdgs": "bærekraftsmålene", "further_areas": "områdene det også gjelder",
    "strategies": "strategiene", "budget_lines": "budsjettlinjene", "origins": "opphavet", "language": "språket",
    "section": "hvilket avsnitt det står i", "parent": "hva det ligger under", "taken_out": "om det er tatt ut",
    "kind": "slaget", "area": "området", "body": "organet", "table": "budsjettabellen", "text": "teksten",
    "closing": "teksten etter", "notes": "fotnotene", "goals": "målene",
    "cover": "forsiden", "first_year": "det første året", "last_year": "det siste året", "areas": "områdene",
    "guidelines": "føringene", "adopting_body": "hvem som vedtar", "layout": "oppsettet", "fields": "feltene",
    "budget": "budsjettet", "numbering": "numrene", "steps": "fremdriftsplanen", "decision": "vedtaket",
    "label": "navnet på linjen", "cells": "beløpene",
    "case_number": "saksnummeret", "meeting_on": "møtedagen", "since": "hva endringene regnes fra",
    "matter": "«Saken gjelder»", "background": "«Bakgrunn»", "assessment": "«Vurdering»", "economy": "«Økonomi»",
    "proposal": "forslaget til vedtak", "attachments": "vedleggene",
}  # fmt: skip
LONG = {"section", "parent", "strategies", "budget_lines", "table", "areas", "fields", "steps", "since"}  # or only keys
TOLD = 4  # changes that a message names
DAYS = ("starts_on", "ends_on", "meeting_on")
RICH = {
    "content", "text", "closing", "matter", "background", "assessment", "economy", "proposal", "attachments",
}  # fmt: skip
# What codes are called: the models' own words, which a test holds them to. A comparison knows no models.
CODES = {
    "kind": {
        "area": "innsatsområde", "theme": "tverrgående tema", "overall": "overordnede strategier", "text": "tekst",
        "measures": "tiltak", "budget": "budsjettabell", "process": "fremdriftsplan", "strategies": "strategier",
        "sdgs": "bærekraftsmål", "beside": "avsnitt ved siden av hverandre",
        "work": "arbeid i sekretariatet", "papers": "sakspapirer sendes ut", "groups": "faggrupper uttaler seg",
        "coordination": "koordineringsgruppen drøfter", "recommendation": "styret innstiller", "adoption": "vedtak",
    },
    "layout": {"table": "tabell", "sheet": "et ark per tiltak", "list": "liste"},
    "language": {
        "nb": "bokmål", "nn": "nynorsk", "en": "engelsk", "sv": "svensk", "da": "dansk", "se": "nordsamisk",
    },
    "numbering": {None: "slik de er skrevet", "none": "ingen", "1.1": "tall", "A1": "bokstaver"},
}  # fmt: skip
ORIGINS = {
    "continued": "videreført", "reworded": "omformulert", "merged": "slått sammen", "split": "delt", "moved": "flyttet",
}  # fmt: skip
STEP = {
    "when": "når", "starts_on": "fra dato", "ends_on": "til dato", "confirmed": "om det er bekreftet", "what": "hva",
    "who": "hvem", "body": "organ", "kind": "slag",
}  # fmt: skip


def differences(before: dict, after: dict) -> list[str]:
    """Which fields differ, each as a short Norwegian phrase; those with short texts say from what to what."""
    found = []
    for name, label, old, new in _differing(before, after):
        short = len(old) + len(new) < 120 and name not in LONG
        found.append(f"{label}: {old or 'tomt'} → {new or 'tomt'}" if short else label)
    return found


def first_of(told: list[str]) -> str:
    """What was changed, for a message: all of it when it is little, and else the beginning and how much more."""
    if len(told) <= TOLD + 1:
        return "; ".join(told).removesuffix(".")  # the message has a full stop of its own
    return f"{'; '.join(told[:TOLD])}; og {len(told) - TOLD} endringer til"


def changes(before: dict | None, after: dict) -> list[tuple[str, list[Part]]]:
    """Which fields differ, each with its difference word by word; nothing where there is no state before."""
    if before is None:
        return []
    return [(label, word_parts(old, new)) for _name, label, old, new in _differing(before, after)]


def _differing(before: dict, after: dict):
    """Name, label, and the two texts of each field that differs; of a process plan, those of each step."""
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if name == "steps":
            yield from _steps(old or [], new or [])
        else:
            yield name, LABELS.get(name, name), said(name, old), said(name, new)


def _steps(before: list[dict], after: list[dict]):
    """Steps are known by their ids, so that one that is moved or reworded is not told as another."""
    was, now = ({row["id"]: row for row in rows} for rows in (before, after))
    for each in dict.fromkeys((*now, *was)):
        old, new = was.get(each), now.get(each)
        if old is None or new is None:
            label = f"steget «{(new or old)['what']}» er {'nytt' if new else 'fjernet'}"
            yield "steps", label, _step(old) if old else "", _step(new) if new else ""
            continue
        for name, word in STEP.items():
            if old.get(name) != new.get(name):
                yield name, f"steget «{new['what']}», {word}", *(_of_step(name, row) for row in (old, new))
    if [each for each in was if each in now] != [each for each in now if each in was]:
        yield "steps", "rekkefølgen på stegene", *("\n".join(row["what"] for row in rows) for rows in (before, after))


def _step(row: dict) -> str:
    """A step on one line."""
    days = "–".join(said(name, row[name]) for name in DAYS if name in row)
    about = ", ".join(filter(None, (days, "ikke bekreftet" if "confirmed" in row else "")))
    when = f"{row['when']} ({about})" if about else row["when"]
    return " – ".join(filter(None, (f"{when}: {row['what']}", row.get("who"), row.get("body"))))


def _of_step(name: str, row: dict) -> str:
    return ("nei" if name in row else "ja") if name == "confirmed" else said(name, row.get(name))


def said(name: str, value) -> str:
    """A field as text that can be read and compared."""
    if name in CODES:
        return CODES[name].get(value, str(value or ""))
    if value in (None, "", [], {}):
        return ""
    if name in RICH:
        return read_out(value if isinstance(value, tuple) else stored_blocks(value))
    if name == "steps":
        return "\n".join(map(_step, value))
    if name in DAYS:
        return f"{date.fromisoformat(value):%d.%m.%Y}"
    if name == "origins":
        return "\n".join(_origin(**each) for each in value)
    if isinstance(value, list):
        return "\n".join(said("", each) for each in value)
    if isinstance(value, dict):
        return " – ".join(
            said(key if key in CODES else "", each)
            for key, each in value.items()
            if key not in ("id", "measure", "type", "key", "field")
        )
    return "ja" if value is True else str(value)


def _origin(kind: str, title: str, place: str, **_rest) -> str:
    return f"{ORIGINS[kind].capitalize()} fra «{title}» ({place})"


def read_out(blocks: tuple) -> str:
    """Rich text as lines to be read and compared: a sign before each point, and where a footnote is called."""
    return "\n".join(_read_out(blocks, "•"))


def _read_out(blocks: tuple, sign: str) -> Iterator[str]:
    for block in blocks:
        if not isinstance(block, List):
            runs = (f"[{run.note}]" if isinstance(run, NoteCall) else inline_words((run,)) for run in block.content)
            yield "".join(runs)
            continue
        for number, item in enumerate(block.items, start=1):
            first, *more = _read_out(item, "–")
            yield f"{number}. {first}" if block.ordered else f"{sign} {first}"
            yield from more

"""What differs between two states of a table, in words."""

from .figures import cell as written
from .sheet import Cell, Sheet

EMPTY = "tomt"


def differences(before: Sheet, after: Sheet) -> list[str]:
    """One short Norwegian phrase for each thing that differs; no phrase when nothing does."""
    return [
        *_about(before, after),
        *_columns(before, after),
        *_lines(before, after),
        *_cells(before, after),
    ]


def summary(before: Sheet, after: Sheet, most: int = 3) -> str:
    """The first of them in one sentence, and how many more there are."""
    found = differences(before, after)
    more = len(found) - most
    rest = f" og {more} til" if more > 0 else ""
    return "; ".join(found[:most]) + rest


def _about(before: Sheet, after: Sheet) -> list[str]:
    words = {"title": "tittelen", "heading": "overskriften over linjene", "unit": "enheten"}
    found = [
        f"{word}: {getattr(before, name) or EMPTY} → {getattr(after, name) or EMPTY}"
        for name, word in words.items()
        if getattr(before, name) != getattr(after, name)
    ]
    return found + (["hvilken linje tabellen spesifiserer"] if before.details != after.details else [])


def _columns(before: Sheet, after: Sheet) -> list[str]:
    was = {column.id: place for place, column in enumerate(before.columns)}
    now = {column.id: place for place, column in enumerate(after.columns)}
    found = [f"kolonnen «{after.label(now[each])}» er ny" for each in now if each not in was]
    found += [f"kolonnen «{before.label(was[each])}» er fjernet" for each in was if each not in now]
    for each in now:
        if each in was and before.columns[was[each]] != after.columns[now[each]]:
            old, new = before.label(was[each]), after.label(now[each])
            found.append(f"kolonnen «{new}» er endret" if old == new else f"kolonnen «{old}» heter nå «{new}»")
    if _order(was, now) != _order(now, was):
        found.append("kolonnene står i en annen rekkefølge")
    return found


def _lines(before: Sheet, after: Sheet) -> list[str]:
    was, now = ({line.id: line for line in sheet.lines} for sheet in (before, after))
    found = [f"linjen «{now[each].label}» er ny" for each in now if each not in was]
    found += [f"linjen «{was[each].label}» er fjernet" for each in was if each not in now]
    for each in now:
        if each not in was:
            continue
        old, new = was[each], now[each]
        if old.label != new.label:
            found.append(f"linjen «{old.label}» heter nå «{new.label}»")
        if old.kind != new.kind:
            found.append(f"linjen «{new.label}» er nå {KINDS[new.kind]}")
        if old.source != new.source:
            found.append(f"linjen «{new.label}» {'hentes fra kontingenten' if new.source else 'skrives inn'}")
        if old.under != new.under and (old.under in now or old.under is None):
            found.append(f"linjen «{new.label}» er rykket {'inn' if new.under else 'ut'}")
    if _order(was, now) != _order(now, was):
        found.append("linjene står i en annen rekkefølge")
    return found


KINDS = {
    "heading": "en overskrift",
    "line": "en vanlig linje",
    "sum": "en sum",
    "result": "resultatet",
    "opening": "inngående mindreforbruk",
    "closing": "utgående mindreforbruk",
}


def _order(here: dict, there: dict) -> list:
    """What both have, in the order of the first."""
    return [each for each in here if each in there]


def _cells(before: Sheet, after: Sheet) -> list[str]:
    was = {line.id: line.cells for line in before.lines}
    places = {column.id: place for place, column in enumerate(before.columns)}
    found = []
    for line in after.lines:
        for place, column in enumerate(after.columns):
            old: Cell = was[line.id][places[column.id]] if line.id in was and column.id in places else None
            if old != line.cells[place]:
                found.append(f"{line.label}, {after.label(place)}: {_shown(old)} → {_shown(line.cells[place])}")
    return found


def _shown(value: Cell) -> str:
    return written(value) or EMPTY

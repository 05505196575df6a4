"""Facts → the texts that a saksframlegg begins with, as rich text. Whoever writes it makes them their own."""

import re
from collections.abc import Iterable
from datetime import date

from budget.figures import amount
from organisation.models import Body
from organisation.models.partner import UNPRINTABLE, one_line
from programmes.comparison import listed
from programmes.document import as_plain
from programmes.richtext import List, Paragraph

from .paper import Facts, Hearing, Money, Treated

# «… innstiller på at representantskapet vedtar …»: what the adopting body is asked to do follows the word «at».
RECOMMENDS = re.compile(r"innstiller\b[^.\n]*?\bat\s+(?P<wording>\S.*)", re.IGNORECASE | re.DOTALL)


def suggest(facts: Facts, body: Body, meeting_on: date) -> dict[str, list]:
    """The texts as the data suggest them, as states hold rich text; without those that there is nothing to say in."""
    suggested = {
        "matter": [paragraph(matter(facts, body))],
        "background": list(background(facts)),
        "economy": list(economy(facts)),
        "proposal": list(proposal(facts, body)),
        "attachments": [numbered(attachments(facts, body, meeting_on))],
    }
    return {name: as_plain(tuple(blocks)) for name, blocks in suggested.items() if blocks}


def paragraph(text: str) -> Paragraph:
    return Paragraph(content=(one_line(UNPRINTABLE.sub(" ", text))[:20_000] or "–",))


def paragraphs(text: str) -> list[Paragraph]:
    """Each line of a text that is not empty."""
    return [paragraph(line) for line in text.splitlines() if line.strip()]


def points(texts: Iterable[str]) -> List:
    return List(items=tuple((paragraph(text),) for text in texts))


def numbered(texts: Iterable[str]) -> List:
    return List(ordered=True, items=tuple((paragraph(text),) for text in texts))


def day(value: date) -> str:
    return f"{value:%d.%m.%Y}"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# ── Saken gjelder ────────────────────────────────────────────────────────────────────────────────


def adopts(facts: Facts, body: Body) -> bool:
    return facts.adopting in ("", body.in_a_sentence) and body.kind in (Body.Kind.ASSEMBLY, Body.Kind.BOARD)


def only_discusses(body: Body) -> bool:
    return body.kind == Body.Kind.COORDINATION


def called(facts: Facts, body: Body) -> str:
    """What the proposal is called: a board that recommends makes an innstilling, and a group concludes."""
    if only_discusses(body):
        return "Forslag til konklusjon"
    return "Forslag til vedtak" if adopts(facts, body) else "Forslag til innstilling"


def with_budget(facts: Facts) -> str:
    return f"{facts.programme} med budsjett" if facts.money else facts.programme


def subject(facts: Facts) -> str:
    """What the case is called."""
    return f"{capital(facts.again)} av {with_budget(facts)}" if facts.again else with_budget(facts)


def adopted_as(facts: Facts) -> str:
    """What is adopted, as the object of «vedtar»."""
    if not facts.again:
        return f"{with_budget(facts)}, slik det ligger ved saken"
    definite = {"revisjon": "revisjonen", "rettelse": "rettelsen"}[facts.again]
    return f"{definite} av {with_budget(facts)}, slik den ligger ved saken"


def matter(facts: Facts, body: Body) -> str:
    if only_discusses(body):
        why = "til drøfting"
    elif adopts(facts, body):
        why = "for vedtak"
    else:
        why = f"for innstilling til {facts.adopting or 'det organet som vedtar'}"
    return f"{subject(facts)} legges fram for {body.in_a_sentence} {why}."


# ── Bakgrunn ─────────────────────────────────────────────────────────────────────────────────────


def background(facts: Facts) -> Iterable:
    if facts.guidelines:
        yield paragraph(f"Programmet bygger på {facts.guidelines}.")
    if facts.hearings:
        yield paragraph("Utkastet har vært sendt på innspillsrunde:")
        yield points(map(hearing, facts.hearings))
    else:
        yield paragraph("Utkastet har ikke vært sendt på innspillsrunde.")
    for treated in facts.treated:
        yield paragraph(treatment(treated))
        yield from paragraphs(treated.wording)


def hearing(each: Hearing) -> str:
    """One round in one sentence."""
    sent = f"{each.name}: sendt {day(each.opened_on)} til {listed(list(each.bodies))}" if each.bodies else each.name
    count = {0: "ingen innspill", 1: "ett innspill"}.get(each.count, f"{each.count} innspill")
    still = ". Runden er ikke avsluttet" if each.is_open else ""
    return f"{sent}, med frist {day(each.deadline)}. Det kom {count}{still}."


def treatment(each: Treated) -> str:
    on = f" {day(each.on)}" if each.on else ""
    number = f" (sak {each.case_number})" if each.case_number else ""
    words = {"drøftet": "drøftet utkastet", "sendt tilbake": "sendte saken tilbake"}
    changed = " med endringer" if each.outcome.endswith("med endringer") else ""
    did = words.get(each.outcome) or (
        f"innstilte på programmet{changed}" if each.is_recommending else f"vedtok programmet{changed}"
    )
    return f"{capital(each.body)} {did}{on}{number}{':' if each.wording.strip() else '.'}"


# ── Økonomi ──────────────────────────────────────────────────────────────────────────────────────


def economy(facts: Facts) -> Iterable[Paragraph]:
    if not facts.money:
        yield paragraph("Programmet viser ikke noe budsjett. Saken legger ikke fram nye beløp.")
    for table in facts.money:
        yield paragraph(sums(table))


def sums(table: Money) -> str:
    """What the sums of a table are, and what they are held against."""
    told = [
        f"«{row.label}» er {amount(row.now, table.unit)} ({row.change})"
        for row in table.rows
        if row.kind == "sum" and row.now not in (None, "-")
    ]
    sentences = [f"Tabellen «{table.title}» viser «{table.now}» mot «{table.before}»."]
    if told:
        sentences += [f"{listed(told)}.", "Tallet i parentes er endringen."]
    if faults := len(table.discrepancies):
        sentences.append(f"Under tabellen står {'ett' if faults == 1 else faults} avvik i tallene.")
    return " ".join(sentences)


# ── Forslag til vedtak, vedlegg ──────────────────────────────────────────────────────────────────


def proposal(facts: Facts, body: Body) -> list[Paragraph]:
    """What the body is asked to decide; where there is an innstilling, in the innstilling's own words."""
    name = capital(body.in_a_sentence)
    if only_discusses(body):
        return [paragraph(f"{name} har drøftet utkastet til {facts.programme}, og slutter seg til retningen i det.")]
    if not adopts(facts, body):
        adopting = facts.adopting or "det organet som vedtar"
        return [paragraph(f"{name} innstiller på at {adopting} vedtar {adopted_as(facts)}.")]
    innstilling = next((each for each in reversed(facts.treated) if each.is_recommending), None)
    if innstilling is None or not facts.is_recommended:
        return [paragraph(f"{name} vedtar {adopted_as(facts)}.")]
    on = f" {day(innstilling.on)}" if innstilling.on else ""
    found = RECOMMENDS.search(innstilling.wording)
    if found:
        return paragraphs(capital(found["wording"]))
    first = paragraph(f"{name} vedtar {with_budget(facts)}, slik {innstilling.body} innstilte{on}.")
    said = paragraphs(innstilling.wording)
    return [first, paragraph(f"Innstillingen fra {innstilling.body}:"), *said] if said else [first]


def attachments(facts: Facts, body: Body, meeting_on: date) -> list[str]:
    found = [f"{facts.programme}, utkast til {body.in_a_sentence} {day(meeting_on)}"]
    if facts.changes:
        found.append(f"Endringsoversikt: fra {facts.changes.since}")
    return found + [f"Innspillslogg: {each.name}" for each in facts.hearings if each.count or each.said]

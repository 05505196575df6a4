"""Saksframlegg for tests: begun from the demo, or as plain data with everything that is hard to print."""

from datetime import date
from decimal import Decimal

from organisation.models import Body, User
from programmes.models import Programme
from programmes.richtext import read_html
from publishing.case_paper import writing
from publishing.case_paper.paper import (
    Became,
    Changes,
    Count,
    Facts,
    Hearing,
    Money,
    Paper,
    Row,
    Said,
    Texts,
)
from publishing.models import CasePaper

MEETING = date(2026, 11, 24)
HARD = (
    "<p>Et <strong>sterkt</strong> og <em>skrått</em> ord, en <a href='https://example.org/?a=1&amp;b=2'>lenke</a>.</p>"
    "<ol><li>Første<ul><li>Under<ol><li>Dypest</li></ol></li></ul></li><li>Andre</li></ol><p>Mellom.</p>"
    "<ol><li>Teller fra én</li></ol>"
)


def begun(programme: Programme, by: User, body: str = "styret", since: str = "", **said) -> CasePaper:
    return writing.begin(programme, Body.objects.get(key=body), MEETING, by=by, since=since, **said)


def hard_paper() -> Paper:
    """Long texts, many rounds, a statement with signs that no typeface has, figures that do not add up."""
    texts = Texts(
        title="Handlingsprogram 2026 <b>med</b> budsjett & mer", body="styret", meeting_on=MEETING, case_number="40/26",
        **{name: read_html(HARD) for name in ("matter", "background", "assessment", "economy", "proposal")},
        attachments=read_html("<ol>" + "<li>Et vedlegg med et ganske langt navn</li>" * 12 + "</ol>"),
    )  # fmt: skip
    hearings = tuple(
        Hearing(
            name=f"Runde {number}", opened_on=date(2026, 9, 1), deadline=date(2026, 9, 15), is_answered=number % 2 == 0,
            bodies=("faggruppe for klima og miljø",) * (number + 1),
            senders=tuple(Count(name=f"Kommune nummer {each}", count=each) for each in range(1, 9 * number)),
            outcomes=(Count(name="tatt til følge", count=3), Count(name="ikke tatt til følge", count=1_200)),
            said=(
                Said(body="Faggruppe for klima", on=MEETING, text="Vi støtter. 👍 <b>\n\n" + "Lang tekst. " * 300),
                Said(body="Faggruppe for areal", on=MEETING),
            ),
        )
        for number in range(6)
    )  # fmt: skip
    rows = [
        Became(state="merged", before=("Ett tiltak", "Et annet"), after=("Begge",), where="Transport"),
        Became(state="split", before=("Begge",), after=("Ett tiltak", "Et annet"), where="Transport"),
        Became(state="moved", before=("Et",), after=("Et",), where="Fra «Klima» til «Transport»"),
        *(Became(state="new", after=(f"Tiltak {n} " + "ord " * 40,), where="Klima") for n in range(60)),
    ]
    lines = (
        Row(label="Sum inntekter", kind="sum", before=Decimal(8269), now=Decimal(7937)),
        Row(label="Resultat " + "langt ord " * 20, kind="result", before="-", now=Decimal(-2084)),
        Row(label="Utgående", kind="closing"),
    )
    money = tuple(
        Money(title=f"Tabell {n}", unit="tusen kroner", before="Budsjett 2025", now="Budsjett 2026", rows=lines,
              discrepancies=("«Sum» under «Endring»: Summen er 1, trykt 2.",))
        for n in range(3)
    )  # fmt: skip
    facts = Facts(
        programme="Handlingsprogram 2026", year=2026, adopting="representantskapet", measures=1_234, partners=1,
        chapters=tuple(Count(name=f"Område {n}", count=n) for n in range(40)), money=money, hearings=hearings,
        changes=Changes(since="Handlingsprogram 2025, utgave 1", sentence="63 er nye.", rows=tuple(rows)),
    )  # fmt: skip
    return Paper(texts=texts, facts=facts, body="styret", body_name="Styret", proposal="Forslag til innstilling")


def bare_paper() -> Paper:
    """Nothing to tell of."""
    texts = Texts(title="Handlingsprogram 2026", body="styret", meeting_on=MEETING)
    facts = Facts(programme="Handlingsprogram 2026", year=2026)
    return Paper(texts=texts, facts=facts, body="styret", body_name="Styret")

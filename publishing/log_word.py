"""The innspillslogg in Word, for the case papers."""

from collections.abc import Callable, Iterator
from datetime import datetime

from programmes.difference import Part
from programmes.rounds.log import Log, Row

from .word import WordFile

HEAD = ["Nr.", "Fra", "Gjelder", "Innspill", "Svar"]
UNANSWERED = "Ikke besvart"
WIDTHS = [17, 42, 52, 76, 70]  # mm


def log_docx(log: Log, made_at: datetime, tell: Callable[[int, int], None]) -> bytes:
    """What bodies say as such, and a table of comments on sheets that lie down."""
    file = WordFile("Innspillslogg", made_at=made_at, landscape=True)
    file.text(f"{', '.join(log.rounds)} – {log.programme}")
    file.text(log.count_sentence, soft=True)
    if log.said:
        file.heading(1, [Part("same", "Dette sier organene")])
    for each in log.said:
        file.heading(2, [Part("same", each.body)])
        what = "Uttalelse" if each.text else "Ingen merknader"
        gathered = f", bygger på {', '.join(each.gathered)}" if each.gathered else ""
        file.text(f"{what}, {each.on:%d.%m.%Y}{gathered}", soft=True)
        for paragraph in filter(None, each.text.split("\n")):
            file.text(paragraph)
    if log.rows:
        file.heading(1, [Part("same", "Innspill")])
        file.table(HEAD, _rows(log, tell), widths=WIDTHS)
    return file.content()


def _rows(log: Log, tell: Callable[[int, int], None]) -> Iterator[list]:
    for number, row in enumerate(log.rows, start=1):
        yield [row.label, _sender(row, len(log.rounds) > 1), _about(row), list(_text(row)), list(_answer(row))]
        tell(number, len(log.rows))


def _sender(row: Row, several: bool) -> str:
    when = f"{row.received_on:%d.%m.%Y}, {row.source}"
    return "\n".join(filter(None, (row.sender, row.person, when, row.late, row.round if several else "")))


def _about(row: Row) -> str:
    chapter = row.chapter if row.chapter != row.then.title else ""
    return "\n".join(
        filter(
            None,
            (chapter, str(row.then), row.field and f"Felt: {row.field.lower()}", row.stands and f"Nå: {row.stands}"),
        )
    )


def _text(row: Row) -> Iterator[Part]:
    yield Part("same", row.kind.capitalize())
    if row.quote:
        yield Part("same", f"\n«{row.quote}»")
    if row.text:
        yield Part("same", f"\n{row.text}")
    if row.proposed:
        yield Part("same", "\nForslag: ")
        yield from row.proposed


def _answer(row: Row) -> Iterator[Part]:
    yield Part("same", str(row.answer or UNANSWERED))
    if row.answer and row.answer.reason:
        yield Part("same", f"\n{row.answer.reason}")
    for change in row.changes:
        yield Part("same", f"\n{change.label}: " if change.parts else f"\n{change.label} er endret")
        yield from change.parts

"""The saksframlegg in Word, for a case system that wants it so."""

from datetime import datetime

from docx.shared import Pt

from budget.figures import cell, figure
from programmes.wording import Part

from ..word import WordFile, clean
from ..word_rich import write_blocks
from .paper import HEADINGS, NO_CHANGES, NOT_ONLY_WORDS, ONLY_WORDS, Changes, Hearing, Money, Paper

# In mm, of the 160 that a page has.
COUNTS, CHANGES, MONEY = [130, 30], [28, 90, 42], [70, 30, 30, 30]


def paper_docx(paper: Paper, made_at: datetime) -> bytes:
    """A saksframlegg as a Word file."""
    facts = paper.facts
    file = WordFile(paper.texts.title, made_at=made_at)
    file.footer(f"Saksframlegg til {paper.body} {paper.texts.meeting_on:%d.%m.%Y}")
    about(file, paper)
    section(file, paper, "matter")
    section(file, paper, "background")
    if facts.hearings:
        heading(file, 1, "Innspill")
    for each in facts.hearings:
        hearing(file, each)
    heading(file, 1, "Programmet i tall")
    file.text(facts.in_figures)
    if facts.chapters:
        rows = [[each.name, figure(each.count)] for each in facts.chapters]
        rows.append(["Tiltak i alt", figure(facts.measures)])
        file.table(["Område", "Tiltak"], rows, widths=COUNTS, caption="Tiltak i hvert område", figures=1)
    changes(file, facts.changes)
    section(file, paper, "assessment")
    section(file, paper, "economy")
    for each in facts.money:
        money(file, each)
    section(file, paper, "proposal")
    section(file, paper, "attachments")
    return file.content()


def heading(file: WordFile, level: int, text: str) -> None:
    file.heading(level, [Part("same", text)])


def about(file: WordFile, paper: Paper) -> None:
    file.paragraph("Subtitle").add_run(f"Saksframlegg · {paper.status}")
    for label, said in paper.about:
        paragraph = file.paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.add_run(f"{label}: ").bold = True
        paragraph.add_run(clean(said))


def section(file: WordFile, paper: Paper, name: str) -> None:
    """A text under its heading; without a text there is no heading."""
    if blocks := getattr(paper.texts, name):
        heading(file, 1, paper.proposal if name == "proposal" else HEADINGS[name])
        write_blocks(file, blocks)


def hearing(file: WordFile, each: Hearing) -> None:
    heading(file, 2, each.name)
    file.text(" ".join(filter(None, (each.sent, each.counted, each.silent))))
    if each.senders:
        rows = [[sender.name, figure(sender.count)] for sender in each.senders]
        file.table(["Fra", "Innspill"], rows, widths=COUNTS, caption=f"Innspill i «{each.name}»", figures=1)
    for said in each.statements:
        heading(file, 3, f"Uttalelse fra {said.body} {said.on:%d.%m.%Y}")
        for line in filter(str.strip, said.text.splitlines()):
            file.text(line)


def changes(file: WordFile, found: Changes | None) -> None:
    heading(file, 1, "Endringer")
    if found is None:
        file.text(NO_CHANGES)
        return
    file.text(f"Fra {found.since}. {found.sentence}")
    if not found.rows:
        file.text(ONLY_WORDS)
        return
    rows = [[each.word.capitalize(), "\n".join(each.told), each.where] for each in found.rows]
    file.table(["Endring", "Tiltak", "Hvor"], rows, widths=CHANGES, caption=NOT_ONLY_WORDS)


def money(file: WordFile, table: Money) -> None:
    rows = [[row.label, cell(row.before), cell(row.now), row.change] for row in table.rows]
    head = ["Post", table.before, table.now, "Endring"]
    file.table(head, rows, widths=MONEY, caption=f"{table.title} ({table.unit})", figures=3)
    for sentence in table.discrepancies:
        file.text(f"Avvik: {sentence}", soft=True)

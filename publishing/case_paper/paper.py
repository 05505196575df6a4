"""What a saksframlegg says, as plain, frozen data: page, PDF and Word are drawn from it, and it is what is stored.

`Facts` come from the data alone; `Texts` are written, and were suggested from the same data. No person is named here.
"""

import json

from budget.figures import figure, signed
from programmes import document as doc
from programmes.comparison import listed
from programmes.document import Day, Figure, Plain, as_plain
from programmes.richtext import Blocks

HEADINGS = {
    "matter": "Saken gjelder",
    "background": "Bakgrunn",
    "assessment": "Vurdering",
    "economy": "Økonomi",
    "proposal": "Forslag til vedtak",
    "attachments": "Vedlegg",
}
NO_CHANGES = "Saken viser ikke endringer fra noe tidligere program eller utkast."
ONLY_WORDS = "Ingen tiltak er nye, tatt ut, slått sammen, delt eller flyttet."
NOT_ONLY_WORDS = "Tiltak som ikke bare er skrevet om"
BECAME = {"new": "nytt", "taken_out": "tatt ut", "merged": "slått sammen", "split": "delt", "moved": "flyttet"}


class Count(Plain):
    """How many there are of something that has a name."""

    name: str
    count: int


class Row(Plain):
    """A line of a budget table: last year, this year, and what is between them."""

    label: str
    kind: str
    before: Figure | doc.Dash | None = None
    now: Figure | doc.Dash | None = None

    @property
    def change(self) -> str:
        """Counted from the two, whatever a source printed; a dash and a blank count as nothing."""
        if self.before is None and self.now is None:
            return ""
        before, now = (0 if value in (None, "-") else value for value in (self.before, self.now))
        return signed(now - before)


class Money(Plain):
    """The sums of a budget table, and the sentences about figures in these columns that do not add up."""

    title: str
    unit: str
    before: str
    now: str
    rows: tuple[Row, ...]
    discrepancies: tuple[str, ...] = ()


class Became(Plain):
    """Measures that are new, gone, joined, parted or moved."""

    state: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    where: str = ""  # the chapter, and for what is moved also the one that it stood in

    @property
    def word(self) -> str:
        return BECAME[self.state]

    @property
    def told(self) -> tuple[str, ...]:
        """Which measure, line by line; of several what they were, and then what they became."""
        if self.state in ("merged", "split"):
            return (*self.before, f"Ble til: {' + '.join(self.after)}")
        return self.after or self.before


class Changes(Plain):
    """What differs from an earlier state: the counts as a sentence, and what is not merely reworded."""

    since: str
    sentence: str
    rows: tuple[Became, ...] = ()


class Said(Plain):
    """What a body says as such; without a text it has no remarks."""

    body: str
    on: Day
    text: str = ""


class Hearing(Plain):
    """An innspillsrunde in sum. `outcomes` are counted when the answers are published, and not before."""

    name: str
    opened_on: Day
    deadline: Day
    is_open: bool = False
    is_answered: bool = False
    bodies: tuple[str, ...]  # as in a sentence
    senders: tuple[Count, ...] = ()
    outcomes: tuple[Count, ...] = ()
    said: tuple[Said, ...] = ()

    @property
    def count(self) -> int:
        return sum(each.count for each in self.senders)

    @property
    def statements(self) -> tuple[Said, ...]:
        return tuple(each for each in self.said if each.text)

    @property
    def sent(self) -> str:
        """To whom, when and for how long."""
        to = f" til {listed(list(self.bodies))}" if self.bodies else ""
        still = " Runden er ikke avsluttet." if self.is_open else ""
        return f"Sendt {self.opened_on:%d.%m.%Y}{to}, med frist {self.deadline:%d.%m.%Y}.{still}"

    @property
    def counted(self) -> str:
        """How many comments, and what came of them."""
        if not self.count:
            return "Det kom ingen innspill."
        came = f"Det kom {'ett' if self.count == 1 else figure(self.count)} innspill."
        if not self.is_answered:
            return f"{came} Svarene er ikke publisert ennå."
        outcomes = [
            f"{figure(each.count)} {'er ' if not place else ''}{each.name}" for place, each in enumerate(self.outcomes)
        ]
        return f"{came} Av dem {listed(outcomes)}." if outcomes else came

    @property
    def silent(self) -> str:
        """Who has said that they have no remarks, which is not silence."""
        bodies = [each.body for each in self.said if not each.text]
        return f"Uten merknader: {listed(bodies)}." if bodies else ""


class Treated(Plain):
    """What a body decided earlier. Bodies as in a sentence."""

    body: str
    outcome: str
    is_recommending: bool = False
    on: Day | None = None
    case_number: str = ""
    wording: str = ""


class Facts(Plain):
    """Everything that comes from the data. Bodies as in a sentence."""

    programme: str
    year: int
    again: str = ""  # «revisjon» or «rettelse», of what is adopted already
    guidelines: str = ""
    adopting: str = ""  # empty when nobody has decided who adopts it
    is_recommended: bool = False  # it goes to the adopting body with an innstilling
    chapters: tuple[Count, ...] = ()
    measures: int = 0
    partners: int = 0
    money: tuple[Money, ...] = ()
    changes: Changes | None = None
    hearings: tuple[Hearing, ...] = ()
    treated: tuple[Treated, ...] = ()

    @property
    def in_figures(self) -> str:
        """`Handlingsprogram 2025 har 30 tiltak i 10 innsatsområder og temaer og nevner 41 samarbeidspartnere.`"""
        if not self.measures:
            return f"{self.programme} har ingen tiltak ennå."
        places = "ett område" if len(self.chapters) == 1 else f"{len(self.chapters)} områder og temaer"
        partners = {0: "ingen samarbeidspartnere", 1: "én samarbeidspartner"}.get(
            self.partners, f"{figure(self.partners)} samarbeidspartnere"
        )
        return f"{self.programme} har {figure(self.measures)} tiltak i {places}, med {partners} fra registeret."


PARTS = {
    "programme": "navnet på programmet", "year": "året", "again": "hva slags utgave det blir",
    "guidelines": "føringene", "adopting": "hvem som vedtar", "is_recommended": "innstillingen",
    "chapters": "tiltakene i hvert område", "measures": "antall tiltak", "partners": "antall samarbeidspartnere",
    "money": "budsjettet", "changes": "endringene", "hearings": "innspillene", "treated": "behandlingene",
}  # fmt: skip


class Texts(Plain):
    """What somebody writes: the state of a saksframlegg."""

    title: doc.Title
    case_number: doc.CaseNumber | None = None
    body: doc.Key
    meeting_on: Day
    since: doc.Name | None = None
    matter: Blocks = ()
    background: Blocks = ()
    assessment: Blocks = ()
    economy: Blocks = ()
    proposal: Blocks = ()
    attachments: Blocks = ()


class Paper(Plain):
    """A whole saksframlegg. `milestone` is the state of the programme that it is about, when it is finished."""

    texts: Texts
    facts: Facts
    number: int = 1
    body: str  # as in a sentence
    body_name: str
    proposal: str = HEADINGS["proposal"]  # what the proposal is called
    milestone: str = ""

    @property
    def is_draft(self) -> bool:
        return not self.milestone

    @property
    def status(self) -> str:
        return f"Utkast, versjon {self.number}" if self.is_draft else f"Versjon {self.number}"

    @property
    def about(self) -> tuple[tuple[str, str], ...]:
        """What stands on top."""
        rows = [("Organ", self.body_name), ("Møtedag", f"{self.texts.meeting_on:%d.%m.%Y}")]
        number = self.texts.case_number or ("Ikke satt ennå" if self.is_draft else "")
        rows += [("Saksnummer", number)] if number else []
        rows += [("Utkastet", self.milestone)] if self.milestone else []
        return tuple(rows)


def as_json(part: Plain) -> bytes:
    """Canonical: the same content gives the same bytes."""
    return (json.dumps(as_plain(part), ensure_ascii=False, indent=1) + "\n").encode()


def read_facts(stored: dict) -> Facts:
    return Facts.model_validate_json(json.dumps(stored))


def read_paper(content: bytes) -> Paper:
    return Paper.model_validate_json(content)

"""Documents that nobody would think of, for the tests that hold for all documents.

Everything made here is as the types allow it, and canonical: rich text has been through `read_html`,
bodies are those that are named, and what the database keeps apart by name has names of its own.
"""

import re
from uuid import UUID, uuid5

from hypothesis import settings
from hypothesis import strategies as st

from programmes import document as doc
from programmes.models.programme import MEASURE_FIELDS
from programmes.numbering import numbered
from programmes.richtext import LINK, List, Marked, NoteCall, Paragraph, read_html, write_html

# The same examples on every machine and every day: a test that fails, fails for everybody.
quick = settings(max_examples=150, deadline=None, database=None, derandomize=True)
some = settings(quick, max_examples=50)
slow = settings(quick, max_examples=20)

GUIDELINES = "foringer-2021-2024"  # in the demo: its areas can be followed and its strategies answered
FOLLOWED = ("klima-og-miljo", "felleskap-og-samarbeid")
LANGUAGES = ("nb", "nn", "en", "sv", "da", "se")

# ── Words ────────────────────────────────────────────────────────────────────────────────────────

# Letters people write and anything else that is a character; `^` would make footnote calls by chance.
characters = st.sampled_from("aæøå 1-–<>&\"'[]=\u00a0\u00ad") | st.characters(
    exclude_categories=("Cc", "Cs"), exclude_characters="^\ufffe\uffff"
)


def line(longest=40):
    return st.text(characters, min_size=1, max_size=longest).map(str.strip).filter(bool)


lines = st.lists(line(), min_size=1, max_size=3).map("\n".join)
keys = st.from_regex(doc.KEY, fullmatch=True).map(str.strip).filter(lambda key: len(key) <= 40)
numbers = st.from_regex(doc.NUMBER, fullmatch=True).map(str.strip).filter(lambda number: len(number) <= 20)
MARKERS = ("1", "*", "Note8Lng")
links = st.from_regex(LINK, fullmatch=True).map(str.strip) | st.just("https://osloregionen.no/møte?a=1&b=2")


def perhaps(strategy):
    return st.none() | strategy


# ── Rich text ────────────────────────────────────────────────────────────────────────────────────


def blocks(calls=()):
    """Canonical rich text that may call the footnotes `calls`."""
    words = st.text(characters, min_size=1, max_size=30)
    inline = words | st.builds(Marked, text=words, strong=st.booleans(), em=st.booleans(), href=perhaps(links))
    if calls:
        inline |= st.builds(NoteCall, note=st.sampled_from(calls))
    paragraph = st.builds(Paragraph, content=st.lists(inline, min_size=1, max_size=4).map(tuple))

    def lists_of(block):
        items = st.lists(st.lists(block, min_size=1, max_size=2).map(tuple), min_size=1, max_size=3).map(tuple)
        return paragraph | st.builds(List, ordered=st.booleans(), items=items)

    text = st.lists(st.recursive(paragraph, lists_of, max_leaves=6), max_size=3).map(tuple)
    return text.map(write_html).map(read_html)


TAGS = ("p", "div", "b", "i", "strong", "em", "a", "ul", "ol", "li", "br", "h2", "span", "table", "td", "script", "svg")
PIECES = (
    *(f"<{tag}>" for tag in TAGS), *(f"</{tag}>" for tag in TAGS), "<a href='https://osloregionen.no/'>",
    "<a href='javascript:alert(1)'>", "<!--", "-->", "[^1]", "[^", "1]", "&nbsp;", "&#91;", "&lt;b&gt;", "  ", "\n",
    "\x01",
)  # fmt: skip
# What may come from a clipboard: tags that do not match, words and rubbish.
soup = st.lists(st.sampled_from(PIECES) | st.text(characters, max_size=10), max_size=25).map("".join)


# ── Documents ────────────────────────────────────────────────────────────────────────────────────


class Maker:
    """Draws the parts of one document and remembers what later parts may refer to.

    Words are drawn once and used in many places, so that there is chance left for the shape of the document.
    """

    def __init__(self, draw) -> None:
        self.draw = draw
        self.count = 0
        self.words = st.sampled_from(draw(st.lists(line(), min_size=2, max_size=6)))
        self.lines = st.sampled_from(["En linje", draw(lines), draw(lines)])
        self.text = st.sampled_from([(), draw(blocks()), draw(blocks())])
        self.calling = st.sampled_from([(), draw(blocks(MARKERS)), draw(blocks(MARKERS))])
        self.bodies: list[doc.BodyRef] = []
        self.areas: tuple[doc.Area, ...] = ()
        self.budget_lines: list[UUID] = []
        self.strategies: list[UUID] = []

    def number(self) -> int:
        self.count += 1
        return self.count

    def id(self) -> UUID:
        """An id that no other part has; short ids differ too."""
        return UUID(int=(0xD0C00000 + self.number()) << 96)

    def some(self, most, make) -> tuple:
        return tuple(make() for _ in range(self.draw(st.integers(0, most))))

    def some_of(self, values) -> tuple:
        return tuple(self.draw(st.lists(st.sampled_from(values), unique=True, max_size=3))) if values else ()

    def body(self) -> str | None:
        if self.draw(st.booleans()):
            return None
        if not self.bodies or self.draw(st.booleans()):
            kinds = ("assembly", "board", "committee", "secretariat", "coordination", "group", "project")
            ref = doc.BodyRef(
                key=f"nytt-organ-{self.number()}",
                name=f"{self.number()} {self.draw(self.words)}",
                definite_name=self.draw(perhaps(self.words)),
                kind=self.draw(st.sampled_from(kinds)),
            )
            self.bodies.append(ref)
        return self.draw(st.sampled_from(self.bodies)).key

    def days(self) -> dict:
        """A start and an end in that order, one of them, or neither."""
        first, last = sorted(self.draw(st.tuples(st.dates(), st.dates())))
        spans = [{}, {"starts_on": first}, {"starts_on": first, "ends_on": last}]
        return self.draw(st.sampled_from(spans))

    def area(self, follows) -> doc.Area:
        return doc.Area(
            key=f"{self.draw(keys)}-{self.number()}",
            name=self.draw(self.words),
            kind=self.draw(st.sampled_from(["area", "theme", "overall"])),
            follows=self.draw(perhaps(st.sampled_from(FOLLOWED))) if follows else None,
        )

    def step(self) -> doc.Step:
        return doc.Step(
            when=self.draw(self.words),
            **self.days(),
            confirmed=self.draw(st.booleans()),
            what=self.draw(self.words),
            who=self.draw(perhaps(self.words)),
            body=self.body(),
        )

    def table(self) -> doc.Table:
        kinds = st.sampled_from(["budget", "revised", "forecast", "accounts", "proposal", "change"])
        columns = st.lists(st.builds(doc.Column, kind=kinds, label=self.words, as_of=perhaps(st.dates())), min_size=1)
        columns = self.draw(columns.filter(lambda found: len(found) <= 5))
        rows: list[doc.TableLine] = []
        figures = st.decimals("-99999999999.999", "99999999999.999", places=3) | st.sampled_from([doc.Decimal(0)])
        cell = st.none() | st.just("-") | figures
        for _ in range(self.draw(st.integers(0, 4))):
            row = doc.TableLine(
                id=self.id(),
                kind=self.draw(st.sampled_from(["heading", "line", "sum", "result", "opening", "closing"])),
                label=self.draw(self.words),
                under=self.draw(st.sampled_from([None, *(row.id for row in rows)])),
                cells=tuple(self.draw(cell) for _ in columns),
            )
            rows.append(row)
        self.budget_lines += [row.id for row in rows]
        return doc.Table(
            id=self.id(),
            year=self.draw(st.integers(1990, 2200)),
            title=self.draw(self.words),
            heading=self.draw(perhaps(self.words)),
            unit=self.draw(st.just("tusen kroner") | self.words),
            columns=tuple(columns),
            lines=tuple(rows),
        )

    def result(self) -> doc.Result:
        more = perhaps(self.words)
        draw = self.draw
        return doc.Result(
            text=draw(self.lines), indicator=draw(more), baseline=draw(more), target=draw(more), unit=draw(more)
        )

    def origin(self) -> doc.Origin:
        return doc.Origin(
            kind=self.draw(st.sampled_from(["continued", "reworded", "merged", "split", "moved"])),
            measure=self.id(),
            title=self.draw(self.words),
            place=self.draw(st.sampled_from(["2024", "2025@utkast-til-faggruppene", "2025@edition:1"])),
        )

    def measure(self) -> doc.Measure:
        draw = self.draw
        return doc.Measure(
            id=self.id(),
            number=f"{self.number()}{draw(st.sampled_from(['', '.', 'a', '.æ']))}" if draw(st.booleans()) else None,
            title=draw(self.words),
            content=draw(self.text),
            partners=draw(perhaps(self.lines)),
            named_partners=self.some(2, lambda: f"Partner {self.number()} {draw(self.words)}"),
            results=self.some(2, self.result),
            time_frame=draw(perhaps(self.words)),
            **self.days(),
            responsible=draw(perhaps(self.lines)),
            cooperation=draw(perhaps(self.lines)),
            priority=draw(perhaps(st.integers(1, 999))),
            sdgs=self.some_of(range(1, 18)),
            further_areas=self.some_of([area.key for area in self.areas]),
            strategies=self.some_of(self.strategies),
            budget_lines=self.some_of(self.budget_lines),
            origins=self.some(2, self.origin),
            language=draw(st.sampled_from(LANGUAGES)),
        )

    def strategy(self) -> doc.Strategy:
        self.strategies.append(self.id())
        return doc.Strategy(id=self.strategies[-1], text=self.draw(self.text))

    def goal(self) -> doc.Goal:
        return doc.Goal(id=self.id(), text=self.draw(self.words), strategies=self.some(2, self.strategy))

    def section(self, depth=1) -> doc.Section:
        draw = self.draw
        table = self.table() if draw(st.booleans()) else None
        kinds = ["text", "measures", "process", "strategies", "sdgs", "beside"]
        called = draw(st.booleans())
        return doc.Section(
            id=self.id(),
            kind="budget" if table else draw(st.sampled_from(kinds)),
            title=draw(self.words),
            number=draw(perhaps(numbers)),
            area=draw(st.sampled_from([None, *(area.key for area in self.areas)])),
            body=self.body(),
            text=draw(self.calling if called else self.text),
            strategies=self.some(1, self.strategy),
            goals=self.some(1, self.goal),
            measures=self.some(2, self.measure),
            sdgs=tuple(doc.Sdg(number=n, printed=draw(self.words)) for n in self.some_of(range(1, 18))),
            table=table,
            closing=draw(self.calling if called else self.text),
            notes=tuple(doc.Note(marker=marker, text=draw(self.text)) for marker in MARKERS if called),
            sections=self.some(5 - depth, lambda: self.section(depth + 1)),
            language=draw(st.sampled_from(LANGUAGES)),
        )

    def document(self, kind) -> doc.Document:
        draw = self.draw
        programme = kind == "programme"
        follows = programme and draw(st.booleans())
        self.areas = self.some(3, lambda: self.area(follows))
        first, last = sorted(draw(st.tuples(st.integers(1990, 2200), st.integers(1990, 2200))))
        about = {}
        if programme:
            fields = self.some_of(MEASURE_FIELDS)
            about = {
                "guidelines": GUIDELINES if follows else None,
                "adopting_body": self.body(),
                "layout": draw(st.sampled_from(["table", "sheet", "list"])),
                "fields": tuple(doc.PrintedField(field=field, label=draw(self.words)) for field in fields),
                "steps": self.some(3, self.step),
            }
            if deciding := self.body():
                about["decision"] = doc.Decision(
                    body=deciding,
                    outcome=draw(st.sampled_from(["adopted", "adopted_with_changes"])),
                    decided_on=draw(perhaps(st.dates())),
                    case_number=draw(perhaps(self.words)),
                )
        sections = (self.section(), *self.some(2, self.section))
        document = doc.Document(
            kind=kind,
            numbering=draw(st.sampled_from(["written", "none", "1.1", "A1"])),
            slug=f"prove-{draw(keys)}",
            title=draw(self.words),
            cover=draw(perhaps(self.lines)),
            first_year=first,
            last_year=last,
            language=draw(st.sampled_from(LANGUAGES)),
            areas=self.areas,
            sections=sections,
            bodies=tuple(sorted(self._named(about, sections), key=lambda body: body.key)),
            **about,
        )
        return numbered(document)

    def _named(self, about, sections):
        every = list(sections)
        for section in every:
            every += section.sections
        named = {section.body for section in every} | {step.body for step in about.get("steps", ())}
        named.add(about.get("adopting_body"))
        if "decision" in about:
            named.add(about["decision"].body)
        return [body for body in self.bodies if body.key in named]


@st.composite
def documents(draw) -> doc.Document:
    return Maker(draw).document(draw(st.sampled_from(["programme", "guidelines"])))


# ── Copies ───────────────────────────────────────────────────────────────────────────────────────


def renewed(data: bytes, salt: str = "kopi") -> bytes:
    """The same JSON document with another id for each thing in it, and the references following."""
    text = data.decode()
    for old in re.findall(r'"id": "([0-9a-f-]{36})"', text):
        text = text.replace(old, str(uuid5(UUID(old), salt)))
    return text.encode()

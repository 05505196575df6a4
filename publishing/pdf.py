"""Document → PDF: PDF/A-3a and PDF/UA-1 in one file, the same bytes for the same document.

WeasyPrint takes about a second and a good deal of memory to import, so the web process never
imports this module: a PDF is made by a worker or a command, once, and stored.
"""

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from math import ceil
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pydyf
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from weasyprint import CSS, Attachment
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from programmes.document import Document, to_json

from .glyphs import section_text
from .rendering import Chapter, article, chapters
from .sheet import Sheet

BRIEF = 12  # signs of the checksum where there is no room for all 64; `verifying` takes from 8 to 16
STATIC = (settings.BASE_DIR / "static").resolve()
STYLESHEET = STATIC / "print" / "print.css"
BASE = STATIC / "print" / "base.css"


@dataclass(frozen=True)
class Imprint:
    """What the cover and the last page say about the file itself."""

    line: str  # "Vedtatt av representantskapet 18.12.2024 · utgave 1", "Utkast – ikke vedtatt"
    sha256: str  # of the document's canonical JSON
    address: str  # where the edition stays; empty for a draft
    made_at: datetime  # aware; the only moment that the file knows
    draft: bool


def render(document: Document, imprint: Imprint) -> bytes:
    """The PDF, with the document's canonical JSON attached."""
    name, description = f"{document.slug}.json", f"{document.title} som data (JSON)"
    return write(print_html(document, imprint), attached(to_json(document), name, description, imprint.made_at))


def attached(data: bytes, name: str, description: str, made_at: datetime) -> Attachment:
    """Data that the PDF is drawn from, to lie inside it."""
    moment = made_at.astimezone(UTC)
    return Attachment(
        string=data,
        url_fetcher=warm_press().fetcher,  # else it makes one, which reads the machine's certificates
        name=name,
        description=description,
        relationship="Data",
        created=moment,
        modified=moment,
    )


def write(html: str, source: Attachment) -> bytes:
    """Our own HTML as PDF/A-3a and PDF/UA-1."""
    press = warm_press()
    with collector_paused():
        return Sheet(html, press.base, press.fetcher).write_pdf(
            pdf_variant="pdf/a-3a",
            stylesheets=[press.css],
            font_config=press.fonts,
            counter_style=press.counters,
            attachments=[source],
            finisher=finish,
        )


def print_html(document: Document, imprint: Imprint) -> str:
    """The HTML that is printed; it names no other file, `STYLESHEET` goes with it."""
    tree = chapters(document, None)
    made_at = imprint.made_at.astimezone(UTC)
    return render_to_string(
        "document/print.html",
        {
            "document": document,
            "imprint": imprint,
            "article": article(document, paper=True),
            "chapters": tree,
            "follow_on": chapters_that_follow_on(tree, document),
            "areas": [area.name for area in document.areas],
            "made_at": made_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "checksum": in_groups(imprint.sha256, 8),
            "brief": " ".join(in_groups(imprint.sha256[:BRIEF], 4)) if imprint.address else "",
            "verify_address": settings.SITE_URL + reverse("verify"),
        },
    )


def in_groups(checksum: str, size: int) -> list[str]:
    """A checksum in pieces that can be read aloud."""
    return [checksum[i : i + size] for i in range(0, len(checksum), size)]


# ── Chapters on pages ────────────────────────────────────────────────────────────────────────────

PAGE = 45  # lines of text on a page


def chapters_that_follow_on(tree: list[Chapter], document: Document) -> list[str]:
    """Anchors of the chapters that share a page with the one before them.

    Every chapter begins a page, but a chapter of three lines alone on its page looks forgotten. So
    neighbours that fit together share one, in the way that leaves the pages most evenly filled. The
    count of lines is a guess; the style sheet keeps such a chapter whole, so that a wrong guess only
    moves it to the next page.
    """
    lines = [_lines(chapter, document) for chapter in tree]
    emptiness = [0.0] * (len(tree) + 1)  # of the best pages from this chapter to the last
    next_page = [0] * len(tree)
    for first in reversed(range(len(tree))):
        stops = [first + 1]
        while stops[-1] < len(tree) and sum(lines[first : stops[-1] + 1]) <= PAGE:
            stops.append(stops[-1] + 1)
        costs = {stop: max(0, PAGE - sum(lines[first:stop])) ** 2 + emptiness[stop] for stop in stops}
        next_page[first] = min(costs, key=costs.get)
        emptiness[first] = costs[next_page[first]]
    found, first = [], 0
    while first < len(tree):
        found += [chapter.anchor for chapter in tree[first + 1 : next_page[first]]]
        first = next_page[first]
    return found


def _lines(chapter: Chapter, document: Document) -> int:
    """About how many lines a chapter takes with everything in it."""
    section = chapter.section
    lines = 7 if chapter.depth == 1 else 3
    lines += sum(ceil(len(line) / 80) for line in section_text(section).split("\n"))
    lines += 2 * len(section.table.lines) if section.table else 0
    lines += sum(8 + 2 * max(len(panel.rows) for panel in drawn.panels) for drawn in chapter.pictures)
    lines += 2 * len(document.steps) if section.kind == "process" else 0
    return lines + sum(_lines(child, document) for child in chapter.chapters)


# ── A press that stays warm ──────────────────────────────────────────────────────────────────────


class OwnFiles(URLFetcher):
    """Fetches `data:` addresses and files below `static/`; everything else is refused before it is opened."""

    def __init__(self):
        super().__init__(allowed_protocols={"data", "file"}, allow_redirects=False)

    def fetch(self, url, headers=None):
        parts = urlsplit(url)
        if parts.scheme.lower() != "data":
            path = Path(url2pathname(parts.path)).resolve()  # without `..`, links followed
            if parts.scheme.lower() != "file" or parts.netloc or not path.is_relative_to(STATIC):
                raise ValueError(f"Refused while printing: {url}")
        return super().fetch(url, headers)


@dataclass(frozen=True)
class Press:
    """What every printing in this process can use again."""

    base: CSS
    css: CSS
    fonts: FontConfiguration
    counters: CounterStyle
    fetcher: OwnFiles


@cache
def warm_press() -> Press:
    """The style sheets and the fonts, read once in a process."""
    fonts, counters, fetcher = FontConfiguration(), CounterStyle(), OwnFiles()
    css = CSS(filename=STYLESHEET, font_config=fonts, counter_style=counters, url_fetcher=fetcher)
    base = CSS(filename=BASE, counter_style=CounterStyle(), url_fetcher=fetcher)
    return Press(base, css, fonts, counters, fetcher)


@contextmanager
def collector_paused():
    """Everything WeasyPrint builds lives until the file is written; looking for garbage meanwhile costs a tenth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


# ── The last hand on the PDF ─────────────────────────────────────────────────────────────────────

# WeasyPrint writes one conformance claim, PDF/A-3a. PDF/UA-1 is a second claim in the same metadata, and
# PDF/A wants every property outside its own list described by an extension schema.
UA_CLAIM = b"""
<rdf:Description rdf:about="" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
END = b"</rdf:RDF>"


def finish(_document, pdf: pydyf.PDF) -> None:
    """Add to the PDF what WeasyPrint 70 does not write itself."""
    claim_ua(pdf)
    give_headers_a_scope(pdf)
    give_list_items_a_body(pdf)
    hang_annotations_on_links(pdf)
    write_once(pdf)


def claim_ua(pdf: pydyf.PDF) -> None:
    """Say in the metadata that the file is PDF/UA-1 as well, inside the one `rdf:RDF` that readers look at."""
    metadata = _at(pdf, pdf.catalog["Metadata"])
    (xml,) = metadata.stream
    if xml.count(END) != 1:
        raise ValueError("The metadata does not have one rdf:RDF.")
    metadata.stream = [xml.replace(END, UA_CLAIM + END)]


def give_headers_a_scope(pdf: pydyf.PDF) -> None:
    """Tell of every header cell whether it heads a column (in the table's head) or a row."""
    for cell in _structure(pdf, "/TH"):
        group = _at(pdf, _at(pdf, cell["P"])["P"])
        cell["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"


def give_list_items_a_body(pdf: pydyf.PDF) -> None:
    """Move what stands in a list item beside its label into its body; PDF/UA allows nothing else there."""
    for item in _structure(pdf, "/LI"):
        children = [_at(pdf, reference) for reference in item["K"]]
        strays = [child for child in children if child["S"] not in ("/Lbl", "/LBody")]
        if not strays:
            continue
        body = next((child for child in children if child["S"] == "/LBody"), None)
        if body is None:
            body = pydyf.Dictionary({"Type": "/StructElem", "S": "/LBody", "P": item.reference, "Pg": item["Pg"]})
            body["K"] = pydyf.Array()
            pdf.add_object(body)
            item["K"].append(body.reference)
        for stray in strays:
            item["K"].remove(stray.reference)
            body["K"].append(stray.reference)
            stray["P"] = body.reference


def hang_annotations_on_links(pdf: pydyf.PDF) -> None:
    """Strong words in a link get an annotation of their own; it belongs to the link around them."""
    owners = _at(pdf, _at(pdf, pdf.catalog["StructTreeRoot"])["ParentTree"])["Nums"]  # key, value, key, value …
    places = {key: place + 1 for place, key in enumerate(owners) if place % 2 == 0}
    for holder in [parent for parent in _structure(pdf) if parent["S"] not in ("/Link", "/Form")]:
        for reference in [kid for kid in holder["K"] if isinstance(kid, bytes) and _at(pdf, kid)["Type"] == "/OBJR"]:
            link = holder
            while link["S"] != "/Link":
                link = _at(pdf, link["P"])
            holder["K"].remove(reference)
            link["K"].append(reference)
            owners[places[_at(pdf, _at(pdf, reference)["Obj"])["StructParent"]]] = link.reference


def write_once(pdf: pydyf.PDF) -> None:
    """Write the objects now: pydyf would do it twice, for the file and for the checksum that identifies it."""
    for number, each in enumerate(pdf.objects):
        if each.free != "f":
            pdf.objects[number] = Written(each)


class Written(pydyf.Object):
    """An object of the PDF whose bytes are final."""

    data = b""
    compressible = False  # pydyf: goes into the stream of small objects

    def __init__(self, original: pydyf.Object):
        super().__init__()
        self.number, self.generation, self.free = original.number, original.generation, original.free
        self.compressible, self.data = original.compressible, original.data


def _structure(pdf: pydyf.PDF, kind: str = "") -> list[pydyf.Dictionary]:
    """The elements of the structure tree, or those of one kind."""
    found = [each for each in pdf.objects if isinstance(each, pydyf.Dictionary) and each.get("Type") == "/StructElem"]
    return [element for element in found if element["S"] == kind] if kind else found


def _at(pdf: pydyf.PDF, reference: bytes) -> pydyf.Object:
    """The object that a reference such as `12 0 R` points to."""
    return pdf.objects[int(reference.split()[0])]

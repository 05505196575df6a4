"""References to a chapter or a measure that is not there, by its number or its heading.

The programme of 2025 says «se kapittel 5.5», and its chapters have no numbers. What belongs to another text – a
law, the guidelines – is left alone: «kommunelovens kapittel 18», «kapittel 2 i forskriften».
"""

import re
from collections.abc import Iterator

from .. import document as doc
from ..richtext import words
from .fault import Fault, listed

TO_NUMBER = re.compile(
    r"\b(?P<what>kapittel|kap\.?|avsnitt|punkt|pkt\.?|tiltak)\s+(?P<number>\d+(?:\.\d+)*|[A-ZÆØÅ]{1,2}\d+)(?![\d–-])"
    r"(?P<after>\s+(?:i|av|post)\s+\w*)?",
    re.IGNORECASE,
)
TO_HEADING = re.compile(
    r"\b(?:se|jfr?\.?)\s+(?:også\s+)?(?:kapittelet|kapitlet|kapittel|avsnittet|avsnitt|tiltaket|tiltak)\s+"
    r"«(?P<title>[^»]{1,300})»",
    re.IGNORECASE,
)
LAW = re.compile(r"(?:lov|loven|lovens|forskrift|forskriften|forskriftens|meldingen|proposisjonen)\W*$", re.IGNORECASE)
BEFORE = 30  # letters that are read before a reference, to tell a law
OWN = re.compile(r"(?:i|av)\s+(?:dette|denne|handlingsprogrammet|programmet)$", re.IGNORECASE)
COUNTS = re.compile(r"^\d+$")
SAYS = "Viser til {what}, som ikke finnes. Skriv hva det heter nå, eller ta henvisningen ut."


def dead_references(document: doc.Document) -> Iterator[Fault]:
    """One for each section and each measure that points at something that is not there."""
    numbers, titles = _there(document)
    for section, _depth in document.every_section():
        texts = [words(section.text), words(section.closing), *(words(note.text) for note in section.notes)]
        if dead := _dead("\n".join(texts), numbers, titles):
            yield Fault("dead-reference", SAYS.format(what=listed(dead)), section.title, section.id, "section", "text")
        for measure in section.measures:
            results = [result.text for result in measure.results]
            texts = [measure.title, words(measure.content), measure.cooperation or "", *results]
            if dead := _dead("\n".join(texts), numbers, titles):
                says = SAYS.format(what=listed(dead))
                yield Fault("dead-reference", says, measure.title, measure.id, "measure", "content")


def _there(document: doc.Document) -> tuple[set[str], set[str]]:
    """The numbers and the headings that can be pointed at, as they are compared."""
    things = [thing for section, _depth in document.every_section() for thing in (section, *section.measures)]
    return {(each.number or "").casefold().rstrip(".") for each in things}, {_flat(each.title) for each in things}


def _dead(text: str, numbers: set[str], titles: set[str]) -> list[str]:
    found = [
        hit[0].removesuffix(hit["after"] or "")
        for hit in TO_NUMBER.finditer(text)
        if hit["number"].casefold() not in numbers and not _elsewhere(hit)
    ]
    found += [hit["title"] for hit in TO_HEADING.finditer(text) if _flat(hit["title"]) not in titles]
    return list(dict.fromkeys(found))


def _elsewhere(hit: re.Match) -> bool:
    """Is it in another text, or a count? «tiltak 5» may be five of them; «tiltak 5.2» and «tiltak B3» are places."""
    if LAW.search(hit.string[max(0, hit.start() - BEFORE) : hit.start()]) or (
        hit["after"] and not OWN.search(hit["after"])
    ):
        return True
    return hit["what"].casefold() == "tiltak" and bool(COUNTS.match(hit["number"]))


def _flat(title: str) -> str:
    return " ".join(title.casefold().rstrip(" .:").split())

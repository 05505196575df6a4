"""Resultatmål that nobody could check, and the same one many times.

A resultatmål can be checked when somebody can see afterwards whether it is reached: it has an indicator or a target, or
its own words name a number, a time, or a thing that will be there – a rapport, a konferanse, an avtale. «Styrke»,
«økt» and «bidra til» only say which way, so a thing named after them does not count: «flere webinarer» says no number,
«økt bruk av kart» promises no map. The rules were measured on the council's own (tests/test_result_targets.py).
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from .. import document as doc
from .fault import Fault, listed

SAYS = "Ingen kan se om dette er nådd: {texts}. Skriv hvor mange, hva eller når."
SAME = "Det samme resultatmålet står i {count} tiltak: {titles}. Skriv hva hvert av dem skal føre til."
MANY = 3
READ = ("nb", "nn")  # the languages that the words below are of

NUMBER = re.compile(
    r"\d|\b(?:ett|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|elleve|tolv|tjue|tretti|femti|hundre|halvparten"
    r"|årlige?|månedlige?|ukentlige?|kvartalsvise?)\b",
    re.IGNORECASE,
)
TIME = re.compile(
    r"\b(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember|kvartal\w*|halvår\w*"
    r"|våren|sommeren|høsten|vinteren|årsskiftet|utgangen av)\b",
    re.IGNORECASE,
)
# Something that will be there, or will have taken place, when it is done.
THING = re.compile(
    r"\b(?:rapport\w*|notat\w*|oversikt\w*|kart(?:et|ene)?|kartlegging\w*|veileder\w*|veiledning\w*|utredning\w*"
    r"|kunnskapsunderlag\w*|underlag(?:et)?|analyse\w*|undersøkelse\w*|evaluering\w*|sammenstilling\w*|indeks\w*"
    r"|strategi(?:en|er)?|strategidokument\w*|plan(?:en|er)?|handlingsplan\w*|prosjektplan\w*|prosjektskisse\w*"
    r"|søknad\w*|avtale\w*|innspill\w*|uttalelse\w*|høringssvar\w*|vedtak\w*|brosjyre\w*|film(?:en|er)?|podkast\w*"
    r"|nettside\w*|nettsted\w*|database\w*|sjekkliste\w*|mal(?:en|er)?|data|datasett\w*|statistikk\w*|modell\w*"
    r"|konferanse\w*|webinar\w*|seminar\w*|workshop\w*|verksted\w*|prosjektverksted\w*|møte(?:r|t|ne|serie)?"
    r"|arrangement\w*|kurs(?:et|ene)?|markering\w*|jubile\w*|studietur\w*|samling(?:en|er)?|lansering\w*)\b",
    re.IGNORECASE,
)
# An act that is either done or not.
DONE = re.compile(
    r"\b(?:etabler\w*|opprett\w*|ansett\w*|ansatt\w*|innfør\w*) (?:av )?\w"
    r"|\b(?:gjennomført|vedtatt|levert|publisert|utarbeidet|ferdigstilt|signert|lansert|tatt i bruk|på plass"
    r"|i drift)\b",
    re.IGNORECASE,
)
# Words that only say which way: what is named after them, in the same part of the sentence, is not promised.
WAY = re.compile(
    r"\b(?:bidra(?:r|tt)? (?:til|i)|medvirk\w* til|arbeide for|jobbe? for|legge til rette|tilrettelegg\w*|støtte opp"
    r"|styrk\w+|øk(?:e|er|t|te|ende|ning\w*)|auk\w+|mer|meir|flere|fleire|bedre|betre|større|sterkere|tydeligere"
    r"|tyngre|tettere|forbedr\w+|fremme?|forsterk\w+|bevisst\w*|for å)\b",
    re.IGNORECASE,
)
# Where a new part begins: what comes now may be how it is to be done.
PARTS = re.compile(r"[;:.\n]|\b(?:gjennom|ved|i form av|i tillegg til)\b", re.IGNORECASE)


def is_weak(result: doc.Result) -> bool:
    """Whether nobody could tell afterwards that it is reached."""
    if result.indicator or result.target or NUMBER.search(result.text) or TIME.search(result.text):
        return False
    promised = (WAY.split(part, maxsplit=1)[0] for part in PARTS.split(result.text))
    return not any(THING.search(part) or DONE.search(part) for part in promised)


def weak_results(document: doc.Document) -> Iterator[Fault]:
    """One for each measure, with those of its resultatmål that are weak. Other languages are not judged."""
    if not document.label("results"):
        return
    for measure in document.every_measure():
        weak = [result.text for result in measure.results if is_weak(result)] if measure.language in READ else []
        if weak:
            says = SAYS.format(texts=listed(weak))
            yield Fault("weak-result", says, measure.title, measure.id, "measure", "results")


def repeated_results(document: doc.Document) -> Iterator[Fault]:
    """What three measures or more have as the same resultatmål, whatever its capitals and final point."""
    if not document.label("results"):
        return
    measures, printed = defaultdict(dict), {}
    for measure in document.every_measure():
        for result in measure.results:
            words = " ".join(result.text.casefold().rstrip(" .").split())
            measures[words][measure.id] = measure.title
            printed.setdefault(words, result.text)
    for words, titles in measures.items():
        if len(titles) >= MANY:
            says = SAME.format(count=len(titles), titles=listed(list(titles.values())))
            yield Fault("repeated-result", says, printed[words], place="words", words=words)

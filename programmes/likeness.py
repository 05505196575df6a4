"""How alike measures are, by the words they say: title, content, resultatmål and partners together.

Every text is the set of its words without their endings. A word that few measures have weighs more than one that most
have (its inverse document frequency), and two measures are as alike as the cosine of the two sets so weighed: 1 says
all the same, 0 nothing. Measured on the council's own draft and programme of 2025 (docs/decisions/0026); title and
content weighed no better when they counted for more.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping

from . import document as doc
from .richtext import words as words_of

ENDING = re.compile(r"(?:enes|ene|ane|ers|er|ar|en|et|e|r|s)$")
LONG = 5  # letters: a shorter word keeps its ending
SAY_NOTHING = {
    "og", "i", "på", "for", "av", "til", "å", "som", "en", "et", "ei", "den", "det", "de", "dei", "med", "om", "er",
    "skal", "eller", "eit", "frå", "fra", "ved", "mot", "seg", "sin", "sitt", "sine", "kan", "bl", "a", "f", "eks",
    "ca", "evt", "mv", "m", "fl", "andre", "at", "når", "også", "samt", "får", "blir", "bli", "bør",
}  # fmt: skip
RARE = 10  # measures that a word stands in: the pairs that are looked at share one at least so rare …
PART = 8  # … or one that stands in no more than this part of them

Words = frozenset[str]


def said(measure: doc.Measure) -> str:
    """What a measure says, as far as it tells what the measure is about."""
    results = "\n".join(result.text for result in measure.results)
    return "\n".join([measure.title, words_of(measure.content), results, measure.partners or ""])


def bag(text: str) -> Words:
    """The words of a text, without endings and without those that say nothing."""
    found = set(re.findall(r"[^\W_]+", text.casefold())) - SAY_NOTHING
    return frozenset(ENDING.sub("", word) if len(word) > LONG else word for word in found)


class Weighed:
    """The words of many texts, each with its weight among them."""

    def __init__(self, bags: Collection[Words]) -> None:
        self.count = len(bags)
        self.spread = Counter(word for each in bags for word in each)
        self.weight = {word: math.log(1 + self.count / times) ** 2 for word, times in self.spread.items()}

    def length(self, each: Words) -> float:
        return math.sqrt(sum(self.weight[word] for word in each))

    def telling(self, each: Words) -> Words:
        """Those that are rare enough to lead to others that may be alike."""
        most = max(RARE, self.count // PART)
        return frozenset(word for word in each if self.spread[word] <= most)


def pairs(
    ones: Mapping[Hashable, Words], others: Mapping[Hashable, Words], least: float
) -> dict[tuple[Hashable, Hashable], float]:
    """How alike each of `ones` is to each of `others`, where it is `least` or more; never of one and itself."""
    weighed = Weighed([*ones.values(), *others.values()])
    lengths = {key: weighed.length(each) for side in (ones, others) for key, each in side.items()}
    holding = defaultdict(list)
    for key, each in others.items():
        for word in weighed.telling(each):
            holding[word].append(key)
    found = {}
    for one, each in ones.items():
        for other in {key for word in weighed.telling(each) for key in holding[word]} - {one}:
            both = sum(weighed.weight[word] for word in each & others[other])
            alike = both / (lengths[one] * lengths[other])
            if alike >= least:
                found[one, other] = alike
    return found


def shared_words(one: str, other: str, weigh: Weighed, most: int = 6) -> list[str]:
    """The words of some length that two texts share, as they stand in the first, those that tell most first."""
    common = bag(one) & bag(other)
    written = {}
    for word in re.findall(r"[^\W_]{3,}", one):
        for stem in bag(word) & common:
            written.setdefault(stem, word)
    first = sorted(written, key=lambda stem: (-weigh.weight.get(stem, 0), written[stem]))
    return [written[stem] for stem in first[:most]]


def bags_of(measures: Iterable[doc.Measure]) -> dict[Hashable, Words]:
    return {measure.id: bag(said(measure)) for measure in measures}

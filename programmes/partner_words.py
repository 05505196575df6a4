"""Names in a measure's partners as printed: which are there, which are the same, and which only look alike.

Works on texts and names; nothing here asks the database. Everything found is a question to a person, never an answer.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

# Measured on the council's own names (tests/test_partner_words.py): «academia» and «akademia» are alike by 0.875. At
# 0.86 «energi-/nettselskap» would be an «energiselskap», at 0.84 one ministry another.
ALIKE = 0.87
SHORTEST = 5  # letters in a name that may be compared letter by letter; of «NHO» and «NVE» nothing follows
MOST = 200  # names outside the register that are held against each other, the commonest first
PARTING = re.compile(r"[,;()\n]|(?<!-)/|\s[–-]\s")
AND = re.compile(r"(?<!-)\s+(?:og|samt)\s+")
ABBREVIATED = re.compile(r"^[A-ZÆØÅ0-9]{2,6}$")
# What stands in a list of partners and names nobody.
NOBODY = re.compile(
    r"^(?:(?:og\s+)?(?:andre|annet|øvrige|ulike|aktuelle|eksterne|relevante|aktører)\b.*|m\.?\s?fl\.?|mfl\.?|m\.?m\.?|mv\.?|etc\.?)$",
    re.IGNORECASE,
)
TAIL = re.compile(r"\s+(?:m\.?\s?fl|mfl|m\.?m|mv)\.?$", re.IGNORECASE)
ENDING = re.compile(r"(?:ene|ane|er|ar|en|et|e)$")


class Name(NamedTuple):
    """A name as it is printed, and where in the text."""

    text: str
    start: int
    end: int
    beside: bool = False  # in parentheses, as the short form of what stands before


class Register(NamedTuple):
    """The register: each way a name is written, in lower case, to the register's own form."""

    forms: Mapping[str, str]

    def form(self, name: str) -> str | None:
        return self.forms.get(name.casefold())


class Variant(NamedTuple):
    """A name that is probably another way of writing `form`, and the things it stands in."""

    name: str
    form: str
    places: list
    known: bool  # `form` is the register's
    spelling: bool  # the register has `name` as another spelling of it

    @property
    def pair(self) -> tuple[str, str]:
        return pair(self.name, self.form)

    @property
    def here(self) -> str:
        return in_place_of(self.name, self.form)

    @property
    def sentence(self) -> str:
        return f"«{self.name}» skrives «{self.here}» {'i registeret' if self.known else 'andre steder i programmet'}."


class Twice(NamedTuple):
    """Somebody who stands twice in one measure."""

    place: Hashable
    first: str
    again: str

    @property
    def pair(self) -> tuple[str, str]:
        return pair(self.first, self.again)

    @property
    def sentence(self) -> str:
        if self.first.casefold() == self.again.casefold():
            return f"«{self.again}» står to ganger."
        return f"«{self.first}» og «{self.again}» er den samme, og står begge her."


def pair(one: str, other: str) -> tuple[str, str]:
    """Two names as they are remembered, whatever their order and capitals."""
    first, second = sorted((one.casefold(), other.casefold()))
    return first, second


def names_in(text: str, register: Register) -> list[Name]:
    """The names in a printed list. «og» parts two of them, but not after a hyphen nor in what the register knows."""
    found, at, beside = [], 0, False
    for mark in [*PARTING.finditer(text), None]:
        end = mark.start() if mark else len(text)
        found += [
            name._replace(beside=beside)
            for name in _parted(text, at, end, register)
            if not NOBODY.match(name.text)
        ]  # fmt: skip
        if mark:
            at, beside = mark.end(), mark[0] == "("
    return found


def _parted(text: str, start: int, end: int, register: Register) -> list[Name]:
    whole = _trimmed(text, start, end)
    if not whole.text or register.form(whole.text):
        return [whole] if whole.text else []
    parts, at = [], start
    for mark in AND.finditer(text, start, end):
        parts.append(_trimmed(text, at, mark.start()))
        at = mark.end()
    return [part for part in (*parts, _trimmed(text, at, end)) if part.text]


def _trimmed(text: str, start: int, end: int) -> Name:
    """Without blanks, a final point and «m.fl.»."""
    words = text[start:end]
    name = TAIL.sub("", words.strip()).rstrip(" .")
    at = start + len(words) - len(words.lstrip())
    return Name(name.removeprefix("og "), at + (3 if name.startswith("og ") else 0), at + len(name))


def alike(one: str, other: str) -> bool:
    """Whether two names look like the same: but for hyphens, blanks and endings, or nearly letter by letter."""
    if _stem(one) == _stem(other):
        return True
    first, second = sorted((_bare(one), _bare(other)), key=len)
    if len(first) < SHORTEST or first[0] != second[0] or 2 * len(first) < ALIKE * (len(first) + len(second)):
        return False  # said quickly, for these are most
    return likeness(first, second) >= ALIKE


def likeness(first: str, second: str) -> float:
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


@lru_cache(10_000)
def _bare(name: str) -> str:
    return re.sub(r"[\W_]", "", name.casefold())


@lru_cache(10_000)
def _stem(name: str) -> str:
    """Each word without its ending in number or definiteness; short words are left whole."""
    words = re.findall(r"\w+", name.casefold())
    return "".join(ENDING.sub("", word) if len(word) > SHORTEST else word for word in words)


def in_place_of(name: str, form: str) -> str:
    """The form as it is written where `name` stands: beginning as the name does, unless it has capitals of its own."""
    if name[0].isupper() or form[1:] == form[1:].lower():
        return (form[0].upper() if name[0].isupper() else form[0].lower()) + form[1:]
    return form


def variants(texts: Mapping[Hashable, str], register: Register, apart: Collection = ()) -> list[Variant]:
    """Names that are probably the same, in another spelling. `texts`: what is printed in each measure.

    `apart` are the pairs that somebody has said are different.
    """
    spelled, places = Counter(), defaultdict(list)
    for place, text in texts.items():
        for name in dict.fromkeys(name.text for name in names_in(text, register)):
            spelled[name] += 1
            places[name].append(place)
    forms = _Forms(register, spelled, set(apart))
    found: dict[tuple[str, str], Variant] = {}
    for name in sorted(spelled, key=lambda name: (name.casefold(), -spelled[name], name)):
        if form := forms.better(name):
            new = Variant(name, form, [], bool(register.form(form)), bool(register.form(name)))
            found.setdefault((name.casefold(), form), new).places.extend(places[name])
    return list(found.values())


class _Forms:
    """Which form each of the programme's names should have had."""

    def __init__(self, register: Register, spelled: Counter, apart: set) -> None:
        self.register, self.spelled, self.apart = register, spelled, apart
        self.unknown = [name for name, _times in spelled.most_common() if not register.form(name)][:MOST]
        self.printed = {}
        for name in spelled:
            self.printed.setdefault(register.form(name), set()).add(name.casefold())

    def better(self, name: str) -> str | None:
        """What `name` is probably a variant of; nothing when it is well as it is."""
        own = self.register.form(name)
        found = self._known(name, own) if own else self._near(name) or self._other(name)
        return found if found and pair(name, found) not in self.apart else None

    def _known(self, name: str, own: str) -> str | None:
        """A spelling the register has, where the two look alike or both stand in this programme; no short form."""
        if name.casefold() == own.casefold():
            return own if name[1:] != own[1:] else None
        if ABBREVIATED.match(name):
            return None
        return own if alike(name, own) or len(self.printed[own]) > 1 else None

    def _near(self, name: str) -> str | None:
        """The register's form of what is most like a name that the register lacks."""
        near = [written for written in self.register.forms if alike(name, written)]
        near = [written for written in near if pair(name, self.register.forms[written]) not in self.apart]
        best = max(near, key=lambda written: likeness(_bare(name), _bare(written)), default=None)
        return best and self.register.forms[best]

    def _other(self, name: str) -> str | None:
        """The commonest of the programme's own spellings, when the register has none of them."""
        near = [each for each in self.unknown if each.casefold() == name.casefold() or alike(name, each)]
        best = max(near, key=lambda each: self.spelled[each], default=name)
        return best if best.casefold() != name.casefold() else None


def twice(texts: Mapping[Hashable, str], register: Register, apart: Collection = ()) -> list[Twice]:
    """Those who stand twice in a measure; a short form in parentheses after the name is no second time."""
    found = []
    for place, text in texts.items():
        seen: dict[str, str] = {}
        for name in names_in(text, register):
            who = register.form(name.text) or _stem(name.text)
            if who in seen and not name.beside and pair(seen[who], name.text) not in apart:
                found.append(Twice(place, seen[who], name.text))
            seen.setdefault(who, name.text)
    return found


def rewritten(text: str, name: str, form: str, register: Register) -> str:
    """The text with `form` wherever `name` stands as a name."""
    for each in reversed(names_in(text, register)):
        if each.text.casefold() == name.casefold():
            text = text[: each.start] + in_place_of(each.text, form) + text[each.end :]
    return text

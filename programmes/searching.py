"""Words in a measure or a section: where they stand, and what it would hold with other words there.

Works on states (`states`), which are plain data; nothing here asks the database. Only what people read is looked in.
Ids, dates, numbers, keys, the addresses of links and the calls of footnotes are no words.
"""

import re
from collections.abc import Callable, Collection
from typing import NamedTuple

from .richtext import read_html, stored_blocks, write_html
from .states import State
from .wording import LABELS

# The parts of a state that hold words, or hold what holds words.
WORDS = {
    "title", "content", "partners", "results", "time_frame", "responsible", "cooperation", "indicator", "baseline",
    "target", "unit", "text", "closing", "notes", "goals", "strategies", "sdgs", "printed",
}  # fmt: skip
PARTS = {"indicator": "indikator", "baseline": "utgangspunkt", "target": "mål", "unit": "enhet"}
ONE_OF = {
    "results": "resultatmål {}", "goals": "mål {}", "strategies": "strategi {}", "notes": "fotnote {}",
    "sdgs": "bærekraftsmål {}",
}  # fmt: skip
CALL = "\ufffc"  # stands for a footnote's call, so that no words are found across one
AROUND = 60  # letters shown on either side of a hit
CROSSES = "Ordene går over et skille mellom vanlig tekst og utheving eller lenke. Endre dem der de står."
WHOLE_LINK = "Ordene er hele teksten i en lenke, og lenken ville blitt borte. Endre den der den står."

Value = str | list  # a plain text, or the runs of a paragraph


class Search(NamedTuple):
    """What is looked for: the words, as whole words or not, with the same capitals or not."""

    words: str
    whole: bool = False
    same_case: bool = False

    @property
    def pattern(self) -> re.Pattern:
        """Any blank matches any other on the same line: a hard space is not seen, and should not hide a hit."""
        found = r"[ \t\u00a0\u202f]+".join(map(re.escape, self.words.split()))
        found = rf"(?<!\w){found}(?!\w)" if self.whole else found
        return re.compile(found, 0 if self.same_case else re.IGNORECASE)


class Hit(NamedTuple):
    """One place where the words stand: the path to the text, which of its hits it is, and the text itself."""

    path: str
    number: int
    text: str
    start: int
    end: int
    crosses: bool = False  # from one look to another: bold, emphasis, a link
    whole_link: bool = False

    @property
    def key(self) -> str:
        return f"{self.path}:{self.number}"

    def fixed(self, new: str) -> str:
        """Why this one cannot be replaced by `new`; empty when it can."""
        return CROSSES if self.crosses else WHOLE_LINK if self.whole_link and not new else ""

    def around(self, new: str | None = None) -> tuple[str, str, str]:
        """The text before, here – with `new` if it is given – and after; shortened at whole words."""
        before, after = self.text[: self.start], self.text[self.end :]
        if new == "" and (not before or before[-1:].isspace()):
            after = after.removeprefix(" ")
        if len(before) > AROUND:
            before = "… " + before[-AROUND:].partition(" ")[2]
        if len(after) > AROUND:
            after = after[:AROUND].rpartition(" ")[0] + " …"
        here = self.text[self.start : self.end] if new is None else new
        return tuple(part.replace(CALL, "") for part in (before, here, after))


def hits(state: State, search: Search) -> list[Hit]:
    """Every place in a state where the words stand, in reading order."""
    found, pattern = [], search.pattern

    def look(path: str, value: Value) -> Value:
        runs = _runs(value)
        text = "".join(runs)
        for number, match in enumerate(pattern.finditer(text)):
            first, _ = _place(runs, match.start())
            last, _ = _place(runs, match.end() - 1)
            link = first == last and runs[first] == match[0] and _is_link(value, first)
            found.append(Hit(path, number, text, match.start(), match.end(), first != last, link))
        return value

    _walk(state, "", look)
    return found


def replaced(state: State, search: Search, new: str, chosen: Collection[str]) -> State:
    """The state with `new` in the chosen hits, which are named by their keys; those that cannot be are left."""
    wanted: dict[str, list[Hit]] = {}
    for hit in hits(state, search):
        if hit.key in chosen and not hit.fixed(new):
            wanted.setdefault(hit.path, []).append(hit)

    def put(path: str, value: Value) -> Value:
        return _put(value, wanted[path], new) if path in wanted else value

    return _walk(state, "", put)


def where(state: State, path: str) -> str:
    """What the place is called: «tittelen», «resultatmål 2, indikator», «fotnote 1»."""
    steps, said, value = path.strip(".").split("."), [], state
    for at, step in enumerate(steps):
        if isinstance(value, dict) and step not in value:
            break  # in a list of rich text
        value = value[int(step)] if isinstance(value, list) else value[step]
        if step in ONE_OF and at + 1 < len(steps):
            one = value[int(steps[at + 1])]
            said.append(ONE_OF[step].format(one.get("marker") or one.get("number") or int(steps[at + 1]) + 1))
        elif step in PARTS:
            said.append(PARTS[step])
        elif not said:
            said.append(LABELS.get(step, step))
    return ", ".join(said)


def _put(value: Value, found: list[Hit], new: str) -> Value:
    texts = _runs(value)
    for hit in reversed(found):
        run, start = _place(texts, hit.start)
        before, after = texts[run][:start], texts[run][start + hit.end - hit.start :]
        if not new and (not before or before[-1].isspace()):
            after = after.removeprefix(" ")
        texts[run] = before + new + after
    if isinstance(value, str):
        return texts[0].strip(" ")
    runs = [_with(run, text) for run, text in zip(value, texts, strict=True)]
    return [run for run in runs if run and run != {"text": ""} and (not isinstance(run, dict) or run.get("text", "?"))]


def _runs(value: Value) -> list[str]:
    """The words of each run; a plain text is one run."""
    if isinstance(value, str):
        return [value]
    return [run if isinstance(run, str) else run.get("text", CALL) for run in value]


def _with(run: str | dict, text: str) -> str | dict:
    if isinstance(run, str):
        return text
    return run if "note" in run else run | {"text": text}


def _is_link(value: Value, run: int) -> bool:
    return not isinstance(value, str) and isinstance(value[run], dict) and "href" in value[run]


def _place(texts: list[str], at: int) -> tuple[int, int]:
    """The run that a letter of the joined texts stands in, and where in it."""
    for run, text in enumerate(texts):
        if at < len(text):
            return run, at
        at -= len(text)
    raise IndexError(at)


def _walk(value, path: str, change: Callable[[str, Value], Value]):
    """The value with every text in it as `change` makes it."""
    if isinstance(value, list) and value and isinstance(value[0], dict) and "type" in value[0]:
        blocks = _walk_blocks(value, path, change)
        return value if blocks == value else _tidy(blocks)
    if isinstance(value, list):  # a text straight in a list is an id or a key
        return [each if isinstance(each, str) else _walk(each, f"{path}.{at}", change) for at, each in enumerate(value)]
    if isinstance(value, dict):
        return {name: _walk_field(name, inner, f"{path}.{name}", change) for name, inner in value.items()}
    return value


def _walk_field(name: str, inner, path: str, change):
    if name not in WORDS:
        return inner
    return change(path, inner) if isinstance(inner, str) else _walk(inner, path, change)


def _walk_blocks(blocks: list, path: str, change) -> list:
    """The same for rich text; what is left empty is left out."""
    found = []
    for at, block in enumerate(blocks):
        here = f"{path}.{at}"
        if block["type"] == "list":
            items = [_walk_blocks(item, f"{here}.{each}", change) for each, item in enumerate(block["items"])]
            items = [item for item in items if item]
            found += [block | {"items": items}] if items else []
        elif content := change(here, block["content"]):
            found.append(block | {"content": content})
    return found


def _tidy(blocks: list) -> list:
    """As the database would give it back: blanks folded, neighbours that look alike joined."""
    return [block.model_dump(mode="json") for block in read_html(write_html(stored_blocks(blocks)))]

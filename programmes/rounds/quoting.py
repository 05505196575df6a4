"""A quote from what somebody comments on. It must stand there, or nobody can find it again."""

import re

from ..parts import Part
from .standing import texts

CALL = re.compile(r"\[[^\[\]\s]{1,10}\]")


def quoted(part: Part, quote: str) -> tuple[str, str] | None:
    """The field that holds the words and the words as they stand there; nothing when they do not.

    Blanks do not count: a selection in a browser has other line breaks than the text. Nor do the footnotes' calls,
    which a selection has with it and the text alone has not. Words that begin in one field and end in the next are in
    no field, and the name is empty.
    """
    fields = texts(part)
    for wanted in dict.fromkeys((quote, CALL.sub("", quote))):
        words = re.compile(r"\s*".join(re.escape(letter) for letter in wanted if not letter.isspace()))
        for name, text in (*fields.items(), ("", "\n".join(fields.values()))):
            if words.pattern and (found := words.search(text)):
                return name, " ".join(found.group().split())
    return None

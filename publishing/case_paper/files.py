"""The saksframlegg as a file: asked for by somebody, made by the worker of exactly what it said then."""

from datetime import UTC, datetime

from django.template.loader import render_to_string

from organisation.models import User
from programmes.document import sha256

from ..glyphs import missing
from ..models import CasePaper, PaperFile
from ..tasks import make_paper_file
from .finishing import content_of
from .paper import HEADINGS, NO_CHANGES, NOT_ONLY_WORDS, ONLY_WORDS, Paper, as_json

FILE = "saksframlegg"
KEPT = 20  # of all: one can always be made again
UNDRAWN = "[?]"  # for a sign that the typefaces lack: a group's statement is not rewritten for its sake


def name_of(content: bytes, form: str, paper: CasePaper) -> str:
    """What the file of a paper is called: the same words are printed once."""
    return sha256(content + f"\n{form} {paper.pk}".encode())


def ask(paper: CasePaper, form: str, *, by: User) -> PaperFile:
    """The paper as it is now, as a file. Only the first time, or when somebody tries again, is a worker set going."""
    content = as_json(content_of(paper))
    asked = {"paper": paper, "form": form, "document": content, "asked_by": by}
    file, is_new = PaperFile.objects.light().get_or_create(sha256=name_of(content, form, paper), defaults=asked)
    if is_new or PaperFile.objects.filter(pk=file.pk).begin_again(by):
        make_paper_file.enqueue(file.pk)
        kept = PaperFile.objects.values_list("pk", flat=True)[:KEPT]
        PaperFile.objects.exclude(pk__in=list(kept)).delete()
    return file


def there_are(paper: CasePaper, content: Paper, user: User) -> list[tuple[PaperFile.Form, PaperFile | None]]:
    """Each form, and the file of what the paper says now as far as there is one."""
    names = {form: name_of(as_json(content), form, paper) for form in PaperFile.Form}
    rows = PaperFile.objects.visible_to(user).light().filter(sha256__in=names.values())
    found = {each.sha256: each for each in rows}
    return [(form, found.get(name)) for form, name in names.items()]


def drawn(paper: Paper) -> dict:
    """What the templates need of a paper: its texts with their headings, in three groups between the figures."""
    named = HEADINGS | {"proposal": paper.proposal}
    parts = [(name, named[name], getattr(paper.texts, name)) for name in HEADINGS]
    groups = {"opening": parts[:2], "middle": parts[2:4], "closing": parts[4:]}
    words = {"no_changes": NO_CHANGES, "only_words": ONLY_WORDS, "not_only_words": NOT_ONLY_WORDS}
    return {"paper": paper, "facts": paper.facts, **groups, **words}


def print_html(paper: Paper, checksum: str, made_at: datetime) -> str:
    """The HTML that is printed, with a sign for every character that cannot be drawn."""
    context = drawn(paper) | {
        "printed": True,
        "made_at": made_at.astimezone(UTC),
        "checksum": [checksum[i : i + 8] for i in range(0, len(checksum), 8)],
    }
    html = render_to_string("publishing/case_paper_print.html", context)
    if lacking := missing(html):
        html = render_to_string("publishing/case_paper_print.html", context | {"lacks": UNDRAWN})
        html = html.translate({ord(character): UNDRAWN for character in lacking})
    return html

"""The text as it stands now, for those who write it: the document, and its PDF when somebody asks for one.

A PDF belongs to the document it was made of, byte for byte. Whoever asks for one that is there or under way gets
that; after an edit the document has another name, and the PDF is an old one.
"""

from organisation.models import User
from programmes.building import build
from programmes.document import Document, for_everybody, sha256, to_json
from programmes.models import Guidelines, Programme

from .models import Preview, owner
from .tasks import make_preview

KEPT = 3  # previews of a programme; a PDF is some hundred kilobytes


def current_document(work: Programme | Guidelines) -> Document:
    """What would be adopted: without what points into drafts, since a PDF is soon passed on."""
    return for_everybody(build(work))


def ask(work: Programme | Guidelines, *, by: User) -> Preview:
    """The preview of the text as it stands now. Only the first who asks, or who tries again, sets a worker going."""
    content = to_json(current_document(work))
    asked = {**owner(work), "document": content, "asked_by": by}
    preview, is_new = Preview.objects.light().get_or_create(sha256=sha256(content), defaults=asked)
    if is_new or Preview.objects.filter(pk=preview.pk).begin_again(by):
        make_preview.enqueue(preview.pk)
        forget_all_but_newest(work)
    return preview


def forget_all_but_newest(work: Programme | Guidelines) -> None:
    """Delete the older previews; nobody cites them, and they can be made again from a milestone or an edition."""
    newest = Preview.objects.of(work).values_list("pk", flat=True)[:KEPT]
    Preview.objects.of(work).exclude(pk__in=list(newest)).delete()


def to_show(work: Programme | Guidelines, checksum: str) -> Preview | None:
    """The preview of the text with this SHA-256, else the newest of an earlier text that came to something."""
    every = list(Preview.objects.of(work).light())
    now = next((preview for preview in every if preview.sha256 == checksum), None)
    return now or next((preview for preview in every if not preview.failure), None)

"""A file that somebody brings to be verified: summed up while it comes in, looked into in memory, kept nowhere.

A file that has been saved again has another checksum. But our PDF carries its document as data, and our page has the
adopted article in it byte for byte, so what such a file was made of can still be told.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler
from pypdf import PdfReader

from programmes.document import sha256

LARGEST = 50 * 1024 * 1024
LOOKED_INTO = 20 * 1024 * 1024  # bytes; an edition's PDF is half a million
ATTACHMENTS = 5
FRAME = 64 * 1024  # what a multipart form takes beside the file itself
ARTICLE = re.compile(rb'<article class="document".*</article>', re.DOTALL)


@dataclass(frozen=True)
class Brought:
    """A file's checksum, and its bytes when they are worth looking into."""

    sha256: str
    size: int
    content: bytes = b""

    def contents(self) -> Iterator[str]:
        """Checksums of what the file carries: the data in a PDF, the article in a page."""
        if self.content.startswith(b"%PDF"):
            yield from _attached(self.content)
        elif article := ARTICLE.search(self.content):
            as_stored = b"\n" + article[0] + b"\n"
            yield sha256(as_stored)
            yield sha256(as_stored.replace(f'href="{settings.SITE_URL}/'.encode(), b'href="/'))


def _attached(pdf: bytes) -> Iterator[str]:
    """A file that cannot be read carries nothing; whatever a stranger has put together, it is no fault of ours."""
    try:
        attachments = PdfReader(BytesIO(pdf)).attachments
        for name in islice(attachments, ATTACHMENTS):
            yield from (sha256(content) for content in attachments[name][:ATTACHMENTS])
    except Exception:  # pypdf raises what it likes on what is not a PDF
        return


class Ear(FileUploadHandler):
    """Django's way of taking a file in, without a file: it hears the bytes go by."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.sum, self.heard = hashlib.sha256(), bytearray()

    def receive_data_chunk(self, raw_data, start):
        self.sum.update(raw_data)
        begins = raw_data if start == 0 else self.heard
        if begins[:1] in (b"%", b"<", b"\n") and len(self.heard) < LOOKED_INTO:  # a PDF or a page; else nothing is kept
            self.heard += raw_data

    def file_complete(self, file_size):
        whole = file_size == len(self.heard)
        return Brought(self.sum.hexdigest(), file_size, bytes(self.heard) if whole else b"")


def is_too_large(request) -> bool:
    """Asked before a byte is read; Django reads no more than what the request says that it holds."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdecimal() or int(length) > LARGEST + FRAME


def take_in(request) -> Brought | None:
    """The file that is sent, if there is one."""
    request.upload_handlers = [Ear(request)]
    return request.FILES.get("fil")

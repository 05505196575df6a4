"""Files in one ZIP: the same bytes for the same files, whatever the machine, the hour and the version of the packer."""

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from programmes.document import sha256

CHECKSUMS = "sjekksummer.txt"
UNIX, READABLE = 3, 0o100644 << 16


def packed(folder: str, files: Mapping[str, bytes], at: datetime) -> bytes:
    """The files in a folder of their own, with `sjekksummer.txt` beside them, in alphabetical order.

    Nothing is compressed: what a compressor makes may change from one version to the next, and a PDF gets no smaller.
    """
    every = dict(files) | {CHECKSUMS: checksums(files)}
    content = BytesIO()
    with ZipFile(content, "w", ZIP_STORED) as archive:
        for name in sorted(every):
            entry = ZipInfo(f"{folder}/{name}", date_time=at.astimezone(UTC).timetuple()[:6])
            entry.create_system, entry.external_attr = UNIX, READABLE
            archive.writestr(entry, every[name])
    return content.getvalue()


def checksums(files: Mapping[str, bytes]) -> bytes:
    """As `sha256sum` writes them and `sha256sum --check` reads them."""
    return "".join(f"{sha256(files[name])}  {name}\n" for name in sorted(files)).encode()

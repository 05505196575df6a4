from .archive import ArchivePackage, IssuedFile
from .edition import AdoptedMeasure, Confirmation, Edition, Withdrawal
from .printed import LASTS, SILENCE, LogFile, Overview, PreparedEdition, Preview, Printed, owner
from .set_aside import SetAside

__all__ = [
    "LASTS",
    "SILENCE",
    "AdoptedMeasure",
    "ArchivePackage",
    "Confirmation",
    "Edition",
    "IssuedFile",
    "LogFile",
    "Overview",
    "PreparedEdition",
    "Preview",
    "Printed",
    "SetAside",
    "Withdrawal",
    "owner",
]

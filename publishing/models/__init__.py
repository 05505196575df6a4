from .archive import ArchivePackage, IssuedFile
from .case_paper import CasePaper, FinishedPaper, PaperFile
from .edition import AdoptedMeasure, Confirmation, Edition, Withdrawal
from .printed import LASTS, SILENCE, LogFile, Overview, PreparedEdition, Preview, Printed, owner
from .set_aside import SetAside

__all__ = [
    "LASTS",
    "SILENCE",
    "AdoptedMeasure",
    "ArchivePackage",
    "CasePaper",
    "Confirmation",
    "Edition",
    "FinishedPaper",
    "IssuedFile",
    "LogFile",
    "Overview",
    "PaperFile",
    "PreparedEdition",
    "Preview",
    "Printed",
    "SetAside",
    "Withdrawal",
    "owner",
]

from .case_paper import CasePaper, FinishedPaper, PaperFile
from .edition import AdoptedMeasure, Confirmation, Edition, Withdrawal
from .printed import LASTS, SILENCE, LogFile, Overview, PreparedEdition, Preview, Printed, owner

__all__ = [
    "LASTS",
    "SILENCE",
    "AdoptedMeasure",
    "CasePaper",
    "Confirmation",
    "Edition",
    "FinishedPaper",
    "LogFile",
    "Overview",
    "PaperFile",
    "PreparedEdition",
    "Preview",
    "Printed",
    "Withdrawal",
    "owner",
]

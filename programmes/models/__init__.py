from .apart import DifferentNames
from .beginning import Beginning
from .comment import Comment, InternalNote, Suggestion
from .decision import Decision, PhaseChange
from .guidelines import Area, Goal, Guidelines, Strategy
from .measure import Lineage, Measure, MeasurePartner, ResultTarget
from .milestone import Milestone
from .process import ProcessPlan, ProcessStep
from .programme import Programme
from .rejected import RejectedOrigin
from .response import Response
from .round import Round
from .section import Footnote, Section, SustainabilityGoal
from .statement import NoRemarks, Statement

__all__ = [
    "Area",
    "Beginning",
    "Comment",
    "Decision",
    "DifferentNames",
    "Footnote",
    "Goal",
    "Guidelines",
    "InternalNote",
    "Lineage",
    "Measure",
    "MeasurePartner",
    "Milestone",
    "NoRemarks",
    "PhaseChange",
    "ProcessPlan",
    "ProcessStep",
    "Programme",
    "RejectedOrigin",
    "Response",
    "ResultTarget",
    "Round",
    "Section",
    "Statement",
    "Strategy",
    "Suggestion",
    "SustainabilityGoal",
]

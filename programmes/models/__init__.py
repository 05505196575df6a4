from .apart import DifferentNames
from .beginning import Beginning
from .guidelines import Area, Goal, Guidelines, Strategy
from .measure import Lineage, Measure, MeasurePartner, ResultTarget
from .milestone import Milestone
from .process import Decision, ProcessPlan, ProcessStep
from .programme import Programme
from .section import Footnote, Section, SustainabilityGoal

__all__ = [
    "Area",
    "Beginning",
    "Decision",
    "DifferentNames",
    "Footnote",
    "Goal",
    "Guidelines",
    "Lineage",
    "Measure",
    "MeasurePartner",
    "Milestone",
    "ProcessPlan",
    "ProcessStep",
    "Programme",
    "ResultTarget",
    "Section",
    "Strategy",
    "SustainabilityGoal",
]

"""What the parts of a document say, read out as texts by field: what two states are compared by.

Ids and keys are read out as the names they stand for, so that next year's copy of an area or a budget line is the same.
"""

from . import document as doc
from .wording import LABELS, read_out

KINDS = {
    "text": "tekst", "measures": "tiltak", "budget": "budsjett", "process": "fremdriftsplan",
    "strategies": "strategier", "sdgs": "bærekraftsmål", "beside": "ved siden av hverandre",
}  # fmt: skip
LAYOUTS = {"table": "tabell", "sheet": "et ark per tiltak", "list": "liste"}
AREAS = {"area": "innsatsområde", "theme": "tverrgående tema", "overall": "overordnede strategier"}
LANGUAGES = {"nb": "bokmål", "nn": "nynorsk", "en": "engelsk", "sv": "svensk", "da": "dansk", "se": "nordsamisk"}
OUTCOMES = {"adopted": "vedtatt", "adopted_with_changes": "vedtatt med endringer"}
ONLY_MARKS = "Ordene er de samme. Uthevinger, lister eller lenker er endret."
OTHER_STRATEGIES = "Svarer ikke på de samme strategiene som før."
MEASURE = ("number", "title", "partners", "time_frame", "responsible", "cooperation")  # said as they are


class Voice:
    """Reads a document out."""

    def __init__(self, document: doc.Document) -> None:
        self.document = document
        sections = [section for section, _depth in document.every_section()]
        self.section_of = {measure.id: section for section in sections for measure in section.measures}
        self.parent_of = {child.id: section for section in sections for child in section.sections}
        self.area = {area.key: area.name for area in document.areas}
        self.body = {body.key: body.name for body in document.bodies}
        self.line = {line.id: line.label for section in sections if section.table for line in section.table.lines}
        self.printed = {field.field: field.label for field in document.fields}

    def label(self, name: str, *, of_measure: bool) -> str:
        """What the programme calls a field of its measures; else what it is called everywhere."""
        return (of_measure and self.printed.get(name)) or LABELS.get(name, name).capitalize()

    def measure(self, measure: doc.Measure) -> dict[str, str]:
        """Everything a measure says but where it comes from, by field, without what is empty."""
        return _said(
            {name: getattr(measure, name) for name in MEASURE[:2]}
            | {"content": read_out(measure.content)}
            | {name: getattr(measure, name) for name in MEASURE[2:]}
            | {
                "named_partners": "\n".join(measure.named_partners),
                "results": "\n".join(map(_result, measure.results)),
                "starts_on": _day(measure.starts_on),
                "ends_on": _day(measure.ends_on),
                "priority": measure.priority and str(measure.priority),
                "sdgs": "\n".join(f"Mål {number}" for number in sorted(measure.sdgs)),
                "further_areas": "\n".join(self.area.get(key, key) for key in measure.further_areas),
                "budget_lines": "\n".join(sorted(self.line.get(each, each.hex[:8]) for each in measure.budget_lines)),
                "language": self._other_language(measure),
            }
        )

    def section(self, section: doc.Section) -> dict[str, str]:
        """Everything a section says itself, by field, without what is empty."""
        return _said(
            {
                "number": section.number,
                "title": section.title,
                "kind": KINDS[section.kind],
                "area": section.area and self.area.get(section.area, section.area),
                "body": section.body and self.body.get(section.body, section.body),
                "text": read_out(section.text),
                "goals": "\n".join(map(_goal, section.goals)),
                "strategies": "\n".join(f"• {read_out(each.text)}" for each in section.strategies),
                "sdgs": "\n".join(f"Mål {each.number}: {each.printed}" for each in section.sdgs),
                "closing": read_out(section.closing),
                "notes": "\n".join(f"[{each.marker}] {read_out(each.text)}" for each in section.notes),
                "language": self._other_language(section),
            }
        )

    def _other_language(self, part: doc.Measure | doc.Section) -> str:
        return LANGUAGES[part.language] if part.language != self.document.language else ""

    def about(self) -> dict[str, str]:
        """What the whole says of itself, by field, without what is empty."""
        document, decision = self.document, self.document.decision
        decided = (
            self.body.get(decision.body), OUTCOMES[decision.outcome], _day(decision.decided_on), decision.case_number,
        ) if decision else ()  # fmt: skip
        return _said(
            {
                "title": document.title,
                "cover": document.cover,
                "first_year": str(document.first_year),
                "last_year": str(document.last_year),
                "language": LANGUAGES[document.language],
                "guidelines": document.guidelines,
                "adopting_body": document.adopting_body and self.body.get(document.adopting_body),
                "decision": ", ".join(filter(None, decided)),
                "layout": LAYOUTS[document.layout],
                "fields": "\n".join(field.label for field in document.fields),
                "areas": "\n".join(f"{area.name} ({AREAS[area.kind]})" for area in document.areas),
                "steps": "\n".join(map(_step, document.steps)),
            }
        )


def unsaid(part: doc.Measure | doc.Section) -> dict[str, tuple]:
    """What two parts may differ in though they are read out alike: by field, with a sentence about it."""
    if isinstance(part, doc.Measure):
        return {"content": (part.content, ONLY_MARKS), "strategies": (set(part.strategies), OTHER_STRATEGIES)}
    rich = {
        "text": part.text,
        "goals": tuple(each.text for goal in part.goals for each in goal.strategies),
        "strategies": tuple(each.text for each in part.strategies),
        "closing": part.closing,
        "notes": tuple(note.text for note in part.notes),
    }
    return {name: (value, ONLY_MARKS) for name, value in rich.items()}


def _said(fields: dict) -> dict[str, str]:
    return {name: text for name, text in fields.items() if text}


def _day(day) -> str:
    return f"{day:%d.%m.%Y}" if day else ""


def _result(result: doc.Result) -> str:
    """A resultatmål and how it is checked, as the page prints it."""
    check = [result.indicator, result.baseline and f"fra {result.baseline}", result.target and f"til {result.target}"]
    check = " ".join(filter(None, (*check, result.unit)))
    return f"{result.text}\n{check}" if check else result.text


def _goal(goal: doc.Goal) -> str:
    return "\n".join([goal.text, *(f"• {read_out(each.text)}" for each in goal.strategies)])


def _step(step: doc.Step) -> str:
    sure = "" if step.confirmed else " (ikke bekreftet)"
    exact = " til ".join(filter(None, (_day(step.starts_on), _day(step.ends_on))))
    when = f"{step.when}{sure}" + (f" [{exact}]" if exact else "")
    return " – ".join(filter(None, (when, step.what, step.who)))

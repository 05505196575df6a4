"""A chapter or an avsnitt as the secretariat writes it."""

from uuid import uuid4

from django import forms

from budget.models import BudgetTable
from organisation.models import Body

from .. import document as doc
from ..document import NUMBER, as_plain
from ..models import Section
from ..models.work import Language
from ..plain import read_plain, write_plain
from ..richtext import stored_blocks
from .fields import BlocksField, LineField, RowsField, areas_of
from .measure import BESIDE, NUMBER_SAYS, SDGS, StateForm

NOTES = (("marker", "Merke", 8), ("text", "Fotnote", 5_000))
GOALS = (("text", "Mål", 1_000), ("id", "", 0))
STRATEGIES = (("text", "Strategi", 5_000), ("goal", "Hører til mål nr.", 3), ("id", "", 0))
PRINTED_SDGS = (("number", "Nummer", 2), ("printed", "Navnet som trykkes", 300))
NO_SUCH_GOAL = "Strategien «{text}» hører til mål nr. {goal}, men det er ikke noe slikt mål i avsnittet."
NO_SUCH_SDG = "«{number}» er ikke et av FNs sytten mål. Skriv et tall fra 1 til 17."


class SectionForm(StateForm):
    """A section's own words. What stands in it – measures, sections – is edited where it stands."""

    model = doc.Section
    number = forms.RegexField(
        NUMBER, label="Nummer", max_length=20, required=False, error_messages={"invalid": NUMBER_SAYS}
    )
    title = LineField(label="Overskrift", max_length=1_000)
    text = BlocksField(label="Tekst")
    closing = BlocksField(label="Tekst etter")
    notes = RowsField(
        NOTES, "Fotnote", "Fotnoten mangler merke.", marked=("text",), label="Fotnoter",
        help_text="Skriv [^1] i teksten der fotnoten med merket 1 skal stå.",
    )  # fmt: skip
    goals = RowsField(GOALS, "Mål", "Målet mangler tekst.", label="Mål")
    strategies = RowsField(
        STRATEGIES, "Strategi", "Strategien mangler tekst.", marked=("text",), label="Strategier",
        help_text="Strategier uten nummer på mål står for seg selv.",
    )  # fmt: skip
    sdgs = RowsField(PRINTED_SDGS, "Bærekraftsmål", "Bærekraftsmålet mangler nummer.", label="FNs bærekraftsmål")
    kind = forms.ChoiceField(label="Slag", choices=Section.Kind.choices)
    area = forms.ChoiceField(label="Område", required=False)
    body = forms.ChoiceField(label="Organ", required=False)
    table = forms.ChoiceField(label="Budsjettabell", required=False, help_text="For avsnitt av slaget budsjettabell.")
    language = forms.ChoiceField(label="Språk", choices=Language.choices)

    def __init__(self, *args, work, **kwargs):
        super().__init__(*args, **kwargs)
        self.guides = work._meta.model_name == "guidelines" or bool(self.before.get("goals"))
        self.fields["area"].choices = [("", "Ingen"), *areas_of(work)]
        self.fields["body"].choices = [("", "Ingen"), *Body.objects.values_list("key", "name")]
        tables = BudgetTable.objects.filter(budget=getattr(work, "budget", None)).select_related("budget")
        self.fields["table"].choices = [("", "Ingen"), *((str(table.uuid), str(table)) for table in tables)]
        self.initial |= self._rows()

    def _rows(self) -> dict:
        """Notes, goals and strategies as rows of text."""
        goals = self.before.get("goals", [])
        loose = [(None, each) for each in self.before.get("strategies", [])]
        placed = [(number, each) for number, goal in enumerate(goals, 1) for each in goal.get("strategies", [])]
        return {
            "notes": [{"marker": note["marker"], "text": _text(note["text"])} for note in self.before.get("notes", [])],
            "goals": [{"text": goal["text"], "id": goal["id"]} for goal in goals],
            "strategies": [
                {"text": _text(each["text"]), "goal": number or "", "id": each["id"]} for number, each in loose + placed
            ],
        }

    def clean_sdgs(self) -> list[dict]:
        rows = self.cleaned_data["sdgs"]
        for row in rows:
            if not (row["number"].isdecimal() and 1 <= int(row["number"]) <= 17):
                raise forms.ValidationError(NO_SUCH_SDG.format(number=row["number"]))
        names = dict(enumerate(SDGS, 1))
        return [
            {"number": int(row["number"]), "printed": row.get("printed") or names[int(row["number"])]} for row in rows
        ]

    def clean_strategies(self) -> list[dict]:
        known = {str(number) for number in range(1, len(self.cleaned_data.get("goals", [])) + 1)}
        for row in self.cleaned_data["strategies"]:
            if row.get("goal", "") not in known | {""}:
                raise forms.ValidationError(NO_SUCH_GOAL.format(text=row["text"][:60], goal=row["goal"]))
        return self.cleaned_data["strategies"]

    def said(self) -> dict:
        said = super().said()
        if "strategies" not in said:
            return said  # only some of the fields are asked for
        rows = [(row.get("goal", ""), _strategy(row)) for row in said["strategies"]]
        said["notes"] = [{"marker": row["marker"], "text": _blocks(row.get("text", ""))} for row in said["notes"]]
        said["strategies"] = [each for goal, each in rows if not goal]
        said["goals"] = [
            {
                "id": row.get("id") or str(uuid4()),
                "text": row["text"],
                "strategies": [each for goal, each in rows if goal == str(number)],
            }
            for number, row in enumerate(said["goals"], 1)
        ]
        return said

    @property
    def first(self):
        guidance = ("goals", "strategies") if self.guides or self.before.get("kind") == "strategies" else ()
        sdgs = ("sdgs",) if self.before.get("kind") == "sdgs" else ()
        return [self[name] for name in ("number", "title", "text", *guidance, *sdgs, "closing", "notes")]

    @property
    def more(self):
        shown = {field.name for field in self.first} | set(BESIDE)
        return [self[name] for name in self.fields if name not in shown]


def _text(blocks: list) -> str:
    return write_plain(stored_blocks(blocks))


def _blocks(text: str) -> list:
    return as_plain(read_plain(text))


def _strategy(row: dict) -> dict:
    return {"id": row.get("id") or str(uuid4()), "text": _blocks(row["text"])}

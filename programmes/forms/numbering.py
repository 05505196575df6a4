"""Choosing how a work is numbered, with what its own headings and measures would be called."""

from uuid import UUID

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator

from ..models import Guidelines, Programme
from ..models.work import Work
from ..numbering import HOLDS, Numbers, Place, numbers
from ..outline import outline

SHOWN, LONGEST = 3, 60
CHAPTER, FIRST, SECOND = (UUID(int=n) for n in range(3))
NAMES = {CHAPTER: "Første kapittel", FIRST: "Første tiltak", SECOND: "Andre tiltak"}  # until there is something to show
WAYS = {
    Work.Numbering.WRITTEN: ("Slik de er skrevet", "Dere skriver numrene selv."),
    Work.Numbering.NONE: ("Ingen numre", ""),
    Work.Numbering.FIGURES: ("Tall", ""),
    Work.Numbering.LETTERS: ("Bokstaver", ""),
}
ABOUT = (
    "Velger du tall eller bokstaver, får {} numre som følger rekkefølgen. Andre overskrifter beholder nummeret sitt. "
    "Numre dere har skrevet, blir tatt vare på."
)
OF_PROGRAMMES = ABOUT.format("tiltakene og kapitlene de står i,")
OF_GUIDELINES = ABOUT.format("kapitlene med strategier")


class NumberingField(forms.ChoiceField):
    """One of the schemes. `show` says whose."""

    widget = forms.RadioSelect

    def show(self, work: Programme | Guidelines) -> None:
        """Name what is numbered, and give every scheme an example from the work."""
        of_guidelines = isinstance(work, Guidelines)
        self.label = "Numre på kapitlene" if of_guidelines else "Numre på tiltakene"
        self.help_text = OF_GUIDELINES if of_guidelines else OF_PROGRAMMES
        kind, tree = work._meta.model_name, outline(work)
        places, names = list(tree.places()), tree.titles()
        if not numbers(Work.Numbering.NONE, kind, places):
            places, names = [Place(CHAPTER, 1, HOLDS[kind], None, [] if of_guidelines else [FIRST, SECOND])], NAMES
        self.choices = [
            (way, _label(said, more, numbers(way, kind, places), names)) for way, (said, more) in WAYS.items()
        ]


def _label(said: str, more: str, found: Numbers, names: dict[UUID, str]) -> str:
    """What a scheme is called, and the first that it would number."""
    lines = [(number or "", Truncator(names[uuid]).chars(LONGEST)) for uuid, number in list(found.items())[:SHOWN]]
    example = format_html_join("", "<span>{} {}</span>", lines) if any(number for number, _name in lines) else more
    return format_html('{}<span class="numbering-example">{}</span>', said, example) if example else said

"""A programme all the way: a round with comments and answers, the board's innstilling, the vedtak, an edition."""

from datetime import date

from organisation.models import Body, User
from programmes import phases
from programmes.decisions import Treatment
from programmes.models import Measure, Programme
from publishing.freezing import freeze
from publishing.models import Edition

from .logs import answered_round, edit

RECOMMENDED_ON, ADOPTED_ON = date(2025, 11, 24), date(2025, 12, 8)


def board(programme: Programme, by: User) -> None:
    """The board recommends what is written, with a sentence that nobody outside hears."""
    said = Treatment(
        Body.objects.get(key="styret"), "recommended", RECOMMENDED_ON, "40/25", "Innstilles som det står.", "Enstemmig",
    )  # fmt: skip
    phases.write_down(programme, said, by=by)


def assembly(programme: Programme, by: User) -> None:
    said = Treatment(
        Body.objects.get(key="representantskapet"), "adopted", ADOPTED_ON, "12/25", "Vedtas.", "31 mot 2",
        "https://eksempel.no/protokoll",
    )  # fmt: skip
    phases.write_down(programme, said, by=by)


def adopted_story(programme: Programme, by: User, **round) -> Edition:
    """The draft of 2024 adopted after an answered round; `Medlemskontakt` has got another name twice on the way."""
    answered_round(programme, by, **round)
    programme.refresh_from_db()
    programme.adopting_body = Body.objects.get(key="representantskapet")
    programme.save(update_fields=["adopting_body"])
    board(programme, by)
    measure = Measure.objects.get(section__programme=programme, title="Kontakt med medlemmer")
    edit(measure, by, title="Kontakt med medlemmer og regionråd")
    assembly(programme, by)
    return freeze(Programme.objects.get(pk=programme.pk), by=by)

"""What has changed in a programme since it was last treated: since the innstilling, or since what was adopted last."""

from programmes.document import Document
from programmes.models import PhaseChange, Programme

from .comparing import Pair, pair_of
from .finding import State, everything, find_state, named_draft


def since_treated(programme: Programme, document: Document) -> Pair | None:
    """The innstilling, else the last edition, held against `document`; `None` when there is neither.

    For the secretariat, who see all of it.
    """
    name = _before(programme)
    if name is None:
        return None
    before = find_state(name, everything)
    # The vedtak is told beside; a milestone has none yet, and it would be the one difference in every text.
    document = document.model_copy(update={"decision": before.document.decision})
    return pair_of(before, State(named_draft(programme), document), everything)


def _before(programme: Programme) -> str | None:
    change = innstilling(programme)
    if change:
        return f"{programme.slug}@{change.milestone.slug}"
    last = programme.editions.order_by("-number").values_list("number", flat=True).first()
    return last and f"{programme.slug}@edition:{last}"


def innstilling(programme: Programme) -> PhaseChange | None:
    """How the programme came to be recommended, with the text as it was; none when it has gone back since."""
    if programme.phase != Programme.Phase.RECOMMENDED:
        return None
    changes = programme.phase_changes.filter(became=Programme.Phase.RECOMMENDED, milestone__isnull=False)
    return changes.select_related("milestone").defer("milestone__content").last()

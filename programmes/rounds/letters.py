"""The words of every mail, and whom each is for. Asked when a mail is decided, and again when it is sent.

A function for each kind of mail: in goes the event, out come the letters by the primary keys of those who may have
one now. Nobody gets a letter that tells of something they do not see.
"""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from organisation.letters import Letter, one_line
from organisation.models import Body, Mailing, Seat, User
from organisation.roles import HELD, SECRETARIAT
from organisation.visibility import Visibility

from ..models import Programme, Response, Round
from .audience import asked, still_to_answer
from .digest import letters_of_the_day
from .phrases import address, long, names, short, title

Kind = Mailing.Kind
Letters = dict[int, Letter]
PHASES = {
    Programme.Phase.PREPARATION: "under forberedelse",
    Programme.Phase.GROUPS: "på høring hos faggruppene",
    Programme.Phase.COORDINATION: "hos administrativ koordineringsgruppe",
}


class Event(NamedTuple):
    """Something that happened, as the sent log keeps it: `key` holds what it was about, parted by slashes."""

    kind: str
    key: str
    by: User | None = None
    now: datetime | None = None

    @property
    def parts(self) -> list[str]:
        return self.key.split("/")

    @property
    def sender(self) -> str:
        return f"{one_line(str(self.by))} i sekretariatet" if self.by else "Sekretariatet"


def opened(event: Event) -> Letters:
    """A round is open: what is asked, of whom, and until when."""
    round = _round(event)
    if not (round and round.is_open):
        return {}
    return {
        person: Letter(
            subject=f"Frist {short(round.deadline)}: innspill fra {names(bodies)}",
            sentences=(
                f"{title(round)} er klart til å leses, og {names(bodies)} blir bedt om innspill.",
                f"Fristen er {long(round.deadline)}.",
                "Skriv ved det du mener noe om, eller meld fra at dere ikke har merknader.",
            ),
            action="Les utkastet og skriv innspill",
            link=address(round),
            sender=event.sender,
        )
        for person, bodies in asked(round).items()
    }


def moved(event: Event) -> Letters:
    """The deadline is another, also when a closed round is opened again. Moved once more meanwhile: not told here."""
    round = _round(event)
    if not (round and round.is_open and event.parts[1] == f"{round.deadline}"):
        return {}
    return {
        person: Letter(
            subject=f"Ny frist {short(round.deadline)}: innspill fra {names(bodies)}",
            sentences=(
                f"Fristen for innspill til {title(round)} er flyttet.",
                f"Den er nå {long(round.deadline)}.",
                "Det dere har skrevet, står som før.",
            ),
            action="Les utkastet og skriv innspill",
            link=address(round),
            sender=event.sender,
        )
        for person, bodies in asked(round).items()
    }


def reminded(event: Event) -> Letters:
    """The deadline is near, for those who have not answered."""
    round = _round(event)
    today = timezone.localdate()
    if not (round and round.is_open and event.parts[1] == f"{round.deadline}" and today <= round.deadline):
        return {}
    near = {0: "i dag ", 1: "i morgen "}.get((round.deadline - today).days, "")
    return {
        person: Letter(
            subject=f"Frist {near}{short(round.deadline)}: innspill fra {names(bodies)}",
            sentences=(
                f"Fristen for innspill til {title(round)} er {near}{long(round.deadline)}.",
                f"Verken du eller {names(bodies)} har svart ennå.",
                "Har dere ingen merknader, er det fint å få vite det også.",
            ),
            action="Les utkastet og svar",
            link=address(round),
        )
        for person, bodies in still_to_answer(round).items()
    }


def answered(event: Event) -> Letters:
    """What became of your comments, and of your groups'. Who has none gets none."""
    round = _round(event)
    if not (round and round.answered_at):
        return {}
    comments = list(
        round.comments.counted().filter(response__isnull=False).values_list("person", "body", "response__outcome")
    )
    letters = {}
    for person, bodies in asked(round).items():
        own = [outcome for writer, _body, outcome in comments if writer == person]
        points = [("Dine innspill", own)]
        for body in bodies:
            theirs = [outcome for writer, at, outcome in comments if at == body.pk and writer != person]
            points.append((f"{body}, de andres innspill" if own else f"{body}", theirs))
        if any(outcomes for _whose, outcomes in points):
            letters[person] = Letter(
                subject=f"Svar på innspill fra {names(bodies)}",
                sentences=(
                    f"Sekretariatet har svart på innspillene til {title(round)}.",
                    "Slik gikk det med dine og gruppens.",
                    "Begrunnelsen står ved hvert innspill.",
                ),
                points=tuple(f"{whose}: {_tally(outcomes)}" for whose, outcomes in points if outcomes),
                action="Les svarene",
                link=f"{address(round)}gruppen/",
                sender=event.sender,
            )
    return letters


def moved_on(event: Event) -> Letters:
    """The programme has taken a step, forward or back. Only for those who may read it as it is now."""
    programme = Programme.objects.filter(slug=event.parts[0], phase=event.parts[1]).first()
    if programme is None:
        return {}
    now = PHASES.get(programme.phase, programme.get_phase_display())
    change = programme.phase_changes.filter(became=programme.phase).select_related("milestone").last()
    milestone = change and change.milestone

    def letter(action: str, address: str) -> Letter:
        return Letter(
            subject=f"{programme} er nå {now}",
            sentences=(f"{programme} er nå {now}.", "Du får vite det fordi du har vært med på å lage det."),
            action=action,
            link=settings.SITE_URL + address,
            sender=event.sender,
        )

    sent_to = _members(Q(body__in=milestone.circulated_to.values("pk"))) if milestone else set()
    found = dict.fromkeys(sent_to, letter("Les utkastet", milestone.get_absolute_url())) if milestone else {}
    return found | dict.fromkeys(_readers(programme), letter("Les programmet", programme.get_absolute_url()))


def _readers(programme: Programme) -> set[int]:
    """The secretariat, and those who speak in a body that has had the programme, when they may read it now."""
    bodies = Body.objects.filter(rounds__in=programme.rounds.filter(opened_at__isnull=False))
    treated = Body.objects.filter(decisions__programme=programme)
    sent_to = Q(body__in=programme.circulated_to.values("pk"))
    may_read = Q(body__kind=SECRETARIAT)
    if programme.visibility == Visibility.PUBLIC:
        may_read |= sent_to | Q(body__in=bodies) | Q(body__in=treated)
    elif programme.visibility == Visibility.CIRCULATED:
        may_read |= sent_to
    return _members(may_read)


def _members(of: Q) -> set[int]:
    """Those who speak in the bodies that `of` picks out."""
    seats = Seat.objects.current().filter(of, role__in=HELD, person__is_active=True)
    return set(seats.values_list("person", flat=True))


def _tally(outcomes: list[str]) -> str:
    """`2 tatt til følge, 1 besvart`, in the outcomes' own order."""
    counts = Counter(outcomes)
    return ", ".join(f"{counts[value]} {name}" for value, name in Response.Outcome.choices if counts[value])


def _round(event: Event) -> Round | None:
    return Round.objects.select_related("programme").filter(uuid=event.parts[0]).first()


LETTERS = {
    Kind.ROUND_OPENED: opened,
    Kind.DEADLINE_MOVED: moved,
    Kind.REMINDER: reminded,
    Kind.ANSWERED: answered,
    Kind.PHASE_CHANGED: moved_on,
    Kind.DIGEST: lambda event: letters_of_the_day(event.key, event.now),
}

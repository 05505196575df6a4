"""A draft that is sent to two groups, and what they say of it: fixtures and short words for tests of rounds."""

from datetime import timedelta

import pytest
from django.utils import timezone

from organisation.models import Body, Version
from organisation.rights import NotAllowed
from programmes.keeping import change_measure
from programmes.milestones import milestone_parts
from programmes.models import Comment, Measure, Response, Round, Suggestion
from programmes.rounds import commenting, opening
from programmes.rounds.commenting import Remark, Sender
from programmes.states import measure_state

CLIMATE, TRANSPORT = "faggruppe-klima-og-miljo", "faggruppe-areal-og-transport"
BOTH_SEE, OWN = Round.Sight.GROUPS, Round.Sight.OWN


def day(days: int):
    return timezone.localdate() + timedelta(days=days)


def body(key: str) -> Body:
    return Body.objects.get(key=key)


@pytest.fixture
def prepared(draft_2024, secretary) -> Round:
    """A round for two groups that is not opened."""
    return opening.prepare(
        draft_2024, name="Utkast til faggruppene", bodies=[body(CLIMATE), body(TRANSPORT)], deadline=day(10),
        during=OWN, after=BOTH_SEE, by=secretary,
    )  # fmt: skip


@pytest.fixture
def round(prepared, secretary) -> Round:
    return opening.open_round(prepared, by=secretary)


@pytest.fixture
def measure(draft_2024) -> Measure:
    return Measure.objects.get(section__programme=draft_2024, title="Medlemskontakt")


@pytest.fixture
def say(round, climate_member):
    """Write a comment as a member of the climate group, or as somebody else."""

    def write(text="Bra tiltak.", by=climate_member, group=CLIMATE, **remark) -> Comment:
        return commenting.write(round, Remark(text=text, **remark), Sender(body=body(group)), by=by)

    return write


@pytest.fixture
def crowd(round, measure, climate_member, climate_leader, transport_member, secretary):
    """Fill the round until it has so many comments: from three people in two groups, of every kind, every second one
    about the same measure and the others about everything there is; two of three have a draft of an answer, and half
    of those have led to a change."""
    people = [(climate_member, body(CLIMATE)), (climate_leader, body(CLIMATE)), (transport_member, body(TRANSPORT))]
    parts = list(milestone_parts(round.milestone).values())
    state = measure_state(measure)
    change_measure(measure, state, state | {"title": "Kontakt med medlemmene"}, by=secretary)
    led_to = Version.objects.of(measure).first()

    def one(number: int, response: Response | None) -> Comment:
        part = parts[number % len(parts)] if number % 2 else milestone_parts(round.milestone)[measure.uuid]
        person, group = people[number % 3]
        kind = Comment.Kind.values[number % 5]
        return Comment(
            programme=round.programme, round=round, number=number, about=part.about, object=part.id,
            object_title=part.label, text=f"Nr. {number}", kind=kind, field="title" * (kind == "suggestion"),
            person=person, body=group, received_on=day(0), response=response,
            led_to=led_to if response and response.outcome == "taken" else None,
        )  # fmt: skip

    def fill(many: int) -> None:
        numbers = range(round.comments.count() + 1, many + 1)
        said = {n: Response(round=round, outcome=("taken", "noted")[n % 2], by=secretary) for n in numbers if n % 3}
        Response.objects.bulk_create(said.values())
        made = Comment.objects.bulk_create(one(number, said.get(number)) for number in numbers)
        Suggestion.objects.bulk_create(
            Suggestion(comment=each, basis=measure.title, proposed=f"Forslag {each.number}")
            for each in made if each.kind == Comment.Kind.SUGGESTION
        )  # fmt: skip

    return fill


def closed(round, secretary) -> Round:
    return opening.close(round, by=secretary)


def refused(act, *args, **kwargs) -> list[str]:
    with pytest.raises(NotAllowed) as refusal:
        act(*args, **kwargs)
    return refusal.value.reasons

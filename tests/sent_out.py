"""A draft that is sent to two groups, and what they say of it: fixtures and short words for tests of rounds."""

from datetime import timedelta

import pytest
from django.utils import timezone

from organisation.models import Body
from organisation.rights import NotAllowed
from programmes.models import Comment, Measure, Round
from programmes.rounds import commenting, opening
from programmes.rounds.commenting import Remark, Sender

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


def closed(round, secretary) -> Round:
    return opening.close(round, by=secretary)


def refused(act, *args, **kwargs) -> list[str]:
    with pytest.raises(NotAllowed) as refusal:
        act(*args, **kwargs)
    return refusal.value.reasons

"""Rounds whose mail has been sent, for the tests of mail and calendars."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from organisation.models import Body
from programmes.models import Comment, Round
from programmes.rounds import commenting, mails, opening
from programmes.rounds.commenting import Remark, Sender

CLIMATE, TRANSPORT = "faggruppe-klima-og-miljo", "faggruppe-areal-og-transport"


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def body(key: str) -> Body:
    return Body.objects.get(key=key)


def sent() -> dict[str, str]:
    """What the worker sends now: the name of each recipient, and the subject."""
    mail.outbox.clear()
    mails.send_waiting.call()
    return {letter.to[0].removesuffix("@demo.invalid"): letter.subject for letter in mail.outbox}


@pytest.fixture
def prepared(draft_2024, secretary) -> Round:
    """A round for two groups that is not opened."""
    return opening.prepare(
        draft_2024, name="Utkast til faggruppene", bodies=[body(CLIMATE), body(TRANSPORT)], deadline=day(10),
        during=Round.Sight.OWN, after=Round.Sight.GROUPS, by=secretary,
    )  # fmt: skip


@pytest.fixture
def round(prepared, secretary) -> Round:
    """An open one, and everybody has been told."""
    opened = opening.open_round(prepared, by=secretary)
    sent()
    return opened


@pytest.fixture
def say(round, climate_member):
    """Write a comment as a member of the climate group, or as somebody else."""

    def write(text="Bra tiltak.", by=climate_member, group=CLIMATE, **remark) -> Comment:
        return commenting.write(round, Remark(text=text, **remark), Sender(body=body(group)), by=by)

    return write

"""The phase stands on top of every page about a programme on its way to a vedtak, for those who take part in that."""

import pytest

from programmes.models import Programme
from programmes.rounds import opening

from .test_rounds import CLIMATE, body, day

GROUPS = "På høring hos faggrupper"


@pytest.fixture
def round(draft_2024, secretary):
    asked = opening.prepare(
        draft_2024, name="Utkast", question="Mangler det noe?", bodies=[body(CLIMATE)],
        deadline=day(6), during="own", after="groups", by=secretary,
    )  # fmt: skip
    return opening.open_round(asked, by=secretary)


def on_top(clients, name, address) -> str | None:
    """What stands between the heading of the site and the page itself."""
    page = clients[name].get(address)
    assert page.status_code == 200
    top = page.text.partition("<main")[2].partition("<h1")[0]
    return next((phase for phase in map(spelled, Programme.Phase) if f"<span>{phase}</span>" in top), None)


def spelled(phase) -> str:
    return phase.label[0].upper() + phase.label[1:]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("secretary", "/redaksjon/2024/behandling/"),
        ("secretary", "/innspill/program/2024/"),
        ("secretary", "/innspill/runder/{round}/"),
        ("climate_member", "/innspill/{round}/"),
        ("climate_member", "/innspill/{round}/mine/"),
        ("climate_member", "/handlingsprogram/2024/fremdriftsplan/"),
    ],
)
def test_those_who_take_part_read_it(clients, round, name, address):
    assert on_top(clients, name, address.format(round=round.uuid)) == GROUPS


@pytest.mark.parametrize("name", ["secretary", "climate_member", "delegate", "outsider", "nobody"])
def test_of_what_is_adopted_nobody_is_told_a_phase(clients, name):
    assert on_top(clients, name, "/handlingsprogram/2025/") is None


@pytest.mark.parametrize("name", ["delegate", "outsider", "nobody"])
def test_whoever_takes_no_part_is_not_told_of_a_programme_that_is_taken_up_again(clients, programme_2025, name):
    Programme.objects.filter(pk=programme_2025.pk).update(phase=Programme.Phase.PREPARATION)
    assert on_top(clients, name, "/handlingsprogram/2025/") is None

"""Who may open which address: role × address × state, written by hand."""

import pytest

from organisation.models import Body, Seat, User
from organisation.visibility import Visibility
from programmes.building import build
from programmes.models import Guidelines, Milestone, Programme

from .cast import CAST

EVERYBODY = (200,) * 9
GROUPS_AND_SECRETARIAT = (404, 404, 404, 404, 404, 200, 200, 200, 200)
ONLY_SECRETARIAT = (404,) * 8 + (200,)
LOGGED_IN = (302,) + (200,) * 8
NOWHERE = (404,) * 9

ADDRESSES = {
    "/": EVERYBODY,
    "/handlingsprogram/2025/": EVERYBODY,
    "/handlingsprogram/2025/2025.pdf": EVERYBODY,
    "/handlingsprogram/2025/2025.json": EVERYBODY,
    "/handlingsprogram/2025/2025.csv": EVERYBODY,
    "/handlingsprogram/2025/2025.exe": NOWHERE,
    "/handlingsprogram/2025/2018.pdf": NOWHERE,
    "/handlingsprogram/2025/utgave/1/": EVERYBODY,
    "/handlingsprogram/2025/utgave/1/2025.pdf": EVERYBODY,
    "/handlingsprogram/2025/utgave/1/2018.pdf": NOWHERE,
    "/handlingsprogram/2025/utgave/2/": NOWHERE,
    "/handlingsprogram/2025/utgave/2/2025.pdf": NOWHERE,
    "/handlingsprogram/2018/tiltak/1.1/": EVERYBODY,
    "/handlingsprogram/2018/tiltak/9.9/": NOWHERE,
    "/handlingsprogram/2025/milepael/utkast-til-faggruppene/": GROUPS_AND_SECRETARIAT,
    "/handlingsprogram/2025/milepael/finnes-ikke/": NOWHERE,
    "/handlingsprogram/2024/": GROUPS_AND_SECRETARIAT,
    "/handlingsprogram/2024/2024.pdf": NOWHERE,
    "/handlingsprogram/2024/2024.json": NOWHERE,
    "/handlingsprogram/2024/utgave/1/": NOWHERE,
    "/handlingsprogram/1999/": NOWHERE,
    "/strategiske-foringer/": EVERYBODY,
    "/strategiske-foringer/foringer-2021-2024/": EVERYBODY,
    "/strategiske-foringer/finnes-ikke/": NOWHERE,
    "/tiltak/": EVERYBODY,
    "/konto/": LOGGED_IN,
    "/healthz": EVERYBODY,
}


READ_ONLY = [address for address, answers in ADDRESSES.items() if answers == EVERYBODY and "konto" not in address]


def answers(clients, address):
    return tuple(clients[name].get(address).status_code for name in CAST)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_opens_for_those_it_is_for(clients, address):
    assert answers(clients, address) == ADDRESSES[address]


@pytest.mark.parametrize(
    ("visibility", "expected"),
    [
        (Visibility.INTERNAL, ONLY_SECRETARIAT),
        (Visibility.CIRCULATED, GROUPS_AND_SECRETARIAT),
        (Visibility.PUBLIC, EVERYBODY),
    ],
)
def test_a_draft_opens_for_those_its_visibility_names(clients, visibility, expected):
    Programme.objects.filter(slug="2024").update(visibility=visibility)
    measure = Programme.objects.get(slug="2024").sections.filter(measures__isnull=False).first().measures.first()

    assert answers(clients, "/handlingsprogram/2024/") == expected
    assert answers(clients, f"/handlingsprogram/2024/tiltak/{measure.uuid.hex[:8]}/") == expected


@pytest.mark.parametrize(
    ("visibility", "expected"), [(Visibility.INTERNAL, ONLY_SECRETARIAT), (Visibility.PUBLIC, EVERYBODY)]
)
def test_guidelines_open_for_those_their_visibility_names(clients, visibility, expected):
    Guidelines.objects.update(visibility=visibility)

    assert answers(clients, "/strategiske-foringer/foringer-2021-2024/") == expected


def test_a_circulated_draft_is_for_the_bodies_it_names_and_no_other(clients, draft_2024):
    draft_2024.circulated_to.set([Body.objects.get(key="faggruppe-klima-og-miljo")])

    assert answers(clients, "/handlingsprogram/2024/") == (404, 404, 404, 404, 404, 404, 200, 200, 200)


def test_a_seat_that_has_ended_opens_nothing(clients, climate_member):
    Seat.objects.filter(person=climate_member).update(to_date="2021-12-31")

    assert clients["climate_member"].get("/handlingsprogram/2024/").status_code == 404


def test_a_seat_that_has_not_begun_opens_nothing(clients, climate_member):
    Seat.objects.filter(person=climate_member).update(from_date="2199-01-01")

    assert clients["climate_member"].get("/handlingsprogram/2024/").status_code == 404


def test_a_person_who_is_no_longer_active_sees_what_everybody_sees(clients, secretary):
    User.objects.filter(pk=secretary.pk).update(is_active=False)

    assert clients["secretary"].get("/handlingsprogram/2024/").status_code == 404


@pytest.mark.parametrize(("name", "shown"), [("nobody", False), ("outsider", False), ("climate_member", True)])
def test_the_front_page_names_a_draft_only_to_those_who_may_see_it(clients, name, shown):
    page = clients[name].get("/")

    found = [words in page.text for words in ("Under arbeid", "foreløpig innretning", "Utkast til faggruppene")]
    assert found == [shown] * 3


def test_nothing_of_a_draft_stands_in_what_was_adopted_from_it(client, db):
    draft_titles = {origin.title for origin in all_origins("2025")}
    for form in ("", "2025.json", "2025.csv"):
        text = client.get(f"/handlingsprogram/2025/{form}").text
        assert "utkast-til-faggruppene" not in text
        # A title that was not changed stands in the adopted text by right.
        adopted = {measure.title for measure in all_measures("2025")}
        assert [title for title in draft_titles - adopted if f">{title}<" in text or f'"{title}"' in text] == []


def all_measures(slug):
    return list(build(Programme.objects.get(slug=slug)).every_measure())


def all_origins(slug):
    return [origin for measure in all_measures(slug) for origin in measure.origins]


def test_the_draft_of_2025_has_origins_to_hide(db):
    assert len(all_origins("2025")) > 20


def test_the_querysets_show_what_the_pages_show(request, db):
    names = {}
    for name in CAST[1:]:
        user = request.getfixturevalue(name)
        names[name] = (
            sorted(Programme.objects.visible_to(user).values_list("slug", flat=True)),
            Milestone.objects.visible_to(user).count(),
        )
    public, groups = (["2018", "2025"], 0), (["2018", "2024", "2025"], 1)
    assert names == {
        "outsider": public,
        "delegate": public,
        "board_member": public,
        "coordinator": public,
        "transport_member": groups,
        "climate_member": groups,
        "climate_leader": groups,
        "secretary": groups,
    }


@pytest.mark.parametrize("address", READ_ONLY)
def test_a_page_that_is_read_is_not_written_to(client, db, address):
    assert client.post(address).status_code == 405

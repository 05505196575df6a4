"""What a programme and guidelines are in themselves: written with versions, by two people, and new ones begun."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organisation.models import Entry, Version
from programmes.building import build
from programmes.document import to_json
from programmes.editing import ADOPTED
from programmes.loading import load
from programmes.models import Area, Guidelines, Programme, Section
from programmes.reading import read_json
from programmes.states import work_state

from .strategies import renewed

ADDRESS = "/redaksjon/2030/om/"


@pytest.fixture
def draft(programme_2025) -> Programme:
    """The programme of 2025 once more, as a draft."""
    return load(read_json(renewed(to_json(build(programme_2025))), slug="2030"))


def shown(client, address=ADDRESS) -> dict:
    """What the page would send if it were sent as it stands."""
    form = client.get(address).context["form"]
    data = {"versjon": form.initial["versjon"]}
    for field in form.visible_fields():
        if not hasattr(field.field.widget, "row"):
            data[field.html_name] = "" if field.value() is None else field.value()
            continue
        context = field.field.widget.get_context(field.name, field.field.prepare_value(field.initial), {})
        for row in context["widget"]["forms"]:
            data |= {each.html_name: "" if each.value() is None else each.value() for each in row}
    return data


def test_what_is_sent_as_it_stands_changes_nothing(desk, draft):
    before = to_json(build(draft))
    answer = desk.post(ADDRESS, shown(desk), follow=True)
    assert "Ingenting var endret, så ingenting er lagret." in answer.text
    assert to_json(build(Programme.objects.get(slug="2030"))) == before
    assert (Version.objects.of(draft).count(), Entry.objects.filter(what__startswith="Om ").count()) == (0, 0)


def test_what_is_changed_is_kept_as_a_version_and_told_in_the_log(desk, draft, secretary):
    answer = desk.post(ADDRESS, shown(desk) | {"title": "Programmet", "cover": " En \r\nTo "}, follow=True)
    assert "«Programmet» er lagret: tittelen: Handlingsprogram 2025 → Programmet; forsiden: tomt → En" in answer.text
    draft.refresh_from_db()
    assert (draft.title, draft.cover, draft.slug, draft.version) == ("Programmet", "En\nTo", "2030", 2)
    assert [(each.number, each.by, each.content["title"]) for each in Version.objects.of(draft)] == [
        (2, secretary, "Programmet"), (1, None, "Handlingsprogram 2025"),
    ]  # fmt: skip
    assert Entry.objects.filter(what__startswith="Om Programmet: tittelen").count() == 1


def test_a_new_field_is_printed_under_the_name_it_gets_and_one_without_a_name_is_not(desk, draft):
    data = shown(desk)
    names = {data[f"fields-{row}-field"]: f"fields-{row}" for row in range(9)}
    data |= {f"{names['priority']}-label": "Viktigst", f"{names['priority']}-place": "1"}
    data[f"{names['partners']}-label"] = ""
    desk.post(ADDRESS, data)
    draft.refresh_from_db()
    assert draft.fields == [
        {"field": "priority", "label": "Viktigst"},
        {"field": "title", "label": "Tiltak"},
        {"field": "content", "label": "Nærmere om innhold"},
        {"field": "results", "label": "Resultatmål"},
    ]


def names(draft) -> list[str]:
    return list(draft.areas.values_list("name", flat=True))


def test_an_area_gets_another_name_and_keeps_its_key_and_everything_in_it(desk, draft):
    sections = draft.sections.filter(area__key="kraft").count()
    row = names(draft).index("Kraft og energi")
    desk.post(ADDRESS, shown(desk) | {f"areas-{row}-name": "Energi"})
    area = draft.areas.get(name="Energi")
    assert (area.key, area.sections.count()) == ("kraft", sections)


@pytest.mark.parametrize(("row", "place", "becomes"), [(7, 2, 1), (1, 5, 4), (0, 99, 9), (3, "", 9)])
def test_an_area_is_moved_to_the_place_that_is_written(desk, draft, row, place, becomes):
    name = names(draft)[row]
    desk.post(ADDRESS, shown(desk) | {f"areas-{row}-place": place})
    assert names(draft).index(name) == becomes


def test_an_area_is_added_and_taken_away_again(desk, draft):
    desk.post(ADDRESS, shown(desk) | {"areas-10-name": "Grønn  næringstransport", "areas-10-kind": "theme"})
    area = draft.areas.get(order=10)
    assert (area.name, area.key, area.kind) == ("Grønn næringstransport", "gronn-naeringstransport-2", "theme")
    desk.post(ADDRESS, shown(desk) | {"areas-10-name": ""})
    assert draft.areas.count() == 10


def test_an_area_that_is_used_stays_and_what_was_typed_stands(desk, draft):
    answer = desk.post(ADDRESS, shown(desk) | {"areas-1-name": "", "title": "Noe annet"})
    assert "«Konkurranseskraft og næringsutvikling» er i bruk og kan ikke fjernes." in answer.text
    assert 'value="Noe annet"' in answer.text
    assert draft.areas.count() == 10


def test_an_area_follows_one_of_the_guidelines_and_loses_it_with_them(desk, draft, guidelines):
    followed = Area.objects.filter(guidelines=guidelines).first()
    desk.post(ADDRESS, shown(desk) | {"guidelines": guidelines.slug})
    desk.post(ADDRESS, shown(desk) | {"areas-1-follows": followed.key})
    assert draft.areas.get(order=1).follows == followed
    desk.post(ADDRESS, shown(desk) | {"guidelines": ""})
    draft.refresh_from_db()
    assert (draft.guidelines, draft.areas.get(order=1).follows) == (None, None)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"title": " "}, "Tittel: Feltet er påkrevet."),
        ({"last_year": "2024"}, "Siste år: Siste år kan ikke være før første år."),
        ({"first_year": "1800"}, "Første år: "),
        ({"areas-0-kind": "noe"}, "Område 1: Slag: "),
        ({"areas-0-place": "0"}, "Område 1: Plass: "),
        ({"fields-0-field": "noe"}, "Felt 1: "),
        ({"fields-1-field": "title"}, "Det samme står to ganger."),
        ({"areas-1-key": "overordnede-strategier"}, "Det samme står to ganger."),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_stored(desk, draft, given, sentence):
    before = work_state(draft)
    answer = desk.post(ADDRESS, shown(desk) | given)
    assert (answer.status_code, sentence in answer.text) == (200, True)
    assert work_state(Programme.objects.get(slug="2030")) == before


def test_two_who_change_different_things_both_get_them(desk, draft):
    first, second = shown(desk) | {"title": "Annet"}, shown(desk) | {"cover": "Utkast"}
    desk.post(ADDRESS, first)
    desk.post(ADDRESS, second)
    draft.refresh_from_db()
    assert (draft.title, draft.cover, draft.version) == ("Annet", "Utkast", 3)


def test_two_who_change_the_same_meet_and_the_last_one_chooses(desk, draft):
    first, second = shown(desk) | {"title": "Mitt"}, shown(desk) | {"title": "Ditt"}
    desk.post(ADDRESS, first)
    answer = desk.post(ADDRESS, second)
    assert "To har endret det samme" in answer.text
    assert Programme.objects.get(slug="2030").title == "Mitt"
    version = re.search(r'name="versjon" value="(\d+)"', answer.text)[1]
    desk.post(ADDRESS, second | {"versjon": version})
    assert Programme.objects.get(slug="2030").title == "Ditt"


def test_what_is_adopted_is_not_written_over(desk, programme_2025):
    answer = desk.get("/redaksjon/2025/om/", follow=True)
    assert ADOPTED in answer.text
    assert desk.post("/redaksjon/2025/om/", {"title": "Nei", "versjon": "1"}).status_code == 302
    assert Programme.objects.get(slug="2025").title == "Handlingsprogram 2025"


def test_guidelines_have_what_is_theirs(desk, guidelines):
    address = "/redaksjon/foringer-2021-2024/om/"
    before = to_json(build(guidelines))
    data = shown(desk, address)
    assert {name.split("-")[0] for name in data} == {
        "versjon", "title", "cover", "first_year", "last_year", "language", "areas", "numbering",
    }  # fmt: skip
    desk.post(address, data)
    assert to_json(build(guidelines)) == before
    desk.post(address, data | {"last_year": "2025"})
    assert Guidelines.objects.get(slug="foringer-2021-2024").last_year == 2025


# ── New ones ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("address", "given", "model", "slug"),
    [
        ("nytt-program", {"title": "Handlingsplan", "first_year": "2027"}, Programme, "2027"),
        ("nytt-program", {"title": "Plan 27", "first_year": "2027", "last_year": "2028"}, Programme, "2027-2028"),
        ("nytt-program", {"title": "Grønn økt på Ås", "first_year": "2025"}, Programme, "gronn-okt-pa-as"),
        ("nytt-program", {"title": "Nytt program", "first_year": "2025"}, Programme, "nytt-program-2"),
        ("nytt-program", {"title": "年", "first_year": "2025"}, Programme, "uten-navn"),
        (
            "nye-foringer",
            {"title": "Føringer", "first_year": "2025", "last_year": "2028"},
            Guidelines,
            "foringer-2025-2028",
        ),
    ],
)
def test_a_new_one_is_empty_and_can_be_written_in_at_once(desk, address, given, model, slug):
    answer = desk.post(f"/redaksjon/{address}/", given)
    assert answer.url == f"/redaksjon/{slug}/om/"
    work = model.objects.get(slug=slug)
    assert (work.title, work.visibility, Section.objects.filter(**{model._meta.model_name: work}).count()) == (
        given["title"], "internal", 0,
    )  # fmt: skip
    assert desk.get(f"/redaksjon/{slug}/").status_code == 200
    assert read_json(to_json(build(work))) == build(work)


def test_a_fifth_shape_is_entered_without_touching_code(desk):
    desk.post("/redaksjon/nytt-program/", {"title": "Virksomhetsplan", "first_year": "2027"})
    address = "/redaksjon/2027/om/"
    data = shown(desk, address)
    fields = {data[f"fields-{row}-field"]: f"fields-{row}-label" for row in range(9)}
    data |= {fields[name]: label for name, label in (("results", "KPI"), ("responsible", "Eier"), ("partners", ""))}
    desk.post(address, data | {"layout": "list", "areas-0-name": "Folkehelse", "areas-1-name": "Ås"})
    desk.post("/redaksjon/2027/nytt-avsnitt/")
    document = build(Programme.objects.get(slug="2027"))
    assert [(row.field, row.label) for row in document.fields] == [
        ("title", "Tiltak"), ("content", "Nærmere om innhold"), ("results", "KPI"), ("responsible", "Eier"),
    ]  # fmt: skip
    assert [(area.key, area.name) for area in document.areas] == [("folkehelse", "Folkehelse"), ("as", "Ås")]
    assert (document.layout, [section.title for section in document.sections]) == ("list", ["Nytt avsnitt"])


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Tittel: Feltet er påkrevet."),
        ({"title": "A", "first_year": "x"}, "Første år: "),
        ({"title": "A", "first_year": "2027", "last_year": "2026"}, "Siste år kan ikke være før første år."),
    ],
)
def test_a_new_one_without_a_title_and_a_year_is_told(desk, given, sentence):
    before = Programme.objects.count()
    assert sentence in desk.post("/redaksjon/nytt-program/", given | {"sendt": "1"}).text
    assert Programme.objects.count() == before


@pytest.mark.parametrize("areas", [0, 90])
def test_the_page_asks_as_often_however_many_areas_there_are(desk, draft, areas):
    Area.objects.bulk_create(Area(programme=draft, key=f"nytt-{n}", name=f"Nytt {n}", order=n) for n in range(areas))
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(ADDRESS).status_code == 200
    assert len(queries) == 21

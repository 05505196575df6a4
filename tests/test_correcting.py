"""While a round holds the text still: one thing corrected with a reason, and nothing that somebody typed is lost."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from organisation.models import Body, Draft, Version
from programmes import correcting, editing
from programmes.building import build
from programmes.document import to_json
from programmes.keeping import change_measure
from programmes.models import Measure, Programme, Round
from programmes.rounds import opening
from programmes.states import measure_state

from .pages import messages
from .test_editor import address, fields, opened, save

LOCKED = "Teksten ligger fast mens «Utkast til faggruppene» er åpen, så alle uttaler seg om det samme."


@pytest.fixture
def measure(draft_2024) -> Measure:
    return Measure.objects.get(section__programme=draft_2024, title="Medlemskontakt")


@pytest.fixture
def open_round(draft_2024, secretary):
    """Send the programme to the climate group."""

    def send() -> Round:
        prepared = opening.prepare(
            draft_2024, name="Utkast til faggruppene", bodies=[Body.objects.get(key="faggruppe-klima-og-miljo")],
            deadline=timezone.localdate() + timedelta(days=10), during="own", after="own", by=secretary,
        )  # fmt: skip
        return opening.open_round(prepared, by=secretary)

    return send


def correct(client, measure, **changes):
    data = fields(client.get(address(measure, "rett")))
    for name, value in changes.items():
        data[name] = value
    return client.post(address(measure, "rett"), data, follow=True)


def badges(page: str) -> list[str]:
    return re.findall(r'text-badge"[^>]*>([^<]+)<', page)


# ── Corrections ──────────────────────────────────────────────────────────────────────────────────


def test_one_thing_is_corrected_with_a_reason_and_wears_the_badge(desk, measure, open_round, draft_2024, secretary):
    round = open_round()
    sent = bytes(round.milestone.content)
    response = correct(desk, measure, title="Medlemskontakten", hvorfor="Skrivefeil i tittelen.")
    assert messages(response)[0] == (
        "«Medlemskontakten» er rettet etter utsending: tittelen: Medlemskontakt → Medlemskontakten."
    )
    version = Version.objects.of(measure).first()
    assert (version.cause, version.what, version.by) == ("corrected", "Skrivefeil i tittelen.", secretary)
    assert badges(response.text) == ["Rettet etter utsending"]
    assert "Skrivefeil i tittelen." in desk.get(address(measure, "historikk")).text
    round.milestone.refresh_from_db()
    assert bytes(round.milestone.content) == sent != to_json(build(draft_2024))


def test_a_correction_says_why(desk, measure, open_round):
    open_round()
    page = unescape(correct(desk, measure, title="Medlemskontakten").text)
    assert "Hvorfor rettes dette? Feltet er påkrevet." in page
    assert Measure.objects.get(pk=measure.pk).title == "Medlemskontakt"


def test_a_correction_that_changes_nothing_writes_nothing(desk, measure, open_round):
    open_round()
    assert messages(correct(desk, measure, hvorfor="Ingenting"))[0] == "Ingenting var endret, så ingenting er lagret."
    assert not Version.objects.of(measure).exists()


def test_everything_else_stays_refused_while_the_text_is_held_still(desk, measure, open_round, draft_2024):
    open_round()
    before = to_json(build(draft_2024))
    acts = {"flytt": {"vei": "ned"}, "ta-ut": {}, "hent-inn": {}, "historikk/1/hent": {}}
    for act, data in acts.items():
        assert messages(desk.post(address(measure, act), data, follow=True))[0] == LOCKED
    for act in ("nytt-avsnitt", f"avsnitt/{measure.section.uuid}/nytt-tiltak"):
        assert messages(desk.post(f"/redaksjon/2024/{act}/", follow=True))[0] == LOCKED
    assert to_json(build(draft_2024)) == before


def test_a_text_that_is_not_held_still_is_edited_and_not_corrected(desk, measure, programme_2025, secretary):
    assert messages(desk.get(address(measure, "rett"), follow=True)) == [correcting.NOT_LOCKED]
    assert correcting.may_correct(secretary, programme_2025).reason == editing.ADOPTED


@pytest.mark.parametrize("name", ["outsider", "board_member", "climate_leader", "climate_member"])
def test_only_the_secretariat_corrects(request, clients, open_round, draft_2024, measure, name):
    open_round()
    assert not correcting.may_correct(request.getfixturevalue(name), draft_2024)
    assert clients[name].get(address(measure, "rett")).status_code == 404
    assert clients[name].post(address(measure, "rett"), {"title": "x"}).status_code == 404


def test_two_who_correct_the_same_see_all_three_texts(desk, colleague, measure, open_round):
    open_round()
    mine = fields(desk.get(address(measure, "rett")))
    correct(colleague, measure, title="Kollegaens", hvorfor="Feil")
    mine["title"], mine["hvorfor"] = "Min", "Også feil"
    page = desk.post(address(measure, "rett"), mine)
    assert "To har endret det samme" in page.text
    again = fields(page)
    assert (again["title"], again["hvorfor"], again["versjon"]) == ("Min", "Også feil", "2")
    desk.post(address(measure, "rett"), again)
    assert Measure.objects.get(pk=measure.pk).title == "Min"


# ── The round or the phase changed while somebody wrote ──────────────────────────────────────────


def test_the_round_was_opened_while_the_editor_was_open(desk, measure, open_round):
    data = opened(desk, measure)
    open_round()
    page = save(desk, measure, data, title="Medlemskontakten")
    assert page.redirect_chain == [(address(measure, "ikke-lagret"), 302)]
    assert LOCKED in unescape(page.text)
    assert re.findall(r"<(?:ins|del)><span[^>]*>[^<]+</span>([^<]+)<", page.text) == [
        "Medlemskontakt",
        "Medlemskontakten",
    ]
    assert Measure.objects.get(pk=measure.pk).title == "Medlemskontakt"

    offered = desk.get(f"{address(measure, 'rett')}?kladd=1")
    assert fields(offered)["title"] == "Medlemskontakten"
    sent = fields(offered)
    sent["hvorfor"] = "Ble ikke med i utkastet."
    desk.post(address(measure, "rett"), sent)
    assert Measure.objects.get(pk=measure.pk).title == "Medlemskontakten"
    assert Version.objects.of(measure).first().cause == "corrected"
    assert not Draft.objects.exists()


def test_whoever_types_when_the_round_opens_is_told_at_once(desk, measure, open_round):
    data = opened(desk, measure)
    assert desk.post(address(measure, "kladd"), data).json()["refused"] == ""
    Programme.objects.filter(slug="2024").update(phase="adopted", visibility="public")
    assert desk.post(address(measure, "kladd"), data).json()["refused"] == editing.ADOPTED


def test_the_phase_was_changed_while_the_editor_was_open(desk, measure):
    data = opened(desk, measure)
    Programme.objects.filter(slug="2024").update(phase="adopted", visibility="public")
    page = unescape(save(desk, measure, data, title="For sent").text)
    assert (editing.ADOPTED in page, "For sent" in page, "Lagre det som en rettelse" in page) == (True, True, False)
    assert Measure.objects.get(pk=measure.pk).title == "Medlemskontakt"


def test_the_round_was_closed_while_a_correction_was_written(desk, measure, open_round, secretary):
    round = open_round()
    data = fields(desk.get(address(measure, "rett")))
    opening.close(round, by=secretary)
    data["title"], data["hvorfor"] = "Medlemskontakten", "Skrivefeil"
    page = desk.post(address(measure, "rett"), data, follow=True)
    assert messages(page)[0].startswith("Runden er avsluttet, så teksten redigeres på vanlig måte.")
    assert fields(page)["title"] == "Medlemskontakten"
    save(desk, measure, fields(page))
    assert Measure.objects.get(pk=measure.pk).title == "Medlemskontakten"


def test_what_was_not_saved_can_be_thrown_away(desk, measure, open_round):
    data = opened(desk, measure)
    open_round()
    save(desk, measure, data, title="Noe annet")
    assert messages(desk.post(address(measure, "kladd/forkast"), follow=True))[0] == "Kladden er forkastet."
    assert not Draft.objects.exists()


# ── Changed after a group treated it ─────────────────────────────────────────────────────────────


def test_a_measure_that_changed_after_a_group_treated_it_says_so_until_it_is_as_it_was(
    desk, measure, open_round, secretary
):
    here = f"/redaksjon/2024/avsnitt/{measure.section.uuid}/"
    opening.close(open_round(), by=secretary)
    assert badges(desk.get(here).text) == []
    save(desk, measure, opened(desk, measure), title="Kontakt")
    assert badges(desk.get(here).text) == ["Endret etter behandling i faggruppe for klima og miljø"]
    save(desk, measure, opened(desk, measure), title="Medlemskontakt")
    assert badges(desk.get(here).text) == []


def test_what_changed_before_the_round_opened_wears_nothing(desk, measure, open_round, secretary):
    before = measure_state(measure)
    change_measure(measure, before, before | {"title": "Kontakt"}, by=secretary)
    opening.close(open_round(), by=secretary)
    assert badges(desk.get(f"/redaksjon/2024/avsnitt/{measure.section.uuid}/").text) == []


def test_moving_a_measure_is_no_change_of_what_it_says(desk, measure, open_round, secretary):
    opening.close(open_round(), by=secretary)
    target = measure.section.programme.sections.filter(kind="measures").exclude(pk=measure.section_id).first()
    desk.post(address(measure, "flytt"), {"til": str(target.uuid)})
    assert badges(desk.get(f"/redaksjon/2024/avsnitt/{target.uuid}/").text) == []

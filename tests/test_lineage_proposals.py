"""Where measures come from: what is proposed is held against what is true of the draft and the programme of 2025."""

import re
import time
from collections import Counter
from html import unescape
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organisation.models import Entry, Version
from organisation.record import put_aside
from programmes import origins
from programmes.building import build
from programmes.descent import candidates
from programmes.likeness import bags_of, pairs
from programmes.models import Lineage, Measure, Milestone, Programme, RejectedOrigin
from publishing.finding import every_state as every
from publishing.finding import everything, find_state, seen_by
from publishing.lineage import may_be_held_against, sheet

from .pages import messages
from .test_growth import grow
from .test_result_targets import document

DRAFT = "2025@utkast-til-faggruppene"
PAGE = "/redaksjon/2025/opphav/"


def without_origins(whole):
    """The document as if nobody had said where anything comes from."""

    def bare(section):
        measures = tuple(measure.model_copy(update={"origins": ()}) for measure in section.measures)
        return section.model_copy(update={"measures": measures, "sections": tuple(map(bare, section.sections))})

    return whole.model_copy(update={"sections": tuple(map(bare, whole.sections))})


@pytest.fixture(scope="module")
def before():
    return document("utkast-2025-faggruppene")


@pytest.fixture(scope="module")
def after():
    return without_origins(document("handlingsprogram-2025"))


@pytest.fixture(scope="module")
def true():
    adopted = document("handlingsprogram-2025")
    return {(each.id, origin.measure): origin.kind for each in adopted.every_measure() for origin in each.origins}


def flat(found) -> list:
    return [each for row in found.values() for each in row]


# ── The rule ────────────────────────────────────────────────────────────────────────────────────


def test_what_is_preselected_is_true_and_nearly_everything(before, after, true):
    likely = {(each.measure, each.origin) for each in flat(candidates(before, after)) if each.is_likely}

    assert (len(true), len(likely), len(likely & true.keys())) == (35, 32, 32)  # precision 1.00, recall 0.91


def test_everything_true_is_among_what_is_shown(before, after, true):
    shown = {(each.measure, each.origin) for each in flat(candidates(before, after))}

    assert (len(shown), len(shown & true.keys())) == (36, 35)  # precision 0.97, recall 1.00


def test_the_kind_that_is_preselected_is_the_true_one_for_all_but_one(before, after, true):
    likely = [each for each in flat(candidates(before, after)) if each.is_likely]

    assert Counter((true[each.measure, each.origin], each.kind) for each in likely) == {
        ("reworded", "reworded"): 23, ("merged", "merged"): 4, ("continued", "continued"): 4,
        ("merged", "reworded"): 1,  # of the two it was merged from, one is shown and not preselected
    }  # fmt: skip


def test_the_shared_words_that_tell_most_come_first(before, after):
    titles = {each.title: each.id for each in after.every_measure()}
    (team,) = candidates(before, after)[titles["Fortsette oppfølgingen av TeamOslo"]]

    assert team.words[:3] == ("Business", "TeamOslo", "Visit")


def test_the_other_way_round_a_merging_is_a_split(before, after):
    found = [each for each in flat(candidates(after, before)) if each.is_likely]

    assert Counter(each.kind for each in found)["split"] == 4


def test_what_only_stands_somewhere_else_is_moved(after):
    first, second = [section for section, _ in after.every_section() if section.measures and section.area][:2]
    measure = first.measures[0]
    twin = measure.model_copy(update={"id": uuid4()})

    def moved(section):
        if section.id == first.id:
            return section.model_copy(update={"measures": section.measures[1:]})
        if section.id == second.id:
            return section.model_copy(update={"measures": (*section.measures, twin)})
        return section.model_copy(update={"sections": tuple(map(moved, section.sections))})

    there = after.model_copy(update={"sections": tuple(map(moved, after.sections))})
    assert [(each.origin, each.kind) for each in candidates(after, there)[twin.id]] == [(measure.id, "moved")]


def test_what_has_the_same_id_in_both_is_not_asked_about(after):
    assert candidates(after, after) == {}


def test_what_is_decided_or_rejected_is_not_proposed(before, after, true):
    adopted = document("handlingsprogram-2025")
    (false,) = {(each.measure, each.origin) for each in flat(candidates(before, after))} - true.keys()

    assert [(each.measure, each.origin) for each in flat(candidates(before, adopted))] == [false]
    assert candidates(before, adopted, {false}) == {}


def test_ten_times_as_many_are_read_in_a_moment(before, after):
    """Processor time: 360 × 300 measures, of which each shares words with every other."""
    ones, others = ({(n, key): each for n in range(10) for key, each in bags_of(side.every_measure()).items()}
                    for side in (after, before))  # fmt: skip
    started = time.process_time()

    assert len(pairs(ones, others, 0.1)) > 3_000
    assert time.process_time() - started < 5


# ── What it is held against ─────────────────────────────────────────────────────────────────────


@pytest.fixture
def open_2025(programme_2025) -> Programme:
    """The programme of 2025 before it was adopted, when nobody had said where anything came from."""
    Lineage.objects.filter(measure__section__programme=programme_2025).delete()
    Programme.objects.filter(pk=programme_2025.pk).update(phase="preparation")
    return Programme.objects.get(pk=programme_2025.pk)


def test_it_is_held_against_its_own_milestones_and_other_years(open_2025, draft_2024, secretary):
    choices = [each.name for each in may_be_held_against(open_2025, every(seen_by(secretary)))]
    earlier = [each.name for each in may_be_held_against(Programme.objects.get(slug="2018"), every(seen_by(secretary)))]

    assert (choices, earlier) == ([DRAFT, "2018"], [])


def test_the_page_asks_first_what_to_hold_against(desk, open_2025):
    text = desk.get(PAGE).text

    assert re.findall(r'<option value="([^"]*)"', text) == ["", DRAFT, "2018"]
    assert desk.get(PAGE, {"mot": "2024@finnes-ikke"}).text.count('id="forslag"') == 0


# ── Decided ─────────────────────────────────────────────────────────────────────────────────────


def measure(title) -> Measure:
    return Measure.objects.get(section__programme__slug="2025", title=title)


def shown(client) -> str:
    return client.get(PAGE, {"mot": DRAFT}).text


def ticked(text) -> list[str]:
    return re.findall(r'name="ja" id="[^"]*" value="([^"]*)" checked', text)


def kinds(text) -> dict[str, str]:
    """What is chosen of the kinds on the page, by the name of the field."""
    rows = re.findall(r'<select[^>]* name="(slag-[^"]*)".*?<option value="(\w+)" selected', text, re.DOTALL)
    return dict(rows)


def save(client, yes=(), no=(), **more):
    text = shown(client)
    return client.post(f"{PAGE}lagre/", {"mot": DRAFT, "ja": yes, "nei": no, **kinds(text), **more}, follow=True)


def stored() -> dict:
    rows = Lineage.objects.filter(measure__section__programme__slug="2025")
    return {(row.measure.uuid, row.origin): row.kind for row in rows.select_related("measure")}


def test_everything_that_is_ticked_is_confirmed_in_one_go(desk, open_2025, true, secretary):
    yes = ticked(shown(desk))
    response = save(desk, yes)

    assert messages(response) == ["32 opphav er bekreftet."]
    assert {f"{one}.{other}" for one, other in stored()} == set(yes)
    assert stored().keys() <= true.keys()
    team = measure("Fortsette oppfølgingen av TeamOslo")
    told = "opphav: omformulert fra «Fortsette oppfølging av TeamOslo og evt. ny organisering av TeamOslo samarbeid»"
    assert list(Version.objects.of(team).values_list("number", "by", "what")) == [
        (2, secretary.pk, told), (1, None, ""),
    ]  # fmt: skip
    assert team.lineage.get().origin_place == DRAFT
    assert len(re.findall('<div class="descent">', shown(desk))) == 2  # those with a true one left, and a false one


def test_the_text_is_as_it_was(desk, open_2025):
    before = without_origins(build(open_2025))
    save(desk, ticked(shown(desk)))

    assert without_origins(build(open_2025)) == before


def test_pressed_twice_it_is_confirmed_once(desk, open_2025):
    yes = ticked(shown(desk))[:1]
    slag = kinds(shown(desk))
    save(desk, yes)
    entries = Entry.objects.count()

    response = desk.post(f"{PAGE}lagre/", {"mot": DRAFT, "ja": yes, **slag}, follow=True)

    assert messages(response) == ["Du krysset ikke av for noe, så ingenting er endret."]
    assert (len(stored()), Entry.objects.count()) == (1, entries)


def test_one_measure_may_come_from_several_and_several_from_one(desk, open_2025):
    yes = [pair for pair in ticked(shown(desk)) if kinds(shown(desk))[f"slag-{pair}"] == "merged"]
    save(desk, yes)

    assert Counter(stored().values()) == {"merged": 4}
    assert sorted(Counter(one for one, _other in stored()).values()) == [2, 2]


def test_what_is_rejected_is_remembered_and_asked_again_when_wanted(desk, open_2025):
    pair = ticked(shown(desk))[0]
    one, other = map(UUID, pair.split("."))
    response = save(desk, no=[pair])

    assert messages(response) == ["1 forslag er avvist. Vi spør ikke om dem igjen."]
    assert list(RejectedOrigin.objects.values_list("measure__uuid", "origin")) == [(one, other)]
    assert f'value="{pair}" checked' not in shown(desk)
    again = desk.post(f"{PAGE}spor-igjen/", {"mot": DRAFT, "par": pair}, follow=True)
    assert messages(again)[0].endswith("» igjen.")
    assert pair in ticked(shown(desk))


def test_both_yes_and_no_is_neither(desk, open_2025):
    pair = ticked(shown(desk))[0]
    title = "Påvirkningsarbeid overfor storting, regjering og offentlige myndigheter"

    assert messages(save(desk, [pair], [pair])) == [
        f"Du har krysset av både for og imot «{title}». Bare ett av dem kan stemme, så det er ikke avgjort."
    ]
    assert (stored(), RejectedOrigin.objects.count()) == ({}, 0)


def test_any_other_may_be_chosen_by_hand_and_taken_away(desk, open_2025):
    team, best = measure("Fortsette oppfølgingen av TeamOslo"), next(
        each for each in document("utkast-2025-faggruppene").every_measure() if each.title == "BEST 2025"
    )  # fmt: skip
    data = {"mot": DRAFT, "tiltak": str(team.uuid), "fra": str(best.id), "slag": "split"}

    assert messages(desk.post(f"{PAGE}velg/", data, follow=True)) == ["Opphavet er lagt til."]
    assert stored() == {(team.uuid, best.id): "split"}
    pair = {"mot": DRAFT, "par": f"{team.uuid}.{best.id}"}
    assert messages(desk.post(f"{PAGE}fjern/", pair, follow=True)) == ["Opphavet er tatt bort."]
    assert stored() == {}
    assert Version.objects.of(team).count() == 3


def test_without_both_nothing_is_chosen(desk, open_2025):
    response = desk.post(f"{PAGE}velg/", {"mot": DRAFT, "tiltak": "", "fra": ""}, follow=True)

    assert messages(response) == ["Velg både tiltaket og det som er opphavet."]


def test_a_draft_of_my_own_is_not_thrown_away(desk, open_2025, secretary):
    pair = ticked(shown(desk))[0]
    one = Measure.objects.get(uuid=pair.partition(".")[0])
    put_aside(one, {"title": ["Noe annet"]}, by=secretary, version=one.version)

    assert messages(save(desk, [pair])) == [f"«{one.title}» har en kladd som du ikke har lagret."]
    assert stored() == {}


@pytest.mark.parametrize(
    ("act", "data"),
    [
        ("lagre", {"ja": "tull"}), ("lagre", {"ja": f"{uuid4()}.{uuid4()}"}), ("velg", {"tiltak": "x", "fra": "y"}),
        ("fjern", {"par": ""}), ("spor-igjen", {"par": "1.2"}), ("lagre", {"mot": "2024"}), ("lagre", {"mot": ""}),
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(desk, open_2025, act, data):
    assert desk.post(f"{PAGE}{act}/", {"mot": DRAFT} | data).status_code == 404


def test_a_kind_that_is_none_is_not_found(desk, open_2025):
    pair = ticked(shown(desk))[0]

    assert desk.post(f"{PAGE}lagre/", {"mot": DRAFT, "ja": pair, f"slag-{pair}": "kusine"}).status_code == 404


def test_what_is_adopted_is_read_and_not_touched(desk, programme_2025):
    text = shown(desk)
    pair = {"mot": DRAFT, "par": f"{uuid4()}.{uuid4()}"}

    assert ('name="ja"' in text, "Bekreftet (35)" in unescape(text)) == (False, True)
    for act in ("lagre", "velg", "fjern", "spor-igjen"):
        response = desk.post(f"{PAGE}{act}/", pair, follow=True)
        assert messages(response) == [
            "Programmet er vedtatt og kan ikke endres her. En rettelse eller en revisjon blir en ny utgave."
        ]
    assert len(stored()) == 35


def test_guidelines_have_no_measures(desk, guidelines):
    assert desk.get(f"/redaksjon/{guidelines.slug}/opphav/").status_code == 404


def test_a_measure_of_another_programme_is_out_of_reach(open_2025, draft_2024, secretary):
    foreign = Measure.objects.filter(section__programme=draft_2024).first()

    assert origins.reject(open_2025, [(foreign.uuid, uuid4())], by=secretary) == 0


def test_what_went_nowhere_is_told(open_2025, desk):
    state = find_state(DRAFT, everything)
    save(desk, ticked(shown(desk)))

    assert len(sheet(open_2025, state).ended) == 4


@pytest.mark.parametrize("times", [0, 9])
def test_the_page_asks_as_often_however_many_measures(desk, open_2025, times):
    grow(times)
    assert Milestone.objects.count() == 1
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(PAGE, {"mot": DRAFT}).status_code == 200
    assert len(queries) == 33

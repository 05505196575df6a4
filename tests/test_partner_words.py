"""How partners are spelled: the council's own lists taken apart, what looks alike, and what the secretariat answers."""

import json
import re
from html import unescape
from itertools import combinations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organisation.models import Entry, Partner, PartnerAlias, Version
from organisation.record import put_aside
from programmes.models import DifferentNames, Measure, Programme
from programmes.partner_words import (
    ALIKE,
    Register,
    alike,
    in_place_of,
    names_in,
    pair,
    rewritten,
    twice,
    variants,
)
from programmes.spelling import partner_hints, read_register

from .pages import messages
from .site import ROOT
from .test_growth import grow

NOTHING = Register({})
PAGE = "/redaksjon/2025/partnere/"


def printed(name: str) -> dict[str, str]:
    """The lists of partners in a fixture, by the measure's id: «Potensielle partnere», in 2018 «Samarbeid med»."""
    found, sections = {}, list(json.loads((ROOT / "fixtures" / f"{name}.json").read_bytes())["sections"])
    while sections:
        section = sections.pop()
        sections += section.get("sections", [])
        for measure in section.get("measures", []):
            if text := measure.get("partners") or measure.get("cooperation"):
                found[measure["id"]] = text
    return found


LISTS = ("handlingsprogram-2018", "handlingsprogram-2024", "utkast-2025-faggruppene", "handlingsprogram-2025")


def told(texts, register, apart=()) -> list[str]:
    return [f"{each.name} → {each.form} ({len(each.places)})" for each in variants(texts, register, apart)]


@pytest.fixture
def register(db) -> Register:
    return read_register()


@pytest.fixture
def bare_register(db) -> Register:
    """The register without other spellings."""
    return Register({name.casefold(): name for name in Partner.objects.values_list("name", flat=True)})


# ── Taken apart ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Kommuner, Fylkeskommuner, virkemiddelaktører, FoU miljø og næringsliv",
         ["Kommuner", "Fylkeskommuner", "virkemiddelaktører", "FoU miljø", "næringsliv"]),
        ("Norges vassdrags- og energidirektorat (NVE), KS", ["Norges vassdrags- og energidirektorat", "NVE", "KS"]),
        ("Direktoratet for forvaltning og økonomistyring (DFØ)",
         ["Direktoratet for forvaltning og økonomistyring", "DFØ"]),
        ("Kommuner/fylkesk, energi-/nettselskap", ["Kommuner", "fylkesk", "energi-/nettselskap"]),
        ("KS\nNæringen; NHO", ["KS", "Næringen", "NHO"]),
        ("KS – bærekraftløftet", ["KS", "bærekraftløftet"]),
        ("Bane Nord mfl.", ["Bane Nord"]),
        ("Kommuner, medier, og andre relevante aktører", ["Kommuner", "medier"]),
        ("Ruter og andre kollektivselskap, m.fl.", ["Ruter"]),
        ("", []), (", ,()\n", []), ("og", ["og"]),
    ],
)  # fmt: skip
def test_a_printed_list_is_taken_apart(register, text, names):
    found = names_in(text, register)

    assert [each.text for each in found] == names
    assert [text[each.start : each.end] for each in found] == names


def test_every_list_of_the_council_is_made_of_its_names(register):
    for name in LISTS:
        for text in printed(name).values():
            for each in names_in(text, register):
                assert text[each.start : each.end] == each.text.strip() != ""


# ── Alike ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("akademia", "academia"), ("FoU miljø", "FoU-miljøer"), ("Kommunene", "kommuner"),
        ("næringsliv", "Næringslivet"), ("Bane Nor", "Bane Nord"), ("Visit Oslo", "VisitOSLO"),
        ("Gøteborg-Oslo samarbeidet", "Gøteborg-Oslo-samarbeidet"),
        ("Oslo Stholm 2:55", "Oslo-Stockholm 2.55"), ("offentlig aktører", "Offentlige aktører"),
    ],
)  # fmt: skip
def test_these_are_alike(one, other):
    assert (alike(one, other), alike(other, one)) == (True, True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kommuner", "Fylkeskommuner"), ("NVE", "NHO"), ("KS", "KDD"), ("NTNU", "NMBU"), ("SINTEF", "SINTEF Ocean"),
        ("Jernbaneselskap", "Havneselskap"), ("Energiselskap", "Nettselskap"), ("energi-/nettselskap", "Energiselskap"),
        ("Kommunal- og distriktsdepartementet", "Kommunal- og moderniseringsdepartementet"),
        ("Jernbanedirektoratet", "Miljødirektoratet"), ("Oslo kommune", "Kommuner"), ("Kraftløftet", "bærekraftløftet"),
    ],
)  # fmt: skip
def test_these_are_not(one, other):
    assert (alike(one, other), alike(other, one)) == (False, False)


def test_no_two_partners_of_the_register_are_alike(db):
    names = Partner.objects.values_list("name", flat=True)

    assert [(one, other) for one, other in combinations(names, 2) if alike(one, other)] == []
    assert ALIKE == 0.87


# ── What is found in the council's own programmes ───────────────────────────────────────────────


def test_what_is_found_in_2018(register):
    assert told(printed("handlingsprogram-2018"), register) == [
        "Gøteborg-Oslo samarbeidet → Gøteborg-Oslo-samarbeidet (1)",
        "Kommunal- og moderniseringsdep → Kommunal- og moderniseringsdepartementet (1)",
    ]


def test_2024_prints_no_partners(register):
    assert told(printed("handlingsprogram-2024"), register) == []


def test_what_is_found_in_2025(register):
    assert told(printed("handlingsprogram-2025"), register) == [
        "academia → Akademia (1)", "departement → Departementer (1)", "FoU miljø → FoU-miljøer (1)", "IMDI → IMDi (1)",
        "Medlemskommuner → Kommuner (1)", "næringsliv → Næringslivet (4)", "næringslivsaktører → Næringslivet (1)",
        "offentlig aktører → Offentlige aktører (1)", "transportselskaper → Transportselskap (1)",
    ]  # fmt: skip


def test_what_is_found_in_the_draft_of_2025(register):
    texts = printed("utkast-2025-faggruppene")

    assert told(texts, register) == [
        "Bane Nord → Bane Nor (1)", "Forskningsmiljøer → FoU-miljøer (2)", "FoU → FoU-miljøer (1)",
        "FoU-miljø → FoU-miljøer (1)", "fylkesk → Fylkeskommuner (1)", "fylkeskommunene → Fylkeskommuner (5)",
        "IMDI → IMDi (2)", "Kommunene → Kommuner (7)", "Kraftløfte → Kraftløftet (1)", "Medlemmene → Medlemmer (1)",
        "Medlemskommunene → Kommuner (1)", "Medlemskommuner → Kommuner (7)",
        "offentlig aktører → Offentlige aktører (2)", "Oslo Stholm 2:55 → Oslo-Stockholm 2.55 (1)",
        "Partnere i arbeidslivet → Partene i arbeidslivet (1)", "Pendlerforeningen → Pendlerforening (1)",
        "regionale økosystemet → Regionale økosystemer (1)", "statsforvalterne → Statsforvalter (1)", "VY → Vy (2)",
    ]  # fmt: skip
    assert [each.sentence for each in twice(texts, register)] == [
        "«SVV» og «Statens vegvesen» er den samme, og står begge her."
    ]


def test_without_other_spellings_the_register_finds_what_looks_alike(bare_register):
    assert told(printed("handlingsprogram-2025"), bare_register) == [
        "academia → Akademia (1)", "departement → Departementer (1)", "FoU miljø → FoU-miljøer (1)", "IMDI → IMDi (1)",
        "næringsliv → Næringslivet (4)", "offentlig aktører → Offentlige aktører (1)",
        "transportselskaper → Transportselskap (1)",
    ]  # fmt: skip


def test_without_a_register_the_commonest_spelling_is_offered():
    assert told(printed("handlingsprogram-2025"), NOTHING) == [
        "academia → akademia (1)", "departementer → departement (1)", "FoU miljø → FoU-miljøer (1)",
        "næringslivet → næringsliv (1)",
    ]  # fmt: skip


def test_a_short_form_is_no_variant(register):
    assert told({1: "NVE, DFØ", 2: "Norges vassdrags- og energidirektorat"}, register) == []


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("NVE, KS, NVE", ["«NVE» står to ganger."]),
        ("Norges vassdrags- og energidirektorat (NVE), KS", []),
        ("Norges vassdrags- og energidirektorat (NVE), KS og NVE",
         ["«Norges vassdrags- og energidirektorat» og «NVE» er den samme, og står begge her."]),
        ("Pendlerforum, pendlerforumet", ["«Pendlerforum» og «pendlerforumet» er den samme, og står begge her."]),
        ("Kommuner og fylkeskommuner", []),
    ],
)  # fmt: skip
def test_who_stands_twice_is_found(register, text, sentences):
    assert [each.sentence for each in twice({1: text}, register)] == sentences


def test_two_that_are_different_are_not_asked_about(register):
    texts, apart = {1: "Akademia", 2: "academia", 3: "NVE og Norges vassdrags- og energidirektorat"}, set()
    assert (len(variants(texts, register)), len(twice(texts, register))) == (1, 1)

    apart |= {pair("Akademia", "ACADEMIA"), pair("NVE", "Norges vassdrags- og energidirektorat")}
    assert (variants(texts, register, apart), twice(texts, register, apart)) == ([], [])


@pytest.mark.parametrize(
    ("name", "form", "here"),
    [
        ("academia", "Akademia", "akademia"), ("Academia", "Akademia", "Akademia"),
        ("FoU miljø", "FoU-miljøer", "FoU-miljøer"),
        ("bane nord", "Bane Nor", "Bane Nor"), ("Pendlerforeningen", "pendlerforening", "Pendlerforening"),
        ("offentlig aktører", "Offentlige aktører", "offentlige aktører"),
    ],
)  # fmt: skip
def test_a_form_begins_as_the_name_it_replaces(name, form, here):
    assert in_place_of(name, form) == here


def test_only_the_name_itself_is_rewritten(register):
    text = "NHO, FoU miljø og næringsliv; FoU miljøet (FoU miljø)\nKommuner – fou miljø mfl."

    assert rewritten(text, "FoU miljø", "FoU-miljøer", register) == (
        "NHO, FoU-miljøer og næringsliv; FoU miljøet (FoU-miljøer)\nKommuner – FoU-miljøer mfl."
    )


# ── The page ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def open_2025(programme_2025) -> Programme:
    """The programme of 2025 before it was adopted."""
    Programme.objects.filter(pk=programme_2025.pk).update(phase="groups")
    return programme_2025


@pytest.fixture
def workshop(open_2025) -> Measure:
    return Measure.objects.get(section__programme=open_2025, partners__contains="FoU miljø")


def headings(response) -> list[str]:
    return [
        unescape(" ".join(re.sub("<[^>]*>", "", text).split()))
        for text in re.findall(r'<h2 id="navn-[^>]*>(.*?)</h2>', response.text)
    ]


def answer(client, act, name, form, **more):
    return client.post(f"{PAGE}{act}/", {"navn": name, "form": form, **more}, follow=True)


def test_the_page_lists_what_is_found_with_the_measures(desk, workshop):
    response = desk.get(PAGE)

    assert headings(response) == [
        "academia → akademia", "departement → departementer", "FoU miljø → FoU-miljøer", "IMDI → IMDi",
        "Medlemskommuner → Kommuner", "næringsliv → næringslivet", "næringslivsaktører → næringslivet",
        "offentlig aktører → offentlige aktører", "transportselskaper → transportselskap",
    ]  # fmt: skip
    assert f'href="/redaksjon/2025/tiltak/{workshop.uuid}/rediger/#id_title"' in response.text
    assert "Bruk «næringslivet» i alle 4" in response.text


def test_the_registers_form_is_used_in_one_measure_as_a_version(desk, workshop, secretary):
    named = list(workshop.partner_register.all())
    response = answer(desk, "bruk", "FoU miljø", "FoU-miljøer", tiltak=workshop.uuid)

    workshop.refresh_from_db()
    assert workshop.partners == "Kommuner, Fylkeskommuner, virkemiddelaktører, FoU-miljøer og næringsliv"
    assert list(workshop.partner_register.all()) == named
    assert messages(response) == ["«FoU miljø» er byttet med «FoU-miljøer» i «Gjennomføre prosjektverksted»."]
    latest = Version.objects.of(workshop).first()
    assert (latest.number, latest.by, latest.cause) == (2, secretary, "edited")
    assert latest.what == "partnerne: «FoU miljø» → «FoU-miljøer»"
    assert "FoU miljø → FoU-miljøer" not in headings(response)


def test_it_is_used_in_all_of_them_at_once(desk, open_2025):
    measures = Measure.objects.filter(section__programme=open_2025, partners__regex=r"næringsliv($|[, ])")
    response = answer(desk, "bruk", "næringsliv", "Næringslivet", tiltak=[each.uuid for each in measures])

    assert (len(measures), len(messages(response))) == (4, 4)
    assert "næringsliv → næringslivet" not in headings(response)


def test_pressed_twice_it_is_used_once_and_says_so(desk, workshop):
    for _ in range(2):
        response = answer(desk, "bruk", "FoU miljø", "FoU-miljøer", tiltak=workshop.uuid)

    workshop.refresh_from_db()
    assert (workshop.version, messages(response)) == (
        2, ["«FoU miljø» står ikke der lenger, så ingenting er endret."],
    )  # fmt: skip


def test_a_draft_of_my_own_is_not_thrown_away(desk, workshop, secretary):
    put_aside(workshop, {"title": ["Noe jeg skrev"]}, by=secretary, version=1)
    response = answer(desk, "bruk", "FoU miljø", "FoU-miljøer", tiltak=workshop.uuid)

    assert messages(response) == ["«Gjennomføre prosjektverksted» har en kladd som du ikke har lagret."]


def test_the_name_becomes_another_spelling_and_the_text_stays(desk, workshop):
    PartnerAlias.objects.filter(name="FoU miljø").delete()
    assert "Registeret har «FoU-miljøer», men ikke «FoU miljø»." in desk.get(PAGE).text
    response = answer(desk, "skrivemate", "FoU miljø", "FoU-miljøer")

    assert messages(response) == ["«FoU miljø» finner nå «FoU-miljøer». Teksten i tiltakene er ikke endret."]
    assert PartnerAlias.objects.get(name="FoU miljø").partner.name == "FoU-miljøer"
    assert Entry.objects.first().what == "skrivemåten «FoU miljø» for samarbeidspartneren «FoU-miljøer»"
    assert Version.objects.of(workshop).count() == 0
    assert messages(answer(desk, "skrivemate", "FoU miljø", "FoU-miljøer")) == [
        "«FoU miljø» er en annen skrivemåte for «FoU-miljøer»."
    ]


def test_two_that_are_different_are_remembered_and_asked_about_again_when_wanted(desk, open_2025):
    for _ in range(2):
        response = answer(desk, "forskjellige", "Medlemskommuner", "Kommuner")

    assert messages(response) == ["«Medlemskommuner» og «Kommuner» blir stående. Vi spør ikke om dem igjen."]
    assert list(DifferentNames.objects.values_list("one", "other")) == [("kommuner", "medlemskommuner")]
    assert "Medlemskommuner → Kommuner" not in headings(response)
    assert Entry.objects.filter(what="at «Medlemskommuner» og «Kommuner» er forskjellige navn").count() == 1

    response = answer(desk, "spor-igjen", "kommuner", "medlemskommuner")
    assert "Medlemskommuner → Kommuner" in headings(response)


@pytest.mark.parametrize(("name", "form"), [("", "x"), ("x", ""), ("x" * 201, "y"), ("\x07", "y")])
@pytest.mark.parametrize("act", ["bruk", "skrivemate", "forskjellige", "spor-igjen"])
def test_a_name_that_is_none_is_not_found(desk, open_2025, act, name, form):
    assert answer(desk, act, name, form).status_code == 404


def test_what_is_not_there_is_not_found(desk, open_2025, draft_2024):
    other = Measure.objects.filter(section__programme=draft_2024).first()

    assert answer(desk, "skrivemate", "Noe nytt", "Står ikke i registeret").status_code == 404
    assert answer(desk, "bruk", "x", "y", tiltak=other.uuid).status_code == 404
    assert answer(desk, "bruk", "x", "y", tiltak="tull").status_code == 404


def test_markup_in_a_name_is_shown_and_not_run(desk, workshop):
    Measure.objects.filter(pk=workshop.pk).update(partners="<svg onload=alert(1)>x, <svg onload=alert(2)>x")
    text = desk.get(PAGE).text

    assert ("<svg onload" in text, "&lt;svg onload=alert" in text) == (False, True)


def test_what_is_adopted_is_read_and_not_touched(desk, programme_2025):
    measure = Measure.objects.get(section__programme=programme_2025, partners__contains="FoU miljø")
    assert ("FoU miljø → FoU-miljøer" in headings(desk.get(PAGE)), "<button" in desk.get(PAGE).text) == (True, False)

    for act in ("bruk", "skrivemate", "forskjellige", "spor-igjen"):
        response = answer(desk, act, "FoU miljø", "FoU-miljøer", tiltak=measure.uuid)
        assert messages(response) == [
            "Programmet er vedtatt og kan ikke endres her. En rettelse eller en revisjon blir en ny utgave."
        ]
    assert (Version.objects.of(measure).count(), DifferentNames.objects.count()) == (0, 0)


@pytest.mark.parametrize("times", [0, 9])
def test_the_page_asks_as_often_however_many_measures(desk, open_2025, times):
    grow(times)
    with CaptureQueriesContext(connection) as queries:
        desk.get(PAGE)
    assert len(queries) == 12


# ── A hint where the measure is written ─────────────────────────────────────────────────────────


def test_a_measure_that_is_open_hints_at_its_own_names(desk, open_2025, workshop):
    workshop.partners += ", NVE, NVE"
    workshop.save()
    hints = [
        "«FoU miljø» skrives «FoU-miljøer» i registeret.", "«næringsliv» skrives «næringslivet» i registeret.",
        "«NVE» står to ganger.",
    ]  # fmt: skip
    text = unescape(desk.get(f"/redaksjon/2025/tiltak/{workshop.uuid}/rediger/").text)

    assert partner_hints(open_2025, workshop) == hints
    assert re.findall(r"<li>(«[^<]*)</li>", text) == hints


def test_a_measure_that_is_well_has_no_hint(desk, draft_2024):
    measure = Measure.objects.filter(section__programme=draft_2024).first()

    assert "partner-hints" not in desk.get(f"/redaksjon/2024/tiltak/{measure.uuid}/rediger/").text

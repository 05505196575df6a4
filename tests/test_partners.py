"""The partner register: names, where they are used, and two that become one."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organisation import merging
from organisation.models import Entry, Partner, PartnerAlias
from programmes.models import Measure, MeasurePartner
from publishing.models import AdoptedMeasure, Edition

REGISTER = "/organisasjon/partnere/"
NEW = "/organisasjon/partnere/ny/"
NVE = "Norges vassdrags- og energidirektorat"
OTHERS = (
    "outsider", "delegate", "board_member", "coordinator", "transport_member", "climate_member", "climate_leader",
)  # fmt: skip


def page(partner, tail=""):
    return f"{REGISTER}{partner.pk}/{tail}"


def said(answer):
    """The messages on the page."""
    return re.findall(r'<p class="ds-paragraph">(.*?)</p>', answer.text)


def faults(answer):
    return re.findall(r'data-field="validation"[^>]*>(.*?)</p>', answer.text)


def listed(answer):
    return re.findall(r'<th scope="row"><a [^>]*>(.*?)</a>', answer.text)


def log():
    return [(entry.verb, entry.what) for entry in Entry.objects.filter(verb__in=VERBS).order_by("pk")]


VERBS = ("added", "changed", "removed", "merged")


@pytest.fixture
def desk(client, secretary):
    """The secretary at work, who has just confirmed who it is."""
    client.force_login(secretary)
    client.post("/konto/bekreft/", {"password": "demo-passord-2025"})
    return client


@pytest.fixture
def nve(db):
    return Partner.objects.get(name=NVE)


@pytest.fixture
def ks(db):
    return Partner.objects.get(name="KS")


@pytest.fixture
def unused(db):
    return Partner.objects.create(name="Ingen Bruker Denne AS")


@pytest.fixture
def spare(unused):
    return PartnerAlias.objects.create(partner=unused, name="IBD")


# ── who may ──────────────────────────────────────────────────────────────────────────────────────

READ = ("", "ny/", "{}/", "{}/rediger/", "{}/slett/", "{}/sla-sammen/")
WRITE = (
    "ny/", "{}/rediger/", "{}/slett/", "{}/sla-sammen/", "{}/skrivemater/", "{}/skrivemater/{}/fjern/",
)  # fmt: skip


@pytest.mark.parametrize("tail", READ)
def test_the_register_opens_for_the_secretariat(desk, unused, tail):
    assert desk.get(REGISTER + tail.format(unused.pk)).status_code == 200


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("tail", READ)
def test_for_everybody_else_the_register_does_not_exist(request, client, unused, name, tail):
    client.force_login(request.getfixturevalue(name))

    assert client.get(REGISTER + tail.format(unused.pk)).status_code == 404


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("tail", WRITE)
def test_nobody_else_can_change_it(request, client, unused, spare, ks, name, tail):
    client.force_login(request.getfixturevalue(name))
    before = (Partner.objects.count(), PartnerAlias.objects.count())

    answer = client.post(REGISTER + tail.format(unused.pk, spare.pk), {"name": "Noe annet", "kept": ks.pk})

    assert answer.status_code == 404
    assert (Partner.objects.count(), PartnerAlias.objects.count()) == before
    assert Partner.objects.get(pk=unused.pk).name == "Ingen Bruker Denne AS"


@pytest.mark.parametrize("tail", READ)
def test_a_stranger_is_asked_to_log_in(client, unused, tail):
    answer = client.get(REGISTER + tail.format(unused.pk))

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/konto/logg-inn/")


@pytest.mark.parametrize("tail", ["{}/", "{}/rediger/", "{}/slett/", "{}/sla-sammen/"])
def test_a_partner_that_does_not_exist_is_not_found(desk, tail):
    assert desk.get(REGISTER + tail.format(999_999)).status_code == 404


@pytest.mark.parametrize("tail", ["", "{}/"])
def test_a_page_that_is_read_is_not_written_to(desk, unused, tail):
    assert desk.post(REGISTER + tail.format(unused.pk)).status_code == 405


@pytest.mark.parametrize("tail", ["{}/skrivemater/", "{}/skrivemater/{}/fjern/"])
def test_what_only_changes_is_not_read(desk, unused, spare, tail):
    assert desk.get(REGISTER + tail.format(unused.pk, spare.pk)).status_code == 405


# ── the list ─────────────────────────────────────────────────────────────────────────────────────


def test_the_list_stands_in_the_norwegian_alphabet(desk):
    names = ["ape og so", "Zoo og so", "Ærlig og so", "Østre og so", "Ås og so"]
    Partner.objects.bulk_create(Partner(name=name) for name in reversed(names))

    assert listed(desk.get(REGISTER, {"ord": "og so"})) == names


@pytest.mark.parametrize("words", ["nve", "NVE", "energidirektorat vassdrags", "  Norges   VASSDRAGS- "])
def test_a_partner_is_found_by_its_name_and_its_other_spellings(desk, words):
    assert listed(desk.get(REGISTER, {"ord": words})) == [NVE]


@pytest.mark.parametrize("words", ["ØRSKOG ÅS", "ørskog ås"])
def test_norwegian_capitals_are_found_too(desk, words):
    Partner.objects.create(name="Ørskog og Ås")

    assert listed(desk.get(REGISTER, {"ord": words})) == ["Ørskog og Ås"]


def test_a_search_that_finds_nobody_says_so(desk):
    answer = desk.get(REGISTER, {"ord": "<b>finnes%"})

    assert "Ingen samarbeidspartner heter «&lt;b&gt;finnes%»." in answer.text


def test_the_list_tells_how_many_uses_each_has(desk, unused):
    rows = dict(re.findall(r'scope="row"><a [^>]*>(.*?)</a>.*?<td>(.*?)</td>', desk.get(REGISTER).text, re.DOTALL))
    alone = desk.get(REGISTER, {"ord": "NVE"}).text

    assert rows[unused.name] == '<span class="soft">ikke i bruk</span>'
    assert "<td>2 tiltak<br>2 vedtatte tiltak</td>" in alone


def test_the_list_comes_in_pages_that_remember_the_search(desk):
    Partner.objects.bulk_create(Partner(name=f"Nummer {number:03}") for number in range(120))

    first, last = desk.get(REGISTER, {"ord": "nummer"}), desk.get(REGISTER, {"ord": "nummer", "side": "3"})

    assert 'href="?ord=nummer&amp;side=2"' in first.text
    assert listed(last) == [f"Nummer {number:03}" for number in range(100, 120)]


@pytest.mark.parametrize("more", [0, 40])
def test_the_list_asks_as_often_however_long_it_is(desk, more):
    use_everywhere(Partner.objects.bulk_create(Partner(name=f"Å{number}") for number in range(more)))
    with CaptureQueriesContext(connection) as queries:
        desk.get(REGISTER)
    assert len(queries) == 7


@pytest.mark.parametrize("more", [0, 30])
def test_a_partners_page_asks_as_often_however_much_it_is_used(desk, nve, more):
    for measure in Measure.objects.exclude(partner_register=nve)[:more]:
        MeasurePartner.objects.create(measure=measure, partner=nve)
    for measure in AdoptedMeasure.objects.exclude(partners=nve)[:more]:
        measure.partners.add(nve)
    with CaptureQueriesContext(connection) as queries:
        desk.get(page(nve))
    assert len(queries) == 11


@pytest.mark.parametrize("more", [0, 30])
def test_a_preview_asks_as_often_however_much_moves(desk, nve, ks, more):
    for measure in Measure.objects.exclude(partner_register=nve)[:more]:
        MeasurePartner.objects.create(measure=measure, partner=nve)
    with CaptureQueriesContext(connection) as queries:
        desk.get(page(nve, "sla-sammen/"), {"kept": ks.pk})
    assert len(queries) == 17


def use_everywhere(partners):
    measure, adopted = Measure.objects.first(), AdoptedMeasure.objects.first()
    MeasurePartner.objects.bulk_create(MeasurePartner(measure=measure, partner=partner) for partner in partners)
    adopted.partners.add(*partners)


# ── names ────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_partner_stands_in_the_register_and_in_the_log(desk):
    answer = desk.post(NEW, {"name": "  Ullensaker   næringsforum "}, follow=True)

    partner = Partner.objects.get(name="Ullensaker næringsforum")
    assert answer.redirect_chain == [(page(partner), 302)]
    assert said(answer) == ["«Ullensaker næringsforum» står nå i registeret."]
    assert log() == [("added", "samarbeidspartneren «Ullensaker næringsforum»")]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("ks", "«KS» står i registeret fra før."),
        (" norges  VASSDRAGS- og energidirektorat", f"«{NVE}» står i registeret fra før."),
        ("nve", f"«nve» er en annen skrivemåte for «{NVE}»."),
        ("", "Feltet er påkrevet."),
        ("   ", "Feltet er påkrevet."),
        ("Bjelle\x07 AS", "Navnet inneholder tegn som ikke kan trykkes. Skriv det på nytt for hånd."),
        ("Null\x00 AS", "Null-tegn er ikke tillatt."),
        ("x" * 201, "Sørg for at denne verdien har 200 eller færre tegn (den har nå 201)."),
    ],
)
def test_a_name_that_cannot_be_used_is_refused_with_a_sentence(desk, name, sentence):
    before = Partner.objects.count()

    answer = desk.post(NEW, {"name": name})

    assert (answer.status_code, faults(answer)) == (200, [sentence])
    assert (Partner.objects.count(), log()) == (before, [])


def test_norwegian_letters_in_capitals_are_the_same_name(desk):
    Partner.objects.create(name="Østfoldbanen på Ås")

    assert faults(desk.post(NEW, {"name": "ØSTFOLDBANEN PÅ ÅS"})) == ["«Østfoldbanen på Ås» står i registeret fra før."]


def test_sent_twice_a_new_partner_is_one(desk):
    for _ in range(2):
        desk.post(NEW, {"name": "Bare én AS"})

    assert Partner.objects.filter(name="Bare én AS").count() == 1
    assert len(log()) == 1


def test_what_is_typed_is_shown_and_never_run(desk):
    answer = desk.post(NEW, {"name": "<script>alert(1)</script>"}, follow=True)

    assert "<script>alert(1)" not in answer.text
    assert answer.text.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 1


def test_a_new_name_keeps_the_old_one_as_a_spelling(desk, ks):
    answer = desk.post(page(ks, "rediger/"), {"name": "Kommunesektorens organisasjon"}, follow=True)

    ks.refresh_from_db()
    assert (ks.name, [str(alias) for alias in ks.aliases.all()]) == ("Kommunesektorens organisasjon", ["KS"])
    assert said(answer) == ["Navnet er nå «Kommunesektorens organisasjon»."]
    assert log() == [("changed", "samarbeidspartneren «KS», som nå heter «Kommunesektorens organisasjon»")]


def test_a_spelling_can_become_the_name(desk, nve):
    spelt = {str(alias) for alias in nve.aliases.all()}

    desk.post(page(nve, "rediger/"), {"name": "NVE"})

    nve.refresh_from_db()
    assert (nve.name, {str(alias) for alias in nve.aliases.all()}) == ("NVE", spelt - {"NVE"} | {NVE})


def test_other_capitals_are_no_other_spelling(desk, ks):
    desk.post(page(ks, "rediger/"), {"name": "Ks"})

    ks.refresh_from_db()
    assert (ks.name, ks.aliases.count()) == ("Ks", 0)


def test_the_same_name_again_changes_nothing(desk, ks):
    answer = desk.post(page(ks, "rediger/"), {"name": "KS"}, follow=True)

    assert (answer.redirect_chain, said(answer), log()) == ([(page(ks), 302)], [], [])


def test_a_partner_cannot_take_the_name_of_another(desk, ks):
    answer = desk.post(page(ks, "rediger/"), {"name": "NVE"})

    assert faults(answer) == [f"«NVE» er en annen skrivemåte for «{NVE}»."]
    assert Partner.objects.get(pk=ks.pk).name == "KS"


def test_fields_that_the_form_does_not_have_are_not_written(desk, ks, nve):
    desk.post(page(ks, "rediger/"), {"name": "Kommunene samlet", "id": nve.pk, "pk": nve.pk})

    assert (Partner.objects.get(pk=ks.pk).name, Partner.objects.get(pk=nve.pk).name) == ("Kommunene samlet", NVE)


# ── other spellings ──────────────────────────────────────────────────────────────────────────────


def test_a_spelling_is_added(desk, ks):
    answer = desk.post(page(ks, "skrivemater/"), {"name": " Kommunenes   Sentralforbund "}, follow=True)

    assert [str(alias) for alias in ks.aliases.all()] == ["Kommunenes Sentralforbund"]
    assert said(answer) == ["«Kommunenes Sentralforbund» finner nå «KS»."]
    assert log() == [("added", "skrivemåten «Kommunenes Sentralforbund» for samarbeidspartneren «KS»")]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nve", f"«nve» er en annen skrivemåte for «{NVE}»."),
        ("BANE nor", "«Bane Nor» står i registeret fra før."),
        ("ks", "«KS» står i registeret fra før."),
        ("", "Feltet er påkrevet."),
    ],
)
def test_a_spelling_that_is_taken_is_refused_with_a_sentence(desk, ks, name, sentence):
    answer = desk.post(page(ks, "skrivemater/"), {"name": name})

    assert (answer.status_code, faults(answer), ks.aliases.count()) == (200, [sentence], 0)


def test_a_spelling_is_removed_and_once_more_does_no_harm(desk, unused, spare):
    first = desk.post(page(unused, f"skrivemater/{spare.pk}/fjern/"), follow=True)
    second = desk.post(page(unused, f"skrivemater/{spare.pk}/fjern/"), follow=True)

    assert said(first) == ["«IBD» er ikke lenger en skrivemåte for «Ingen Bruker Denne AS»."]
    assert (second.status_code, said(second)) == (200, [])
    assert log() == [("removed", "skrivemåten «IBD» for samarbeidspartneren «Ingen Bruker Denne AS»")]


def test_a_spelling_is_removed_only_from_its_own_partner(desk, ks, spare):
    desk.post(page(ks, f"skrivemater/{spare.pk}/fjern/"))

    assert PartnerAlias.objects.filter(pk=spare.pk).exists()


# ── where it is used, and deleting ───────────────────────────────────────────────────────────────


def test_the_page_shows_where_a_partner_is_used_with_links(desk, nve):
    text = desk.get(page(nve)).text

    adopted = AdoptedMeasure.objects.filter(partners=nve)
    assert [f'href="{measure.get_absolute_url()}"' in text for measure in adopted] == [True, True]
    assert re.findall(r"<h3>(.*?)</h3>", text) == ["2 tiltak", "2 vedtatte tiltak"]
    assert f'href="/tiltak/?partner={nve.pk}"' in text


def test_a_partner_in_use_is_not_deleted(desk, nve):
    for method in (desk.get, desk.post):
        answer = method(page(nve, "slett/"), follow=True)
        assert said(answer) == [
            f"«{NVE}» står i 2 tiltak og 2 vedtatte tiltak og kan ikke slettes. Slå den sammen med en annen i stedet."
        ]
    assert Partner.objects.filter(pk=nve.pk).exists()
    assert log() == []


def test_an_unused_partner_is_deleted_after_a_question_and_once_more_does_no_harm(desk, unused, spare):
    assert "Slett «Ingen Bruker Denne AS»?" in desk.get(page(unused, "slett/")).text
    assert Partner.objects.filter(pk=unused.pk).exists()

    first, second = (desk.post(page(unused, "slett/"), follow=True) for _ in range(2))

    assert said(first) == ["«Ingen Bruker Denne AS» er slettet."]
    assert said(second) == [
        "Samarbeidspartneren finnes ikke lenger. Noen har slettet den eller slått den sammen med en annen."
    ]
    assert PartnerAlias.objects.filter(pk=spare.pk).exists() is False
    assert log() == [("removed", "samarbeidspartneren «Ingen Bruker Denne AS»")]


@pytest.mark.parametrize("name", OTHERS)
def test_the_right_to_delete_is_the_secretariats(request, unused, name):
    answer = merging.may_delete(request.getfixturevalue(name), unused)

    assert (bool(answer), answer.reason) == (False, "Bare sekretariatet kan gjøre dette.")


# ── merging ──────────────────────────────────────────────────────────────────────────────────────


def stored():
    return list(Edition.objects.order_by("pk").values_list("document_sha256", "page_sha256", "pdf_sha256"))


def bytes_of_editions():
    return [
        bytes(part) for row in Edition.objects.order_by("pk").values_list("document", "page", "pdf") for part in row
    ]


def naming(partner):
    return set(Measure.objects.filter(partner_register=partner)), set(AdoptedMeasure.objects.filter(partners=partner))


def test_the_preview_shows_what_moves_and_changes_nothing(desk, nve, ks):
    answer = desk.get(page(nve, "sla-sammen/"), {"kept": ks.pk})

    assert answer.status_code == 200
    assert [name in answer.text for name in (NVE, "<li>NVE</li>", "2 tiltak", "2 vedtatte tiltak")] == [True] * 4
    assert f'href="{page(ks, "sla-sammen/")}?kept={nve.pk}"' in answer.text
    assert Partner.objects.filter(pk=nve.pk).exists()
    assert log() == []


def test_a_merge_moves_everything_and_keeps_the_old_names(desk, nve, ks):
    spelt = {NVE, *(str(alias) for alias in nve.aliases.all())}
    together = tuple(a | b for a, b in zip(naming(nve), naming(ks), strict=True))

    answer = desk.post(page(nve, "sla-sammen/"), {"kept": ks.pk}, follow=True)

    assert said(answer) == [f"«{NVE}» er slått sammen med «KS»."]
    assert naming(ks) == together
    assert {str(alias) for alias in ks.aliases.all()} == spelt
    assert Partner.objects.filter(pk=nve.pk).exists() is False
    assert log() == [("merged", f"samarbeidspartneren «{NVE}» med «KS» (2 tiltak, 2 vedtatte tiltak)")]


def test_what_names_both_names_the_kept_one_once(desk, unused, ks):
    use_everywhere([unused, Partner.objects.create(name="Til")])
    measure, adopted = naming(unused)[0].pop(), naming(unused)[1].pop()
    MeasurePartner.objects.get_or_create(measure=measure, partner=ks)
    adopted.partners.add(ks)
    preview = desk.get(page(unused, "sla-sammen/"), {"kept": ks.pk}).text

    desk.post(page(unused, "sla-sammen/"), {"kept": ks.pk})

    assert preview.count("1 av dem nevner også «KS»") == 2
    assert measure.partner_links.filter(partner=ks).count() == 1
    assert adopted.partners.filter(pk=ks.pk).count() == 1
    assert naming(unused) == (set(), set())


def test_a_merge_changes_no_byte_of_what_was_adopted(desk, nve, ks):
    before = (stored(), bytes_of_editions())
    pages = {slug: desk.get(f"/handlingsprogram/{slug}/").content for slug in ("2018", "2025")}

    desk.post(page(nve, "sla-sammen/"), {"kept": ks.pk})

    assert (stored(), bytes_of_editions()) == before
    assert {slug: desk.get(f"/handlingsprogram/{slug}/").content for slug in ("2018", "2025")} == pages


def test_after_a_merge_the_search_finds_the_measures_under_the_kept_partner(client, secretary, nve, ks):
    expected = {measure.get_absolute_url() for each in (nve, ks) for measure in naming(each)[1]}
    merging.merge(nve, ks, by=secretary)

    found = re.findall(r'<h2><a href="(.*?)">', client.get("/tiltak/", {"partner": ks.pk}).text)

    assert (len(found), set(found)) == (len(expected), expected)


def test_after_a_merge_an_adopted_measure_leads_to_the_kept_partner(client, secretary, nve, ks):
    address = next(iter(naming(nve)[1])).get_absolute_url()
    before = client.get(address).text
    merging.merge(nve, ks, by=secretary)

    assert f'href="/tiltak/?partner={nve.pk}"' in before
    assert f'<a class="ds-chip" href="/tiltak/?partner={ks.pk}">KS</a>' in client.get(address).text


def test_a_merge_sent_twice_does_no_harm(desk, nve, ks):
    first, second = (desk.post(page(nve, "sla-sammen/"), {"kept": ks.pk}, follow=True) for _ in range(2))

    assert said(first) == [f"«{NVE}» er slått sammen med «KS»."]
    assert said(second) == [
        "Samarbeidspartneren finnes ikke lenger. Noen har slettet den eller slått den sammen med en annen."
    ]
    assert len(log()) == 1


@pytest.mark.parametrize("kept", ["itself", "999999", "abc", ""])
def test_a_merge_needs_another_partner(desk, nve, kept):
    kept = str(nve.pk) if kept == "itself" else kept
    answer = desk.post(page(nve, "sla-sammen/"), {"kept": kept})

    assert (answer.status_code, len(faults(answer))) == (200, 1)
    assert Partner.objects.filter(pk=nve.pk).exists()


def test_a_merge_with_somebody_whom_a_colleague_took_away_is_refused(secretary, nve, unused):
    Partner.objects.filter(pk=unused.pk).delete()

    with pytest.raises(Partner.DoesNotExist):
        merging.merge(nve, unused, by=secretary)
    with pytest.raises(Partner.DoesNotExist):
        merging.merge(nve, nve, by=secretary)


def test_two_that_differ_by_capitals_only_become_one_name(secretary, ks):
    twin = Partner.objects.create(name="Ks")

    merging.merge(twin, ks, by=secretary)

    assert ks.aliases.count() == 0


def test_a_merge_that_fails_moves_nothing(monkeypatch, secretary, nve, ks):
    before = naming(nve)
    monkeypatch.setattr(merging, "note", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        merging.merge(nve, ks, by=secretary)

    assert naming(nve) == before
    assert Partner.objects.filter(pk=nve.pk).exists()


def test_every_table_that_names_a_partner_is_known_to_the_merge(db):
    """A wall for later rooms: whoever points at a partner is moved, and counts as a use."""
    columns = {f"{column.model._meta.label_lower}.{column.name}" for column in merging._columns()}

    assert columns == {
        "organisation.partneralias.partner",
        "programmes.measurepartner.partner",
        "publishing.adoptedmeasure_partners.partner",
    }

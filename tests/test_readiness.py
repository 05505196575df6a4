"""Klart for vedtak? What is found about a programme, where each finding leads, and why it may stand."""

import re
from collections import Counter
from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from budget.models import BudgetColumn, BudgetLine, Explanation
from organisation.models import Body, Entry
from organisation.record import put_aside
from organisation.rights import NotAllowed
from programmes import decisions, phases
from programmes.building import build
from programmes.decisions import Treatment
from programmes.editing import MEASURE
from programmes.milestones import keep_milestone
from programmes.models import Measure, Programme, Section
from programmes.outline import outline
from programmes.readiness.in_text import faults
from programmes.readiness.references import dead_references
from programmes.readiness.since import changed
from programmes.readiness.twins import twins
from programmes.rewriting import rewrite
from programmes.richtext import Paragraph
from programmes.rounds import answering, commenting, opening
from programmes.rounds.commenting import Remark, Sender
from publishing import adoption, setting_aside
from publishing.models import Edition, SetAside
from publishing.readiness import KINDS, findings, summary
from publishing.setting_aside import keep_reasons, lapsed_reasons, reasons_for

from .pages import messages
from .test_growth import grow
from .test_result_targets import document

PAGE = "/redaksjon/2025/klart/"
SAVE = f"{PAGE}begrunnelser/"


@pytest.fixture
def open_2025(programme_2025) -> Programme:
    """The programme of 2025 while the board had it."""
    Programme.objects.filter(pk=programme_2025.pk).update(phase="recommended")
    return Programme.objects.get(pk=programme_2025.pk)


@pytest.fixture
def measure(open_2025) -> Measure:
    return Measure.objects.get(section__programme=open_2025, title="Gjennomføre prosjektverksted")


def found(programme) -> list:
    return findings(programme, build(programme))


def of_kind(programme, kind) -> list[tuple]:
    return [(each.subject, each.says, each.address) for each in found(programme) if each.kind == kind]


def told(rule, name) -> list[tuple[str, str]]:
    return [(each.subject, each.says) for each in rule(document(name))]


# ── The text ────────────────────────────────────────────────────────────────────────────────────


def test_what_is_found_in_the_councils_own_programmes():
    names = ("handlingsprogram-2018", "handlingsprogram-2024", "utkast-2025-faggruppene", "handlingsprogram-2025")

    assert {name: dict(Counter(fault.rule for fault in faults(document(name)))) for name in names} == {
        "handlingsprogram-2018": {"no-cooperation": 4, "last-year": 4},
        "handlingsprogram-2024": {"empty": 16, "last-year": 2},
        "utkast-2025-faggruppene": {"repeated-result": 2, "weak-result": 31, "twin": 1, "last-year": 1},
        "handlingsprogram-2025": {"repeated-result": 1, "weak-result": 24, "dead-reference": 3, "last-year": 6},
    }


def test_a_chapter_that_is_not_there_is_told_and_a_chapter_of_a_law_is_not():
    says = "Viser til «kapittel 5.5», som ikke finnes. Skriv hva det heter nå, eller ta henvisningen ut."

    assert [subject for subject, _ in told(dead_references, "handlingsprogram-2025")] == [
        "Innsatsområdene", "Konkurranseskraft og næringsutvikling", "Klima, miljø og natur",
    ]  # fmt: skip
    assert told(dead_references, "handlingsprogram-2025")[1][1] == says
    assert told(dead_references, "handlingsprogram-2018") == []  # «kartleggingen i punkt 2.1.» is there


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("Se kapittel 4.9.", ["kapittel 4.9"]), ("jf. tiltak 7.2 om vann", ["tiltak 7.2"]),
        ("se tiltak B3", ["tiltak B3"]),
        ("Se også kapittelet «Vann og luft».", ["Vann og luft"]), ("se avsnittet «osloregionens økonomi»", []),
        ("se kapittel 2.1", []), ("kommunelovens kapittel 18", []), ("kapittel 18 i kommuneloven", []),
        ("kap. 572 post 60", []), ("Vi foreslår tiltak 5 ganger", []),
        ("kapittel 9 i dette programmet", ["kapittel 9"]),
        ("forskriften punkt 12", []), ("i punkt 2.1. til", []), ("på side 8", []),
    ],
)  # fmt: skip
def test_what_points_at_nothing(text, dead):
    adopted = document("handlingsprogram-2018")
    first = adopted.sections[0].model_copy(
        update={"text": (Paragraph(content=(text,)),), "title": "Osloregionens økonomi", "measures": ()}
    )
    pointing = adopted.model_copy(update={"sections": (first, *adopted.sections[1:])})

    quoted = [re.findall("«(.*)»,", each.says) for each in dead_references(pointing) if each.thing == first.id]
    assert quoted == ([dead] if dead else [])


def test_the_measure_that_stood_twice_in_the_draft_is_found_and_no_other():
    assert told(twins, "utkast-2025-faggruppene") == [
        (
            "Koble Oslofjordarbeidet med Oppdrag Mjøsa, gjøre det mer relevant for innlandskommuner",
            "Sier nesten det samme som «Koble Oslofjordarbeidet med Oppdrag Mjøsa, gjøre det mer relevant for "
            "innlandskommuner» i «Tverrgående: Miljøtilstanden i Oslofjorden, vann og vassdrag». Slå dem sammen, eller "
            "skriv hva som skiller dem.",
        )
    ]
    assert told(twins, "handlingsprogram-2025") == []  # six are called nearly the same, each with themes of its own


def test_a_fault_has_a_key_of_its_own_that_stays_when_the_text_is_moved():
    adopted = document("handlingsprogram-2025")
    keys = [fault.key for fault in faults(adopted)]
    moved = adopted.model_copy(update={"sections": adopted.sections[::-1]})

    assert len(set(keys)) == len(keys)
    assert {fault.key for fault in faults(moved)} == set(keys)
    assert {bool(UUID(key.partition(":")[0])) for key in keys if not key.startswith("program:")} == {True}


def test_since_the_draft_the_changed_things_are_named():
    before = document("handlingsprogram-2025")
    first, *rest = before.sections
    after = before.model_copy(update={"sections": (first.model_copy(update={"title": "Om Osloregionen"}), *rest)})

    assert changed(before, before) == []
    assert changed(before, after) == ["Om Osloregionen"]
    assert changed(before, before.model_copy(update={"sections": tuple(rest)}))[0] == first.title


# ── What only the database knows ────────────────────────────────────────────────────────────────


def test_the_outline_counts_what_the_list_tells(open_2025, draft_2024):
    Programme.objects.filter(pk=draft_2024.pk).update(fields=open_2025.fields)
    for programme in (open_2025, Programme.objects.get(pk=draft_2024.pk), Programme.objects.get(slug="2018")):
        missing = [each for each in found(programme) if each.kind.startswith("no-")]
        assert outline(programme).missing == len(missing)
    assert outline(Programme.objects.get(pk=draft_2024.pk)).missing == 36


def test_every_finding_has_a_heading_and_leads_somewhere(desk, open_2025):
    every = found(open_2025)

    assert {each.kind for each in every} <= set(KINDS)
    assert {
        address: desk.get(address).status_code for address in {each.address.partition("#")[0] for each in every}
    } == dict.fromkeys({each.address.partition("#")[0] for each in every}, 200)


def test_a_measure_is_opened_where_it_may_be_written_and_shown_where_not(open_2025, measure):
    edit = reverse("edit_object", args=["2025", "tiltak", measure.uuid]) + "#id_title"
    shown = reverse("workplace_section", args=["2025", measure.section.uuid]) + f"#tiltak-{measure.uuid}"

    assert [row[2] for row in of_kind(open_2025, "weak-result") if row[0] == measure.title] == [edit]
    Programme.objects.filter(pk=open_2025.pk).update(phase="adopted")
    adopted = Programme.objects.get(pk=open_2025.pk)
    assert [row[2] for row in of_kind(adopted, "weak-result") if row[0] == measure.title] == [shown]


def test_a_character_that_cannot_be_printed_is_told_where_it_stands_and_stops(open_2025, measure):
    Measure.objects.filter(pk=measure.pk).update(title="Verksted 🎉")
    says = "Skriftene mangler tegn som arkivet krever: 🎉. Bytt dem ut."

    assert [(each.kind, each.subject, each.says) for each in found(open_2025) if each.is_hard] == [
        ("glyphs", "Verksted 🎉", says)
    ]
    assert found(open_2025)[0].kind == "glyphs"


def test_without_measures_there_is_nothing_to_adopt(open_2025):
    Section.objects.filter(programme=open_2025, kind="measures").update(is_taken_out=True)
    Measure.objects.filter(section__programme=open_2025).update(is_taken_out=True)

    assert [each.sentence for each in found(open_2025) if each.is_hard] == [
        "Programmet har ingen tiltak, så det er ingenting å vedta."
    ]


@pytest.fixture
def round(open_2025, secretary, climate_member):
    """A round with a comment, still open."""
    bodies = [Body.objects.get(key="faggruppe-klima-og-miljo")]
    tomorrow = timezone.localdate() + timedelta(days=1)
    prepared = opening.prepare(
        open_2025, name="Til gruppene", bodies=bodies, deadline=tomorrow, by=secretary,
        during="groups", after="groups",
    )  # fmt: skip
    opened = opening.open_round(prepared, by=secretary)
    commenting.write(opened, Remark(text="Bra."), Sender(body=bodies[0]), by=climate_member)
    return opened


def test_a_round_that_is_open_stops_until_it_is_closed(open_2025, round, secretary):
    run = reverse("run_round", args=[round.uuid])
    unanswered = f"/innspill/bord/?runde={round.uuid}&status=ubesvart"
    says = "Runden er ikke avsluttet, så noen kan fortsatt uttale seg. Avslutt den først."
    waits = "1 innspill uten svar. Svar på dem, så de som skrev, vet hva som skjedde."

    assert [(each.subject, each.says, each.address) for each in found(open_2025) if each.is_hard] == [
        ("Til gruppene", says, run)
    ]
    assert [row[:2] for row in of_kind(open_2025, "unanswered")] == [("Til gruppene", waits)]
    assert of_kind(open_2025, "unanswered")[0][2].partition("?")[2] == unanswered.partition("?")[2]
    opening.close(round, by=secretary)
    assert [each.kind for each in found(open_2025) if each.is_hard] == []
    assert of_kind(open_2025, "unpublished") == [
        ("Til gruppene", "Runden er avsluttet, men svarene er ikke publisert. Publiser dem.", run)
    ]


def test_what_is_taken_to_follow_without_a_change_is_told(open_2025, round, secretary):
    comment = round.comments.get()
    answering.answer([comment], "taken", "", by=secretary)

    assert of_kind(open_2025, "unanswered") == []
    assert of_kind(open_2025, "without-change") == [
        (
            "I-001",
            "Innspillet er «tatt til følge», men ingenting i teksten viser det. Endre teksten, eller knytt endringen "
            "til.",
            reverse("desk_comment", args=[comment.uuid]),
        )
    ]


def test_whose_text_is_not_saved_is_told_and_not_what_it_says(open_2025, measure, secretary):
    put_aside(measure, {"title": ["Hemmelig"]}, by=secretary, version=measure.version)
    edit = reverse("edit_object", args=["2025", "tiltak", measure.uuid])

    assert of_kind(open_2025, "unsaved") == [
        (
            measure.title,
            "Demo Sekretariat har skrevet noe i tiltaket som ikke er lagret. Be dem lagre eller forkaste kladden.",
            edit,
        )
    ]


def test_a_discrepancy_is_told_until_somebody_explains_it(open_2025, secretary):
    first = next(each for each in found(open_2025) if each.kind == "discrepancy")
    line, _rule, _digest = first.key.split(":")
    count = len(of_kind(open_2025, "discrepancy"))
    for column in BudgetColumn.objects.filter(table__lines__uuid=line):
        Explanation.objects.create(
            line=BudgetLine.objects.get(uuid=line), column=column, text="Trykkfeil i kilden.", by=secretary
        )

    left = of_kind(open_2025, "discrepancy")
    assert first.subject not in [row[0] for row in left]
    assert 0 < len(left) < count
    assert re.fullmatch(r"/budsjett/2025/#[0-9a-f-]{36}-\d+\.\d+", first.address)


# ── The decision and the text ───────────────────────────────────────────────────────────────────


@pytest.fixture
def recommended(draft_2024, secretary) -> Programme:
    """The draft of 2024, recommended by the board."""
    said = Treatment(Body.objects.get(key="styret"), "recommended", timezone.localdate())
    phases.write_down(draft_2024, said, by=secretary)
    return Programme.objects.get(pk=draft_2024.pk)


def adopted_by_the_council(programme, outcome, secretary):
    body = Body.objects.get(key="representantskapet")
    Programme.objects.filter(pk=programme.pk).update(adopting_body=body)
    programme.refresh_from_db()
    return decisions.write_down(programme, Treatment(body, outcome, timezone.localdate()), by=secretary)


def write(programme, by, title="Medlemskontakt", new="Mer medlemskontakt"):
    uuid = Measure.objects.get(section__programme=programme, title=title).uuid
    return rewrite(MEASURE, programme, uuid, lambda state: state | {"title": new}, by=by, what="tittelen")


def test_a_decision_without_changes_fits_the_text_that_was_recommended(recommended, secretary):
    adopted_by_the_council(recommended, "adopted", secretary)

    assert of_kind(recommended, "against-decision") == []


def test_a_text_that_was_changed_since_does_not_fit_it(recommended, secretary):
    adopted_by_the_council(recommended, "adopted", secretary)
    write(recommended, secretary)

    assert of_kind(recommended, "against-decision") == [
        (
            f"Vedtatt av representantskapet {timezone.localdate():%d.%m.%Y}",
            "Vedtaket er ført som «vedtatt» uten endringer, men teksten er endret siden «Innstilling»: «Mer "
            "medlemskontakt». Før vedtaket på nytt, eller ta bort endringene.",
            "/sammenlign/2024@innstilling/2024/",
        )
    ]


def test_a_decision_with_changes_wants_a_text_that_has_them(recommended, secretary):
    adopted_by_the_council(recommended, "adopted_with_changes", secretary)

    assert [row[1] for row in of_kind(recommended, "against-decision")] == [
        "Vedtaket er ført som «vedtatt med endringer», men teksten er den samme som i «Innstilling». Skriv endringene "
        "inn i teksten."
    ]
    write(recommended, secretary)
    assert of_kind(recommended, "against-decision") == []


def test_what_the_decision_names_is_what_it_treated(recommended, secretary):
    write(recommended, secretary)
    later = keep_milestone(recommended, "Etter styret", by=secretary)
    body = Body.objects.get(key="representantskapet")
    Programme.objects.filter(pk=recommended.pk).update(adopting_body=body)
    recommended.refresh_from_db()
    decisions.write_down(recommended, Treatment(body, "adopted", timezone.localdate(), milestone=later), by=secretary)

    assert of_kind(recommended, "against-decision") == []


# ── Reasons ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def first_edition(monkeypatch):
    """As if nothing had been set aside before."""
    monkeypatch.setattr(setting_aside, "_last_edition", lambda programme: [])


def one(programme, kind="last-year"):
    return next(each for each in found(programme) if each.kind == kind)


def test_a_reason_is_kept_written_over_and_taken_away(desk, open_2025, secretary):
    finding = one(open_2025)

    for why in ("Datoen er riktig.", "Datoen er riktig, og står i vedtaket.", ""):
        response = desk.post(SAVE, {f"hvorfor-{finding.key}": f"  {why} "}, follow=True)
        assert messages(response) == ["1 begrunnelse er lagret."]
        rows = SetAside.objects.values_list("key", "sentence", "why", "by")
        assert list(rows) == ([(finding.key, finding.sentence, why, secretary.pk)] if why else [])
        assert f"{Entry.objects.of(open_2025).first()}" == (
            "Demo Sekretariat forklarte Handlingsprogram 2025: hvorfor 1 funn kan stå"
        )


def test_the_same_reason_twice_writes_nothing(desk, open_2025):
    finding = one(open_2025)
    desk.post(SAVE, {f"hvorfor-{finding.key}": "Datoen er riktig."}, follow=True)
    entries, at = Entry.objects.count(), SetAside.objects.get().at

    response = desk.post(SAVE, {f"hvorfor-{finding.key}": "Datoen er riktig."}, follow=True)

    assert messages(response) == ["Ingenting var endret, så ingenting er lagret."]
    assert (Entry.objects.count(), SetAside.objects.get().at) == (entries, at)


def test_one_reason_goes_to_all_of_a_kind_that_have_none_of_their_own(desk, open_2025):
    weak = [each for each in found(open_2025) if each.kind == "weak-result"]
    data = {f"hvorfor-{each.key}": "" for each in weak} | {f"hvorfor-{weak[0].key}": "Rapporteres i april."}

    desk.post(SAVE, data | {"like-weak-result": "Måles i årsrapporten."})

    assert dict(Counter(SetAside.objects.values_list("why", flat=True))) == {
        "Rapporteres i april.": 1, "Måles i årsrapporten.": len(weak) - 1,
    }  # fmt: skip


def test_what_the_form_does_not_ask_of_stays(desk, open_2025, first_edition):
    first, second, *_rest = (each for each in found(open_2025) if each.kind == "last-year")
    desk.post(SAVE, {f"hvorfor-{first.key}": "Riktig."})
    desk.post(SAVE, {f"hvorfor-{second.key}": "Også riktig.", "hvorfor-finnes-ikke": "Nei"})

    assert reasons_for(open_2025, found(open_2025)) == {first.key: "Riktig.", second.key: "Også riktig."}


def test_a_reason_does_not_hold_of_what_says_something_else_now(open_2025, measure, secretary, first_edition):
    weak = next(each for each in found(open_2025) if each.key == f"{measure.uuid}:weak-result")
    keep_reasons(open_2025, found(open_2025), {weak.key: "Det holder."}, by=secretary)
    measure.results.update(text="Styrke alt")
    now = found(open_2025)

    assert reasons_for(open_2025, now) == {}
    assert lapsed_reasons(open_2025, now) == {weak.key: "Det holder."}
    keep_reasons(open_2025, now, {weak.key: ""}, by=secretary)
    assert lapsed_reasons(open_2025, now) == {weak.key: "Det holder."}


def test_what_is_hard_cannot_be_set_aside(open_2025, round, secretary):
    hard = next(each for each in found(open_2025) if each.is_hard)

    assert keep_reasons(open_2025, found(open_2025), {hard.key: "Vi haster."}, by=secretary) == 0


def test_an_edition_is_prepared_with_the_reasons_that_are_written(open_2025, secretary, first_edition):
    Measure.objects.filter(section__programme=open_2025, title="Fortsette oppfølgingen av TeamOslo").update(
        title="Team"
    )
    doubts = adoption.outlook(open_2025).doubts
    with pytest.raises(NotAllowed) as refusal:
        adoption.prepare(open_2025, by=secretary)
    keep_reasons(open_2025, doubts, {each.key: "Slik skal det stå." for each in doubts[1:]}, by=secretary)

    with pytest.raises(NotAllowed) as one_left:
        adoption.prepare(open_2025, by=secretary)
    prepared = adoption.prepare(open_2025, by=secretary, reasons={doubts[0].key: "Dette også."})

    assert len(refusal.value.reasons) == len(doubts)
    assert one_left.value.reasons[-1] == f"{doubts[0].sentence} Rett det, eller skriv hvorfor det kan stå."
    assert [row["why"] for row in prepared.set_aside] == ["Dette også.", *["Slik skal det stå."] * (len(doubts) - 1)]


def test_who_corrects_a_letter_does_not_explain_everything_once_more(programme_2025):
    edition = Edition.objects.get(programme=programme_2025)
    phases.take_up(programme_2025, "correction", "En bokstav.", by=None)
    taken_up = Programme.objects.get(pk=programme_2025.pk)
    outlook = adoption.outlook(taken_up)

    assert outlook.reasons == {row["key"]: row["why"] for row in edition.set_aside}
    assert [each.key for each in outlook.doubts] == [row["key"] for row in edition.set_aside]


# ── The page ────────────────────────────────────────────────────────────────────────────────────


def lead(response) -> str:
    return unescape(re.search(r'<p class="(?:lead|none)">(.*?)</p>', response.text)[1])


def headings(response) -> list[str]:
    found = re.findall(r"<h2 id=\"[-a-z]*\">(.*?)</h2>", response.text)
    return [" ".join(unescape(re.sub("<[^>]*>", " ", text)).split()) for text in found]


def test_the_page_tells_everything_the_hard_first(desk, open_2025, measure, first_edition):
    Measure.objects.filter(pk=measure.pk).update(title="Verksted 🎉")
    response = desk.get(PAGE)

    assert lead(response) == f"1 ting må rettes, {len(found(open_2025)) - 1} bør ses på."
    assert headings(response) == [
        "Tegn som ikke kan trykkes 1 Må rettes", "Resultatmål som ingen kan kontrollere 24",
        "Samme resultatmål i mange tiltak 1", "Partnernavn som skrives på flere måter 9",
        "Henvisninger til noe som ikke finnes 3", "Fjorårets årstall 6", "Avvik i budsjettet uten forklaring 6",
    ]  # fmt: skip


def test_the_count_is_a_sentence(open_2025):
    every = found(open_2025)

    assert summary([]) == "Alt er i orden."
    assert summary(every) == f"{len(every)} ting bør ses på."
    assert summary(every, [every[0].key]) == f"{len(every)} ting bør ses på. 1 av dem har en begrunnelse."
    assert summary(every, [each.key for each in every]) == f"Alle {len(every)} ting som bør ses på, har en begrunnelse."
    assert summary(every[:1], [every[0].key]) == "Den ene tingen som bør ses på, har en begrunnelse."


def test_a_programme_without_a_fault_says_so_quietly(desk, open_2025, monkeypatch):
    monkeypatch.setattr(adoption, "findings", lambda programme, document: [])

    assert lead(desk.get(PAGE)) == "Alt er i orden."


def test_the_workplace_leads_to_the_list(desk, draft_2024):
    Programme.objects.filter(pk=draft_2024.pk).update(
        fields=[*draft_2024.fields, {"field": "partners", "label": "Partnere"}]
    )
    text = desk.get("/redaksjon/2024/").text

    assert '<a class="ds-link" href="/redaksjon/2024/klart/">18 mangler</a>' in text
    assert '<a class="ds-link" href="/redaksjon/2024/klart/">Klart for vedtak?</a>' in text


def test_an_adopted_programme_is_read_and_its_reasons_are_the_editions(desk, programme_2025):
    response = desk.get(PAGE)
    sent = desk.post(SAVE, {"hvorfor-x": "Nei"}, follow=True)

    assert (response.status_code, "Lagre begrunnelsene" in response.text) == (200, False)
    assert messages(sent) == ["Programmet er vedtatt. Begrunnelsene står i utgaven, og kan ikke endres her."]
    assert SetAside.objects.count() == 0


def test_guidelines_are_not_adopted_here(desk, guidelines):
    assert desk.get(f"/redaksjon/{guidelines.slug}/klart/").status_code == 404


def test_markup_in_a_title_and_a_reason_is_shown_and_not_run(desk, open_2025, measure):
    Measure.objects.filter(pk=measure.pk).update(title="<script>alert(1)</script>")
    desk.post(SAVE, {f"hvorfor-{measure.uuid}:weak-result": '"><script>alert(2)</script>'})
    text = desk.get(PAGE).text

    assert (text.count("<script>alert"), text.count("&lt;script&gt;alert(2)")) == (0, 2)


@pytest.mark.parametrize("times", [0, 9])
def test_the_page_asks_as_often_however_many_measures(desk, open_2025, times):
    grow(times)
    with CaptureQueriesContext(connection) as queries:
        desk.get(PAGE)
    assert len(queries) == 54

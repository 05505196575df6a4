"""What came by e-mail, by letter or in a meeting is written down by the secretariat, and nothing is lost."""

import re
from html import unescape

import pytest

from organisation.models import Body, Draft, Member
from programmes.forms.fields import clean_line
from programmes.milestones import milestone_parts
from programmes.models import Comment, Round
from programmes.rounds import opening
from programmes.rounds.forms.registering import NOBODY, NOT_FOUND, labelled

from .pages import messages
from .sent_out import CLIMATE, body, closed, day


def at(round, step="") -> str:
    return f"/innspill/runder/{round.uuid}/for-andre/{step}"


def rows(*rows: dict, **more) -> dict:
    """What the form would send of these rows."""
    usual = {"slag": "comment", "kilde": "", "mottatt": "", "fra": "", "navn": "", "gjelder": "", "tekst": ""}
    sent = {"rader": str(len(rows))} | more
    for number, row in enumerate(rows, start=1):
        sent |= {f"rad-{number}-{name}": value for name, value in (usual | row).items()}
    return sent


def first(**row) -> dict:
    return {"fra": f"organ-{body(CLIMATE).pk}", "kilde": "email", "mottatt": day(-1).isoformat(), "tekst": "Bra."} | row


def faults(response) -> list[str]:
    return [unescape(text) for text in re.findall(r'">(Rad \d[^<]*)</a>', response.text)]


def heading(response) -> str:
    return unescape(re.search(r'role="alert"[^>]*>\s*<h2[^>]*>([^<]+)', response.text)[1])


def test_several_are_written_down_at_once_and_what_is_empty_is_as_in_the_row_above(desk, round, measure, secretary):
    member = Member.objects.current().first()
    response = desk.post(
        at(round),
        rows(
            first(tekst="Fra gruppen", gjelder="Medlemskontakt"),
            {"tekst": "Også fra gruppen", "slag": "question"},
            {"fra": f"medlem-{member.pk}", "kilde": "letter", "tekst": "Fra kommunen", "mottatt": day(0).isoformat()},
            {"navn": "Kari Normann", "tekst": "Fra en innbygger"},
            {},
        ),
        follow=True,
    )
    group = body(CLIMATE)
    told = Comment.objects.values_list("text", "kind", "object", "body", "member", "sender", "source", "received_on")
    assert list(told) == [
        ("Fra gruppen", "comment", measure.uuid, group.pk, None, "", "email", day(-1)),
        ("Også fra gruppen", "question", None, group.pk, None, "", "email", day(-1)),
        ("Fra kommunen", "comment", None, None, member.pk, "", "letter", day(0)),
        ("Fra en innbygger", "comment", None, None, None, "Kari Normann", "letter", day(0)),
    ]
    assert {each.registered_by for each in Comment.objects.all()} == {secretary}
    assert messages(response) == [
        f"Ført inn: I-001 fra {group}, I-002 fra {group}, I-003 fra {member}, I-004 fra Kari Normann."
    ]


def test_what_came_after_the_deadline_is_late_and_one_is_told(desk, round):
    Round.objects.update(deadline=day(-2))
    sent = rows(first(mottatt=day(-3).isoformat()), {"mottatt": day(-1).isoformat(), "tekst": "For sent"})
    response = desk.post(at(round), sent, follow=True)
    assert [each.is_late for each in Comment.objects.all()] == [False, True]
    assert messages(response)[1:] == ["Kom etter fristen: I-002. Ta dem med på bordet hvis de skal besvares."]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"fra": ""}, f"Rad 2, fra: {NOBODY}"),
        ({"tekst": "", "gjelder": "Medlemskontakt"}, "Rad 2, innspill: Skriv innspillet."),
        ({"gjelder": "Månereiser"}, f"Rad 2, gjelder: {NOT_FOUND.format('Månereiser')}"),
        ({"gjelder": "e"}, f"Rad 2, gjelder: {NOT_FOUND.format('e')}"),
        ({"slag": "strike", "gjelder": ""}, "Rad 2, gjelder: Velg hva som foreslås strøket."),
        ({"mottatt": day(1).isoformat()}, "Rad 2, mottatt: Datoen er ikke kommet ennå."),
        ({"slag": "ros"}, "Rad 2, slag: Velg et gyldig valg. ros er ikke et av de tilgjengelige valgene."),
    ],
)
def test_a_faulty_row_says_why_and_nothing_is_saved_or_lost(desk, round, row, sentence):
    sent = rows({}, first() | row)
    if row.get("fra") != "":
        sent = rows(first(tekst="Står her"), first() | row)
    response = desk.post(at(round), sent)
    assert faults(response) == [sentence]
    assert heading(response) == "Ingenting er lagret. Rett dette, og lagre på nytt"
    kept = {name: value for name, value in sent.items() if name.endswith(("tekst", "gjelder")) and value}
    assert all(unescape(response.text).count(value) for value in kept.values())
    assert not Comment.objects.exists()


def test_nothing_written_is_told(desk, round):
    assert heading(desk.post(at(round), rows({}, {}))) == "Skriv minst ett innspill."


def test_every_part_of_the_draft_has_a_name_of_its_own(programme_2025):
    """One measure stands twice in it."""
    parts = milestone_parts(programme_2025.milestones.get())
    named = labelled(parts)
    assert len(named) == len(parts)
    assert [part.id for part in named.values()] == list(parts)
    assert [clean_line(name) for name in named] == list(named)


def test_several_lines_are_pasted_and_become_rows(desk, round):
    pasted = "Første innspill\n\nMedlemskontakt\tAndre innspill\n"
    response = desk.post(at(round), rows(first(tekst=""), lim=pasted, **{"del": "1"}))
    assert re.findall(r'name="rad-\d-tekst"[^>]*>\n(.+?)</textarea>', response.text) == [
        "Første innspill", "Andre innspill",
    ]  # fmt: skip
    assert 'name="rad-2-gjelder" value="Medlemskontakt"' in response.text
    assert not Comment.objects.exists()


def test_more_rows_are_asked_for_and_what_is_written_stays(desk, round):
    response = desk.post(at(round), rows(first(tekst="Står her"), flere="1"))
    assert response.text.count('class="register-row"') == 6
    assert "Står her" in response.text


def test_faults_are_told_when_one_saves_and_not_before(desk, round):
    half = rows(first(gjelder="Finnes ikke"))
    desk.post(at(round, "kladd/"), half)
    pages = [desk.get(at(round)), desk.post(at(round), half | {"flere": "1"}), desk.post(at(round), half)]
    assert [unescape(page.text).count("Finner ikke «Finnes ikke» i utkastet.") for page in pages] == [0, 0, 2]


def test_many_that_are_registered_are_told_of_in_short(desk, round):
    sent = rows(*(first(tekst=f"Nr. {n}") for n in range(6)))
    assert messages(desk.post(at(round), sent, follow=True)) == ["Ført inn: 6 innspill, I-001 til I-006."]


def test_the_rows_are_put_aside_and_stand_there_again(desk, colleague, round):
    assert desk.post(at(round, "kladd/"), rows(first(tekst="Halvferdig"))).status_code == 200
    assert "Halvferdig" in desk.get(at(round)).text
    assert "Halvferdig" not in colleague.get(at(round)).text
    desk.post(at(round), rows(first()))
    assert not Draft.objects.exists()


def test_the_answers_were_published_while_the_rows_were_written_and_they_are_kept(desk, round, secretary):
    opening.publish_answers(closed(round, secretary), by=secretary)
    response = desk.post(at(round), rows(first(tekst="Fra et brev")))
    assert heading(response) == "Svarene i runden er publisert."
    assert "Det du skrev, står her og er ikke lagret." in response.text
    assert "Fra et brev" in response.text
    assert messages(desk.get(at(round), follow=True)) == ["Svarene i runden er publisert."]


def test_the_round_was_closed_while_the_rows_were_written_and_they_are_saved(desk, round, secretary):
    closed(round, secretary)
    desk.post(at(round), rows(first()))
    assert [each.is_late for each in Comment.objects.all()] == [False]


def test_a_body_that_was_not_asked_may_have_written_too(desk, round):
    board = Body.objects.get(key="styret")
    desk.post(at(round), rows(first(fra=f"organ-{board.pk}")))
    assert Comment.objects.get().body == board

"""The organisation's pages: who sees what, what the secretariat may do there, and what the log says of it."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organisation.models import Body, Entry, Invitation, Meeting, Member, Seat, Subregion, User
from organisation.visibility import Visibility

CAST = ("nobody", "outsider", "delegate", "climate_leader", "secretary")
EVERYBODY = (200,) * 5
SECRETARIAT = (302, 404, 404, 404, 200)
CLIMATE = "/organisasjon/organer/faggruppe-klima-og-miljo/"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def climate(db):
    return Body.objects.get(key="faggruppe-klima-og-miljo")


@pytest.fixture
def board(db):
    return Body.objects.get(key="styret")


@pytest.fixture
def council(client, secretary):
    """A client logged in as the secretariat."""
    client.force_login(secretary)
    return client


@pytest.fixture(autouse=True)
def _no_members(db):
    """The register of members is empty until a test puts somebody into it."""
    Member.objects.all().delete()
    Subregion.objects.all().delete()


@pytest.fixture
def asker(db):
    return Member.objects.create(name="Asker", number="3203")


def seat_of(person) -> Seat:
    return Seat.objects.select_related("body").get(person=person)


def log() -> list[tuple]:
    """What people did since the demo, oldest first: (verb, what, address of the person, key of the body)."""
    rows = Entry.objects.exclude(actor=None).exclude(verb=Entry.Verb.LOGGED_IN).order_by("pk")
    return list(rows.values_list("verb", "what", "person__email", "body__key"))


def sentences(response) -> list[str]:
    """What the page says on top: messages and errors."""
    found = re.findall(r'<div class="ds-alert"[^>]*><p class="ds-paragraph">(.*?)</p>', response.text, re.S)
    summary = re.findall(r'<h2 class="ds-heading" data-size="2xs">(.*?)</h2>', response.text, re.S)
    fields = re.findall(r'<li><a class="ds-link" href="#[^"]*">(.*?)</a></li>', response.text, re.S)
    return [text.strip() for text in (*found, *summary, *fields)]


def filled(response, **changes) -> dict:
    """The form on a page as the browser would send it, with `changes`."""
    form = response.context["form"]
    given = {}
    for field in form:
        value = field.value()
        if value is not None and value is not False:
            given[field.html_name] = field.subwidgets[0].data["value"] if field.is_hidden else value
    given = {name: [getattr(one, "pk", one) for one in value] if isinstance(value, list) else value
             for name, value in given.items()}  # fmt: skip
    return {name: value for name, value in (given | changes).items() if value is not None}


def change(client, address, **changes):
    """Open the form, change something, send it, and follow to where it leads."""
    return client.post(address, filled(client.get(address), **changes), follow=True)


# ── who may open what ────────────────────────────────────────────────────────────────────────────


def addresses(body, meeting, member, subregion, seat):
    own = f"/organisasjon/organer/{body.key}/"
    return {
        "/organisasjon/": EVERYBODY,
        "/organisasjon/medlemmer/": EVERYBODY,
        "/organisasjon/moter/": EVERYBODY,
        own: EVERYBODY,
        "/organisasjon/organer/finnes-ikke/": (404,) * 5,
        "/organisasjon/nytt-organ/": SECRETARIAT,
        f"{own}endre/": SECRETARIAT,
        f"{own}verv/ny/": SECRETARIAT,
        f"{own}verv/{seat.pk}/": SECRETARIAT,
        f"{own}verv/{seat.pk}/avslutt/": SECRETARIAT,
        f"/organisasjon/organer/styret/verv/{seat.pk}/": (302, 404, 404, 404, 404),
        f"{own}verv/{seat.pk}/fjern/": (302, 404, 404, 404, 404),
        "/organisasjon/moter/nytt/": SECRETARIAT,
        f"/organisasjon/moter/{meeting.pk}/": SECRETARIAT,
        f"/organisasjon/moter/{meeting.pk}/slett/": SECRETARIAT,
        "/organisasjon/medlemmer/nytt/": SECRETARIAT,
        f"/organisasjon/medlemmer/{member.pk}/": SECRETARIAT,
        "/organisasjon/delregioner/": SECRETARIAT,
        "/organisasjon/delregioner/ny/": SECRETARIAT,
        f"/organisasjon/delregioner/{subregion.pk}/": SECRETARIAT,
    }


def test_each_address_opens_for_those_it_is_for(clients, climate, climate_member, asker, today):
    meeting = Meeting.objects.create(body=climate, date=today)
    expected = addresses(climate, meeting, asker, Subregion.objects.create(name="Follo"), seat_of(climate_member))

    found = {address: tuple(clients[name].get(address).status_code for name in CAST) for address in expected}
    assert found == expected


def test_nobody_else_changes_anything_by_sending_the_form(clients, climate, climate_member, asker, today):
    meeting = Meeting.objects.create(body=climate, date=today)
    places = addresses(climate, meeting, asker, Subregion.objects.create(name="Follo"), seat_of(climate_member))
    before = log()

    for name in CAST[:-1]:
        answers = {clients[name].post(place, {"name": "Hærverk"}).status_code for place in places}
        assert answers == ({302, 405} if name == "nobody" else {404, 405})
    assert log() == before
    assert Meeting.objects.get() == meeting


@pytest.mark.parametrize(
    ("visibility", "expected"),
    [
        (Visibility.PUBLIC, EVERYBODY),
        (Visibility.CIRCULATED, (404, 404, 200, 200, 200)),
        (Visibility.INTERNAL, (404, 404, 404, 200, 200)),
    ],
)
def test_a_hidden_body_is_neither_opened_nor_listed_nor_met_by_others(clients, climate, today, visibility, expected):
    Body.objects.filter(pk=climate.pk).update(visibility=visibility)
    Meeting.objects.create(body=climate, date=today, place="Klækken")

    assert tuple(clients[name].get(CLIMATE).status_code for name in CAST) == expected
    shown = tuple(answer == 200 for answer in expected)
    assert tuple(climate.name in clients[name].get("/organisasjon/").text for name in CAST) == shown
    assert tuple("Klækken" in clients[name].get("/organisasjon/moter/").text for name in CAST) == shown


@pytest.mark.parametrize(
    ("public", "expected"), [(False, (False, False, True, True, True)), (True, (True, True, True, True, True))]
)
def test_names_are_shown_to_those_who_sit_somewhere_or_to_all(clients, climate, public, expected):
    Body.objects.filter(pk=climate.pk).update(people_are_public=public)
    pages = [clients[name].get(CLIMATE).text for name in CAST]

    assert tuple("Demo Klima, leder" in page for page in pages) == expected
    note = "Navnene vises bare for dem som selv sitter i et organ i Osloregionen."
    assert tuple(note in page for page in pages) == tuple(not shown for shown in expected)


def test_an_address_is_never_shown_in_place_of_a_name(client, climate, climate_member):
    Body.objects.filter(pk=climate.pk).update(people_are_public=True)
    User.objects.filter(pk=climate_member.pk).update(name="")

    page = client.get(CLIMATE).text
    assert ("@demo.invalid" in page, "Navn mangler" in page) == (False, True)


def test_only_the_secretariat_sees_past_seats_coming_seats_and_invitations(
    clients, climate, outsider, secretary, today
):
    Seat.objects.create(body=climate, person=outsider, from_date=date(2019, 1, 1), to_date=date(2020, 1, 1))
    Invitation.objects.create(body=climate, email="ny@kommune.invalid", name="Kari Nordmann", invited_by=secretary)

    pages = [clients[name].get(CLIMATE).text for name in CAST]
    assert tuple("Demo Utenfor" in page for page in pages) == (False, False, False, False, True)
    assert tuple("Kari Nordmann" in page for page in pages) == (False, False, False, False, True)


# ── what the pages say ───────────────────────────────────────────────────────────────────────────


def test_the_bodies_stand_by_kind_the_ended_ones_last_and_each_with_its_first_sentence(client, db):
    page = client.get("/organisasjon/")
    groups = [(name, [body.key for body in bodies]) for name, bodies in page.context["groups"]]
    assert groups == [
        ("Politiske organer", ["representantskapet", "styret", "interessepolitisk-utvalg"]),
        (
            "Administrativ organisering",
            [
                "sekretariatet", "koordineringsgruppen", "faggruppe-areal-og-transport", "faggruppe-klima-og-miljo",
                "faggruppe-naeringssamarbeid",
            ],
        ),
        ("Nedlagte organer", ["samarbeidsradet"]),
    ]  # fmt: skip
    assert "<p>Representantskapet er Osloregionens øverste organ, ledet av styrets leder.</p>" in page.text


@pytest.mark.parametrize(
    ("mandate", "begins"),
    [
        ("", ""),
        ("Gir råd", "Gir råd"),
        ("Gir råd. Møtes ofte.", "Gir råd."),
        ("Gir råd, jf. § 2 nr. 3. Møtes ofte.", "Gir råd, jf. § 2 nr. 3."),
        ("Mandat\n\nGir råd.", "Mandat"),
    ],
)
def test_a_mandate_begins_with_its_first_sentence(mandate, begins):
    assert Body(mandate=mandate).mandate_begins == begins


def test_a_mandate_is_plain_text(council, board):
    Body.objects.filter(pk=board.pk).update(mandate="<b>Fet</b>\n\nNytt avsnitt")

    assert "<p>&lt;b&gt;Fet&lt;/b&gt;</p>\n\n<p>Nytt avsnitt</p>" in council.get(board.get_absolute_url()).text


def test_the_mandates_stand_in_the_programmes_word_for_word(db, settings):
    sources = [
        (settings.BASE_DIR / "fixtures" / "sources" / f"handlingsprogram-{year}.txt").read_text()
        for year in (2018, 2025)
    ]
    paragraphs = {part for body in Body.objects.all() for part in body.mandate.split("\n\n")}

    assert [part for part in paragraphs if not any(part in source for source in sources)] == []
    assert Body.objects.filter(mandate="").count() == 0


def test_the_leader_stands_first_and_on_whose_behalf_beside_the_name(council, climate, climate_member, asker):
    Seat.objects.filter(person=climate_member).update(on_behalf_of=asker)
    User.objects.filter(pk=climate_member.pk).update(name="Aasa Aabel")  # before the leader by name

    page = council.get(CLIMATE)
    assert [(str(seat.person), seat.role) for seat in page.context["seats"]] == [
        ("Demo Klima, leder", "leader"),
        ("Aasa Aabel", "member"),
    ]
    assert "Medlem på vegne av Asker" in page.text


def test_coming_meetings_stand_nearest_first_and_past_ones_latest_first(client, board, today):
    for days in (-30, -1, 0, 7, 60):
        Meeting.objects.create(body=board, date=today + timedelta(days))
    Meeting.objects.create(body=board, date=today - timedelta(2), last_date=today)  # the second day of two

    page = client.get("/organisasjon/organer/styret/")
    assert [(meeting.date - today).days for meeting in page.context["coming"]] == [-2, 0, 7, 60]
    assert [(meeting.date - today).days for meeting in page.context["past"]] == [-1, -30]


@pytest.mark.parametrize(
    ("first", "last", "when"),
    [
        (date(2024, 12, 18), None, "18. desember 2024"),
        (date(2024, 12, 18), date(2024, 12, 18), "18. desember 2024"),
        (date(2023, 10, 17), date(2023, 10, 18), "17.–18. oktober 2023"),
        (date(2023, 10, 31), date(2023, 11, 1), "31. oktober–1. november 2023"),
        (date(2023, 12, 31), date(2024, 1, 1), "31. desember 2023 – 1. januar 2024"),
    ],
)
def test_a_meeting_says_when_it_is(first, last, when):
    assert Meeting(date=first, last_date=last).when == when


def test_a_member_of_two_subregions_stands_in_both_and_a_former_one_in_none(client, council, asker):
    follo, west = (Subregion.objects.create(name=name) for name in ("Follo", "Vestregionen"))
    asker.subregions.set([follo, west])
    Member.objects.create(name="Oslo")
    Member.objects.create(name="Østfold", kind=Member.Kind.COUNTY)
    Member.objects.create(name="Drammen", to_date=date(2020, 1, 1))

    page = Client().get("/organisasjon/medlemmer/")
    assert [(name, [str(member) for member in members]) for name, members in page.context["groups"]] == [
        ("Fylkeskommuner", ["Østfold"]),
        ("Follo", ["Asker"]),
        ("Vestregionen", ["Asker"]),
        ("Kommuner uten delregion", ["Oslo"]),
    ]
    assert "2 kommuner og 1 fylkeskommune er med i Osloregionen." in page.text
    assert ("Drammen" in page.text, "Drammen" in council.get("/organisasjon/medlemmer/").text) == (False, True)


def test_without_members_the_page_says_what_belongs_there(client, db):
    page = client.get("/organisasjon/medlemmer/").text
    assert "Medlemmene er ikke lagt inn ennå." in page
    assert "Her kommer kommunene og fylkeskommunene, ordnet etter delregion." in page


# ── bodies ───────────────────────────────────────────────────────────────────────────────────────


def test_a_new_body_gets_an_address_from_its_name(council):
    page = change(council, "/organisasjon/nytt-organ/", name="Gruppe for kraft og næring", kind="project")

    body = Body.objects.get(name="Gruppe for kraft og næring")
    assert body.key == "gruppe-for-kraft-og-naring"
    assert page.redirect_chain == [("/organisasjon/organer/gruppe-for-kraft-og-naring/", 302)]
    assert sentences(page) == ["Gruppe for kraft og næring er lagt til."]
    assert log() == [("added", "Gruppe for kraft og næring", None, body.key)]


def test_two_names_that_would_give_one_address_give_two(council):
    change(council, "/organisasjon/nytt-organ/", name="Styret!", kind="board")
    change(council, "/organisasjon/nytt-organ/", name="Styret?", kind="board")

    keys = Body.objects.filter(key__startswith="styret").order_by("pk").values_list("key", flat=True)
    assert list(keys) == ["styret", "styret-2", "styret-3"]


def test_a_changed_body_keeps_its_address(council, board):
    page = change(council, "/organisasjon/organer/styret/endre/", name="Hovedstyret", mandate="Styrer.")

    board.refresh_from_db()
    assert (board.key, board.name, board.mandate) == ("styret", "Hovedstyret", "Styrer.")
    assert sentences(page) == ["Hovedstyret er endret."]
    assert log() == [("changed", "Hovedstyret", None, "styret")]


def test_an_unchanged_save_writes_nothing(council, board, climate_member, asker):
    meeting = Meeting.objects.create(body=board, date=date(2030, 1, 1))
    follo = Subregion.objects.create(name="Follo")
    asker.subregions.add(follo)
    for address in (
        "/organisasjon/organer/styret/endre/",
        f"{CLIMATE}verv/{seat_of(climate_member).pk}/",
        f"/organisasjon/moter/{meeting.pk}/",
        f"/organisasjon/medlemmer/{asker.pk}/",
        f"/organisasjon/delregioner/{follo.pk}/",
    ):
        assert sentences(change(council, address)) == ["Ingenting var endret, så ingenting er lagret."]
    assert log() == []


def test_the_secretariat_cannot_be_made_into_something_else(council):
    page = change(council, "/organisasjon/organer/sekretariatet/endre/", kind="group")

    assert Body.objects.get(key="sekretariatet").kind == "secretariat"
    assert sentences(page) == [
        "Noe må rettes før det kan lagres",
        "Slag: Sekretariatet kan ikke gjøres om til noe annet. Da ville ingen kunne styre her.",
    ]
    assert log() == []


def test_what_a_colleague_saved_meanwhile_is_not_overwritten_and_what_was_typed_stays(council, board):
    address = "/organisasjon/organer/styret/endre/"
    mine = filled(council.get(address), mandate="Mitt mandat")
    change(council, address, mandate="Kollegaens mandat")

    page = council.post(address, mine)
    assert page.context["form"].non_field_errors() == [
        "En kollega har lagret siden du åpnet siden",
        "Det du skrev, står her fortsatt, men er ikke lagret. Lagre på nytt hvis det skal gjelde.",
        "Forskjellig fra det som er lagret nå: mandat.",
    ]
    assert page.context["form"]["mandate"].value() == "Mitt mandat"
    assert Body.objects.get(key="styret").mandate == "Kollegaens mandat"

    council.post(address, filled(page))
    assert Body.objects.get(key="styret").mandate == "Mitt mandat"


def test_a_field_that_the_form_does_not_have_is_not_changed(council, board):
    change(council, "/organisasjon/organer/styret/endre/", name="Hovedstyret", key="hovedstyret", id="1")

    assert Body.objects.get(pk=board.pk).key == "styret"


# ── seats ────────────────────────────────────────────────────────────────────────────────────────


def test_a_seat_is_given_to_somebody_who_has_an_account(council, outsider, asker, today):
    page = change(council, f"{CLIMATE}verv/ny/", person=outsider.pk, role="deputy", on_behalf_of=asker.pk)

    seat = seat_of(outsider)
    assert (seat.body.key, seat.role, seat.on_behalf_of, seat.from_date, seat.to_date) == (
        "faggruppe-klima-og-miljo", "deputy", asker, today, None,
    )  # fmt: skip
    assert sentences(page) == ["Demo Utenfor har fått verv i faggruppe for klima og miljø."]
    assert log() == [("seat_given", "Faggruppe for klima og miljø", "utenfor@demo.invalid", "faggruppe-klima-og-miljo")]


def test_nobody_sits_twice_in_a_body_at_once_but_may_come_back(council, climate_member, today):
    Seat.objects.filter(person=climate_member).update(to_date=today)
    address = f"{CLIMATE}verv/ny/"

    assert sentences(change(council, address, person=climate_member.pk, from_date=today)) == [
        "Personen har allerede et verv i organet på denne tiden. Endre det i stedet."
    ]
    assert log() == []
    change(council, address, person=climate_member.pk, from_date=today + timedelta(1))
    assert Seat.objects.filter(person=climate_member).count() == 2


def test_a_closed_account_gets_no_seat(council, outsider):
    User.objects.filter(pk=outsider.pk).update(is_active=False)
    page = change(council, f"{CLIMATE}verv/ny/", person=outsider.pk)

    assert (page.status_code, Seat.objects.filter(person=outsider).count(), log()) == (200, 0, [])


def test_a_seat_cannot_end_before_it_begins(council, climate_member):
    page = change(council, f"{CLIMATE}verv/{seat_of(climate_member).pk}/", to_date="2019-12-31")

    assert sentences(page) == ["Vervet kan ikke slutte før det begynner."]
    assert seat_of(climate_member).to_date is None


def test_a_changed_seat_stands_in_the_log(council, climate_member):
    page = change(council, f"{CLIMATE}verv/{seat_of(climate_member).pk}/", role="observer")

    assert seat_of(climate_member).role == "observer"
    assert sentences(page) == ["Vervet til Demo Klima, medlem er endret."]
    assert log() == [
        (
            "seat_changed",
            "Faggruppe for klima og miljø",
            "faggruppe-klima2@demo.invalid",
            "faggruppe-klima-og-miljo",
        )
    ]


def test_a_seat_that_has_ended_gives_nothing_the_day_after(council, climate_member, today):
    last_day = today - timedelta(1)
    page = change(council, f"{CLIMATE}verv/{seat_of(climate_member).pk}/avslutt/", last_day=last_day)

    assert sentences(page) == [
        f"Vervet til Demo Klima, medlem i faggruppe for klima og miljø slutter {last_day:%d.%m.%Y}."
    ]
    assert [entry[:3] for entry in log()] == [
        ("seat_ended", "Faggruppe for klima og miljø", "faggruppe-klima2@demo.invalid")
    ]
    assert not Seat.objects.current().filter(person=climate_member).exists()


def test_the_last_seat_of_the_secretariat_cannot_be_ended(council, secretary):
    Seat.objects.filter(person__email="sekretariat2@demo.invalid").delete()
    address = f"/organisasjon/organer/sekretariatet/verv/{seat_of(secretary).pk}/"
    reason = "Sekretariatet må ha minst én person. Gi et annet verv før du avslutter dette."

    assert sentences(council.get(f"{address}avslutt/")) == [reason]
    assert sentences(council.post(f"{address}avslutt/", {"last_day": "2199-01-01"})) == [reason]
    assert sentences(change(council, address, role="observer")) == [reason]
    assert sentences(change(council, address, to_date="2199-01-01")) == [reason]
    assert sentences(change(council, address, from_date="2199-01-01")) == [reason]
    seat = seat_of(secretary)
    assert (seat.role, seat.from_date, seat.to_date) == ("leader", date(2020, 1, 1), None)
    assert log() == []


def test_a_seat_that_outlasts_every_other_in_the_secretariat_cannot_be_ended(council, secretary):
    other = Seat.objects.filter(person__email="sekretariat2@demo.invalid")
    address = f"/organisasjon/organer/sekretariatet/verv/{seat_of(secretary).pk}/avslutt/"

    other.update(to_date="2199-01-01")
    council.post(address, {"last_day": "2198-01-01"})
    assert seat_of(secretary).to_date is None

    other.update(to_date=None)
    council.post(address, {"last_day": "2099-01-01"})
    assert sentences(council.post(address, {"last_day": "2030-01-01"}, follow=True)) == [
        f"Vervet til Demo Sekretariat i sekretariatet slutter {date(2030, 1, 1):%d.%m.%Y}."
    ]


def test_a_seat_given_by_mistake_today_can_be_taken_away_at_once(council, climate, outsider, today):
    seat = Seat.objects.create(body=climate, person=outsider, from_date=today)
    page = council.post(f"{CLIMATE}verv/{seat.pk}/fjern/", follow=True)

    assert sentences(page) == ["Vervet til Demo Utenfor i faggruppe for klima og miljø er fjernet."]
    assert not Seat.objects.filter(pk=seat.pk).exists()
    assert [entry[0] for entry in log()] == ["seat_ended"]


def test_a_seat_that_has_lasted_is_history_and_cannot_be_taken_away(council, climate_member):
    assert council.post(f"{CLIMATE}verv/{seat_of(climate_member).pk}/fjern/").status_code == 404
    assert (seat_of(climate_member).to_date, log()) == (None, [])


# ── meetings ─────────────────────────────────────────────────────────────────────────────────────


def test_a_meeting_is_added_changed_and_deleted_and_the_log_tells(council, board):
    page = change(council, "/organisasjon/moter/nytt/?organ=styret", date="2030-05-02", place="Oslo")
    meeting = Meeting.objects.get()
    assert page.redirect_chain == [("/organisasjon/organer/styret/", 302)]
    assert sentences(page) == ["Møte i styret 02.05.2030 er lagt til."]

    change(council, f"/organisasjon/moter/{meeting.pk}/", name="Styremøte", last_date="2030-05-03")
    council.get(f"/organisasjon/moter/{meeting.pk}/slett/")
    assert Meeting.objects.get().when == "2.–3. mai 2030"

    page = council.post(f"/organisasjon/moter/{meeting.pk}/slett/", follow=True)
    assert (sentences(page), Meeting.objects.count()) == (["Styremøte i styret 02.05.2030 er slettet."], 0)
    assert log() == [
        ("added", "Møte i styret 02.05.2030", None, "styret"),
        ("changed", "Styremøte i styret 02.05.2030", None, "styret"),
        ("removed", "Styremøte i styret 02.05.2030", None, "styret"),
    ]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"date": "2030-05-02"}, "Organet har allerede et møte denne dagen."),
        ({"date": "2030-06-02", "last_date": "2030-06-01"}, "Møtet kan ikke slutte før det begynner."),
    ],
)
def test_a_meeting_that_cannot_be_is_refused_with_a_sentence(council, board, given, sentence):
    Meeting.objects.create(body=board, date=date(2030, 5, 2))
    page = change(council, "/organisasjon/moter/nytt/?organ=styret", **given)

    assert (sentences(page), Meeting.objects.count(), log()) == ([sentence], 1, [])


# ── members and subregions ───────────────────────────────────────────────────────────────────────


def test_a_member_is_added_and_put_into_two_subregions(council):
    rows = [Subregion.objects.create(name=name).pk for name in ("Follo", "Vestregionen")]
    page = change(council, "/organisasjon/medlemmer/nytt/", name="Asker", number="3203", subregions=rows)

    assert [str(row) for row in Member.objects.get().subregions.all()] == ["Follo", "Vestregionen"]
    assert sentences(page) == ["Asker er lagt til."]
    assert log() == [("added", "Asker", None, None)]


def test_moving_a_member_to_another_subregion_is_a_change(council, asker):
    follo = Subregion.objects.create(name="Follo")
    change(council, f"/organisasjon/medlemmer/{asker.pk}/", subregions=[follo.pk])

    assert (list(asker.subregions.all()), log()) == ([follo], [("changed", "Asker", None, None)])


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"name": "Asker"}, ["Det finnes allerede et medlem med dette navnet."]),
        ({"name": "Ås", "number": "32a"}, ["Nummeret er fire siffer for kommuner og to for fylkeskommuner."]),
        (
            {"name": "Ås", "from_date": "2020-01-01", "to_date": "2019-01-01"},
            [
                "Noe må rettes før det kan lagres",
                "Medlem til: Medlemskapet kan ikke slutte før det begynner.",
            ],
        ),
    ],
)
def test_a_member_that_cannot_be_is_refused_with_a_sentence(council, asker, given, found):
    page = change(council, "/organisasjon/medlemmer/nytt/", **given)

    assert (sentences(page), Member.objects.count(), log()) == (found, 1, [])


def test_a_subregion_is_added_and_renamed(council):
    change(council, "/organisasjon/delregioner/ny/", name="Follo")
    page = change(council, f"/organisasjon/delregioner/{Subregion.objects.get().pk}/", name="Follorådet")

    assert sentences(page) == ["Follorådet er endret."]
    assert log() == [("added", "Follo", None, None), ("changed", "Follorådet", None, None)]


# ── how often the database is asked ──────────────────────────────────────────────────────────────

PAGES = {  # address: number of queries for the secretariat, session and person included
    "/organisasjon/": 4,
    CLIMATE: 9,
    "/organisasjon/medlemmer/": 6,
    "/organisasjon/moter/": 5,
    "/organisasjon/delregioner/": 6,  # a savepoint too
}


def grow(climate, secretary, times):
    for number in range(times):
        person = User.objects.create_user(f"p{number}@demo.invalid", name=f"Person {number}")
        region = Subregion.objects.create(name=f"Region {number}")
        town = Member.objects.create(name=f"Kommune {number}")
        town.subregions.add(region)
        Member.objects.create(name=f"Forlatt {number}", to_date=date(2020, 1, 1))
        Body.objects.create(key=f"prosjekt-{number}", name=f"Prosjekt {number}", kind="project")
        Seat.objects.create(body=climate, person=person, on_behalf_of=town, from_date=date(2022, 1, 1))
        Seat.objects.create(
            body=climate, person=person, on_behalf_of=town, from_date=date(2020, 1, 1), to_date=date(2021, 1, 1)
        )
        for year in (2000, 2100):
            Meeting.objects.create(body=climate, date=date(year + number, 1, 1))
        Invitation.objects.create(
            body=climate,
            email=f"i{number}@demo.invalid",
            name="Invitert",
            on_behalf_of=town,
            invited_by=secretary,
            key_sha256=str(number),
        )


@pytest.mark.parametrize("times", [1, 9])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_as_often_however_much_there_is(council, climate, secretary, address, times):
    grow(climate, secretary, times)
    with CaptureQueriesContext(connection) as queries:
        assert council.get(address).status_code == 200
    assert len(queries) == PAGES[address]

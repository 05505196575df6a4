"""Every address of the site × everybody in the cast × every state of a programme, against one table written by hand.

The addresses are read from the URL configuration: one that has no row here fails the build.
"""

import uuid
from datetime import timedelta

import pytest
from django.contrib import admin
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from budget.models import BudgetColumn
from organisation.models import Body, Invitation, Meeting, Member, Partner, PartnerAlias, Seat, Subregion
from organisation.visibility import Visibility
from programmes import about
from programmes.document import sha256
from programmes.models import Comment, Decision, Measure, Milestone, Programme, Round, Statement
from programmes.rounds import commenting, notes, opening
from programmes.rounds.commenting import Remark, Sender
from publishing import overviews
from publishing.comparing import find_pair
from publishing.finding import everything
from publishing.models import Edition, LogFile, Overview, PaperFile, PreparedEdition, Preview

from .cast import CAST
from .logs import prepared
from .papers import begun

EVERYBODY = (200,) * 9
NOWHERE = (404,) * 9
LOGGED_IN = (302,) + (200,) * 8
LOGGED_IN_BY_POST = (302,) + (405,) * 8
SECRETARIAT = (302,) + (404,) * 7 + (200,)
SECRETARIAT_AGAIN = (302,) + (404,) * 7 + (302,)  # … who is asked to confirm that it is them
SECRETARIAT_BY_POST = (302,) + (404,) * 7 + (405,)
SECRETARIAT_SENT_BACK = SECRETARIAT_AGAIN  # … since nothing is uploaded, or the thing is in use
CONFIRMED = (302,) * 9  # everybody is asked to confirm that it is them, or to log in
ROUND = (302,) + (404,) * 4 + (200,) * 4  # both groups are asked
ROUND_BY_POST = (302,) + (405,) * 8
STRANGERS = (200,) + (302,) * 8  # who is logged in is sent on
ELSEWHERE = (302,) * 9
ASKED = (302,) + (404,) * 4 + (200,) * 4  # the groups of a round, and the secretariat
WRITER = (302,) + (404,) * 5 + (200,) + (404,) * 2  # climate_member
OF_CLIMATE = (302,) + (404,) * 5 + (200,) * 2 + (404,)
OF_CLIMATE_AND_SECRETARIAT = (302,) + (404,) * 5 + (200,) * 3
ASKED_BY_POST, WRITER_BY_POST, OF_CLIMATE_BY_POST, LEADER_BY_POST = (
    tuple(405 if answer == 200 else answer for answer in answers)
    for answers in (ASKED, WRITER, OF_CLIMATE, (302,) + (404,) * 6 + (200, 404))
)
HAS_NONE = (302,) + (404,) * 8  # nobody in the cast has any
POST_ONLY = (405,) * 9

ASKED = (302,) + (404,) * 4 + (200,) * 4  # both groups, and the secretariat
ASKED_BY_POST = (302,) + (404,) * 4 + (405,) * 4
NOWHERE_IN = (302,) + (404,) * 8

# A draft follows its visibility in every phase.
SECRET = (404,) * 8 + (200,)
CIRCULATED = (404,) * 5 + (200,) * 4  # to both groups
TO_COORDINATION = (404,) * 4 + (200,) * 5
TO_BOARD = (404,) * 3 + (200,) * 6
SECRETARIATS_STEPS = (
    "move_deadline", "close_round", "publish_answers", "register_comments", "meeting",
)  # fmt: skip
DONE_WITH_A_COMMENT = (
    "put_answer_aside", "discard_answer", "take_answer_back", "admit_comment", "tie_comment", "add_note",
)  # fmt: skip
LINEAGE = ("decide_lineage", "choose_origin", "take_origin_away", "ask_about_origin")
GROUPS = ("faggruppe-klima-og-miljo", "faggruppe-areal-og-transport")
# name of the state: slug, phase, visibility, circulated to, who may read the draft
STATES = {
    "forberedelse": ("2024", "preparation", "internal", (), SECRET),
    "hos faggruppene": ("2024", "groups", "circulated", GROUPS, CIRCULATED),
    "hos koordineringsgruppen": (
        "2024", "coordination", "circulated", (*GROUPS, "koordineringsgruppen"), TO_COORDINATION,
    ),
    "innstilt": ("2024", "recommended", "circulated", (*GROUPS, "koordineringsgruppen", "styret"), TO_BOARD),
    "vedtatt": ("2025", "adopted", "public", (), EVERYBODY),
}  # fmt: skip


@pytest.fixture(params=STATES)
def state(request, db):
    """A programme in one of its states: its slug, who may read it, and whether it is adopted."""
    slug, phase, visibility, bodies, readers = STATES[request.param]
    if phase != "adopted":
        Programme.objects.filter(slug=slug).update(phase=phase, visibility=Visibility(visibility))
        Programme.objects.get(slug=slug).circulated_to.set(Body.objects.filter(key__in=bodies))
    return slug, readers, phase == "adopted"


@pytest.fixture
def rounds(db, climate_member, secretary):
    """An open round with a comment and a note, and one that is not opened: the arguments of their addresses."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    programme = about.add_work(Programme, "Et eget program", 2027, 2027, by=secretary)  # an open round locks the text
    prepared, opened = (
        opening.prepare(
            programme, name=name, bodies=list(Body.objects.filter(key__in=GROUPS)),
            deadline=tomorrow, during="groups", after="groups", by=secretary,
        )
        for name in ("Neste", "Til gruppene")
    )  # fmt: skip
    opened = opening.open_round(opened, by=secretary)
    group = Sender(body=Body.objects.get(key=GROUPS[0]))
    comment = commenting.write(opened, Remark(text="Bra."), group, by=climate_member)
    note = notes.add(comment, "Sjekk dette.", by=secretary)
    return {
        "prepared": {"round": prepared.uuid},
        "open": {"round": opened.uuid},
        "comment": {"comment": comment.uuid},
        "note": {"comment": comment.uuid, "pk": note.pk},
    }


@pytest.fixture
def things(db, climate_member, secretary, outsider, rounds):
    """One of each thing that an address can point to: the arguments of every address."""
    body = Body.objects.get(key="faggruppe-klima-og-miljo")
    partner = Partner.objects.order_by("name").first()
    alias, _ = PartnerAlias.objects.get_or_create(partner=partner, name="En annen skrivemåte")
    seat = Seat.objects.get(person=climate_member)
    invitation = Invitation.objects.create(
        email="ny@demo.invalid", name="Ny", body=body, invited_by=secretary, key_sha256="0" * 64
    )
    meeting = Meeting.objects.create(body=body, date="2025-03-01")
    member = Member.objects.create(name="Prøvekommune", number="9999")
    subregion = Subregion.objects.create(name="Prøveregionen")
    column = BudgetColumn.objects.filter(table__budget__year=2025).select_related("table").first()
    table = {"year": 2025, "table": column.table.uuid}
    draft = Measure.objects.filter(section__programme__slug="2024").select_related("section").first()
    suggestion = suggested(draft, climate_member, secretary)
    previews = {"2024": "4" * 64, "2025": "5" * 64}
    for slug, checksum in previews.items():
        Preview.objects.create(
            programme=Programme.objects.get(slug=slug), sha256=checksum, document=b"{}", asked_by=secretary,
            state="done", pdf=b"%PDF", made_at=timezone.now(),
        )  # fmt: skip
    round = opening.open_round(prepared(Programme.objects.get(slug="2024"), secretary, public_log=True), by=secretary)
    opening.publish_answers(opening.close(round, by=secretary), by=secretary)
    LogFile.objects.create(
        round=round, form="xlsx", sha256="6" * 64, document=b"{}", asked_by=secretary, state="done", pdf=b"PK",
        made_at=timezone.now(),
    )  # fmt: skip
    asked = Round.objects.create(
        programme=Programme.objects.get(slug="2025"), name="Runde",
        milestone=Milestone.objects.get(programme__slug="2025"),
        deadline="2124-10-17", during="own", after="own", opened_at=timezone.now(),
    )  # fmt: skip
    asked.bodies.set(Body.objects.filter(key__in=GROUPS))
    remark = Comment.objects.create(
        programme=asked.programme, round=asked, number=1, about="whole", text="Bra", person=climate_member, body=body,
        received_on="2024-10-01",
    )  # fmt: skip
    Statement.objects.create(round=asked, body=body, text="Bra", written_by=climate_member)
    decided = {}
    for number, slug in enumerate(previews, start=1):
        programme = Programme.objects.get(slug=slug)
        decided[slug] = Decision.objects.create(
            programme=programme, body=Body.objects.get(key="representantskapet"), outcome="adopted"
        )
        PreparedEdition.objects.create(
            programme=programme, decision=decided[slug], number=number, sha256=f"{number}" * 64, document=b"{}",
            asked_by=secretary, state="done", made_at=timezone.now(),
            pdf=bytes(Edition.objects.get(programme__slug="2018").pdf),
        )  # fmt: skip
    for slug in previews:
        pair = find_pair("2018", slug, everything)
        Overview.objects.create(
            sha256=sha256(overviews.content(pair)), document=b"{}", asked_by=secretary,
            state="done", pdf=b"%PDF", made_at=timezone.now(),
        )  # fmt: skip
    paper = begun(Programme.objects.get(slug="2024"), secretary)
    PaperFile.objects.create(
        paper=paper, form="docx", sha256="7" * 64, document=b"{}", asked_by=secretary, state="done", pdf=b"PK",
        made_at=timezone.now(),
    )  # fmt: skip
    return {
        "paper": {"slug": "2024", "uuid": paper.uuid},
        "decided": {slug: {"slug": slug, "pk": row.pk} for slug, row in decided.items()},
        "answered round": {"round": round.uuid},
        "round": {"round": asked.uuid},
        "thing": {"round": asked.uuid, "thing": None},
        "remark": {"comment": remark.uuid},
        "group": {"round": asked.uuid, "key": body.key},
        "chapter": {"slug": "2024", "uuid": draft.section.uuid},
        "plan": {"slug": "2024", "kind": "fremdriftsplan"},
        "measure alone": {"slug": "2024", "uuid": draft.uuid},
        "draft measure": {"slug": "2024", "kind": "tiltak", "uuid": draft.uuid},
        "asked": {"round": suggestion.round.uuid, "uuid": draft.uuid},
        "suggestion": {"comment": suggestion.uuid},
        "table": table,
        "column": table | {"column": column.uuid},
        "body": {"key": body.key},
        "seat": {"key": body.key, "pk": seat.pk},
        "meeting": {"pk": meeting.pk},
        "member": {"pk": member.pk},
        "subregion": {"pk": subregion.pk},
        "invitation": {"pk": invitation.pk},
        "person": {"pk": outsider.pk},
        "partner": {"pk": partner.pk},
        "alias": {"pk": partner.pk, "alias": alias.pk},
        "preview": previews,
    } | rounds


def suggested(measure: Measure, member, secretary) -> Comment:
    """A suggestion in a round that is over, so that the text is not held still."""
    programme, bodies = measure.section.programme, Body.objects.filter(key__in=GROUPS)
    round = opening.prepare(
        programme, name="Prøverunde", bodies=bodies, deadline=timezone.localdate(), during="own", after="own",
        by=secretary,
    )  # fmt: skip
    opening.open_round(round, by=secretary)
    round.refresh_from_db()
    remark = Remark("suggestion", object=measure.uuid, field="title", basis=measure.title, proposed="Noe annet")
    comment = commenting.write(round, remark, Sender(body=bodies[0]), by=member)
    opening.close(round, by=secretary)
    return comment


def table(state, things) -> dict[str, list]:
    """Name of the address: its arguments, and what each in the cast is answered."""
    slug, readers, adopted = state
    measure = Programme.objects.get(slug=slug).sections.filter(measures__isnull=False).first().measures.first()
    address = measure.number or uuid.UUID(str(measure.uuid)).hex[:8]
    if_adopted = EVERYBODY if adopted else NOWHERE
    pair = {"before": "2018", "after": slug}
    phase = Programme.objects.get(slug=slug).phase
    return {
        "front": [{}, EVERYBODY],
        "healthz": [{}, EVERYBODY],
        "csp_report": [{}, POST_ONLY],
        # publishing
        "programme": [{"slug": slug}, readers],
        "measure": [{"slug": slug, "address": address}, readers],
        "programme_file": [{"slug": slug, "name": slug, "form": "pdf"}, if_adopted],
        "edition": [{"slug": slug, "number": 1}, if_adopted],
        "edition_file": [{"slug": slug, "number": 1, "name": slug, "form": "json"}, if_adopted],
        "milestone": [{"slug": "2025", "milestone": "utkast-til-faggruppene"}, CIRCULATED],
        "every_guidelines": [{}, EVERYBODY],
        "guidelines": [{"slug": "foringer-2021-2024"}, EVERYBODY],
        "measures": [{}, EVERYBODY],
        "compare": [{}, EVERYBODY],
        "comparison": [pair, readers],
        "comparison_word": [pair, readers],
        "overview_file": [pair, readers],
        "make_overview": [pair, (302,) + (405,) * 8],
        "overview_progress": [pair | {"sha256": "0" * 64}, ELSEWHERE],  # without htmx it is the page
        "preview": [{"slug": slug}, SECRETARIAT],
        "make_preview": [{"slug": slug}, SECRETARIAT_BY_POST],
        "preview_progress": [{"slug": slug, "sha256": things["preview"][slug]}, SECRETARIAT_SENT_BACK],
        "preview_file": [{"slug": slug, "sha256": things["preview"][slug]}, SECRETARIAT],
        # from draft to vedtak
        "treatment": [{"slug": slug}, SECRETARIAT],
        "write_decision": [{"slug": slug}, SECRETARIAT],
        "correct_decision": [things["decided"][slug], SECRETARIAT],
        "move_phase": [{"slug": slug, "to": "groups" if phase == "coordination" else "coordination"}, SECRETARIAT],
        "take_up": [{"slug": slug}, SECRETARIAT],
        "adopt": [{"slug": slug}, SECRETARIAT],
        "prepare_edition": [{"slug": slug}, SECRETARIAT_BY_POST],
        "try_prepared_again": [{"slug": slug}, SECRETARIAT_BY_POST],
        "discard_prepared": [{"slug": slug}, SECRETARIAT_BY_POST],
        "prepared_progress": [{"slug": slug}, SECRETARIAT_SENT_BACK],
        "prepared_file": [{"slug": slug}, SECRETARIAT],
        "prepared_page": [{"slug": slug, "number": 1}, SECRETARIAT],
        "confirm_adoption": [{"slug": slug}, SECRETARIAT_AGAIN],
        "editions": [{"slug": slug}, SECRETARIAT],
        "edition_record": [{"slug": slug, "number": 1}, SECRETARIAT if adopted else NOWHERE_IN],
        "confirm_edition": [{"slug": slug, "number": 1}, SECRETARIAT_BY_POST if adopted else NOWHERE_IN],
        "withdraw_edition": [{"slug": slug, "number": 1}, SECRETARIAT_AGAIN],
        # proof: is it what was adopted, what goes to the archive
        "verify": [{}, EVERYBODY],
        "verify_sum": [{"sum": "0" * 64}, EVERYBODY],
        "edition_package": [{"slug": slug, "number": 1, "name": f"{slug}-utgave-1"}, if_adopted],
        "trail": [{"slug": slug, "address": address}, readers],
        "archive": [{"slug": slug}, SECRETARIAT],
        "make_package": [{"slug": slug, "state": f"{slug}@edition:1"}, SECRETARIAT_BY_POST],
        "package_progress": [{"slug": slug, "sha256": "0" * 64}, SECRETARIAT_SENT_BACK],
        "fetch_package": [{"slug": slug, "sha256": "0" * 64}, SECRETARIAT_BY_POST],
        # saksframlegg
        "case_papers": [{"slug": slug}, SECRETARIAT],
        "new_case_paper": [{"slug": slug}, SECRETARIAT_SENT_BACK if adopted else SECRETARIAT],
        "case_paper": [things["paper"], SECRETARIAT],
        "edit_case_paper": [things["paper"], SECRETARIAT],
        "put_paper_aside": [things["paper"], SECRETARIAT_BY_POST],
        "paper_still_open": [things["paper"], SECRETARIAT_BY_POST],
        "discard_paper_draft": [things["paper"], SECRETARIAT_BY_POST],
        "paper_history": [things["paper"], SECRETARIAT],
        "bring_back_paper": [things["paper"] | {"version": 1}, SECRETARIAT_BY_POST],
        "refresh_case_paper": [things["paper"], SECRETARIAT],
        "finish_case_paper": [things["paper"], SECRETARIAT],
        "next_case_paper": [things["paper"], SECRETARIAT_BY_POST],
        "make_paper_file": [things["paper"] | {"form": "pdf"}, SECRETARIAT_BY_POST],
        "paper_file_progress": [things["paper"] | {"sha256": "7" * 64}, SECRETARIAT_SENT_BACK],
        "paper_file": [things["paper"] | {"sha256": "7" * 64, "form": "docx"}, SECRETARIAT],
        # the innspillslogg
        "round_log": [things["answered round"], ROUND],
        "make_log_file": [things["answered round"] | {"form": "pdf"}, ROUND_BY_POST],
        "log_file_progress": [things["answered round"] | {"sha256": "6" * 64}, SECRETARIAT_SENT_BACK],
        "log_file": [things["answered round"] | {"sha256": "6" * 64, "form": "xlsx"}, SECRETARIAT],
        "open_log": [things["answered round"] | {"slug": "2024"}, EVERYBODY],
        # getting in
        "account_login": [{}, STRANGERS],
        "account_logout": [{}, LOGGED_IN],
        "account_request_login_code": [{}, ELSEWHERE],
        "account_confirm_login_code": [{}, ELSEWHERE],
        "account_inactive": [{}, EVERYBODY],
        "account_signup": [{}, ELSEWHERE],
        "socialaccount_signup": [{}, ELSEWHERE],
        "socialaccount_login_cancelled": [{}, EVERYBODY],
        "socialaccount_login_error": [{}, (401,) * 9],
        "openid_connect_login": [{"provider_id": "finnes-ikke"}, NOWHERE],
        "openid_connect_callback": [{"provider_id": "finnes-ikke"}, NOWHERE],
        "mfa_authenticate": [{}, ELSEWHERE],
        "mfa_login_webauthn": [{}, ELSEWHERE],
        "accept_invitation": [{"key": "finnes-ikke"}, NOWHERE],
        # one's own pages
        "account": [{}, LOGGED_IN],
        "account_reauthenticate": [{}, LOGGED_IN],
        "mfa_reauthenticate": [{}, ELSEWHERE],
        "mfa_reauthenticate_webauthn": [{}, ELSEWHERE],
        "account_change_password": [{}, LOGGED_IN],
        "account_set_password": [{}, ELSEWHERE],
        "usersessions_list": [{}, LOGGED_IN],
        "my_data": [{}, LOGGED_IN],
        "my_data_json": [{}, LOGGED_IN],
        "mail_settings": [{}, LOGGED_IN],
        "decline_mail": [{"key": "finnes-ikke"}, NOWHERE],
        "calendars": [{}, LOGGED_IN],
        "new_calendar_address": [{}, LOGGED_IN_BY_POST],
        "mfa_index": [{}, LOGGED_IN],
        "mfa_activate_totp": [{}, CONFIRMED],
        "mfa_deactivate_totp": [{}, HAS_NONE],
        "mfa_list_webauthn": [{}, LOGGED_IN],
        "mfa_add_webauthn": [{}, CONFIRMED],
        "mfa_edit_webauthn": [{"pk": 1}, CONFIRMED],
        "mfa_remove_webauthn": [{"pk": 1}, CONFIRMED],
        "mfa_view_recovery_codes": [{}, HAS_NONE],
        "mfa_generate_recovery_codes": [{}, CONFIRMED],
        "mfa_download_recovery_codes": [{}, HAS_NONE],
        # organisation
        "organisation": [{}, EVERYBODY],
        "new_body": [{}, SECRETARIAT],
        "body": [things["body"], EVERYBODY],
        "edit_body": [things["body"], SECRETARIAT],
        "give_seat": [things["body"], SECRETARIAT],
        "edit_seat": [things["seat"], SECRETARIAT],
        "end_seat": [things["seat"], SECRETARIAT],
        "remove_seat": [things["seat"], (302,) + (404,) * 8],  # it has begun, so it is ended instead
        "meetings": [{}, EVERYBODY],
        "new_meeting": [{}, SECRETARIAT],
        "edit_meeting": [things["meeting"], SECRETARIAT],
        "delete_meeting": [things["meeting"], SECRETARIAT],
        "members": [{}, EVERYBODY],
        "new_member": [{}, SECRETARIAT],
        "edit_member": [things["member"], SECRETARIAT],
        "subregions": [{}, SECRETARIAT],
        "new_subregion": [{}, SECRETARIAT],
        "edit_subregion": [things["subregion"], SECRETARIAT],
        "invite": [things["body"], SECRETARIAT],
        "invitations": [{}, SECRETARIAT],
        "send_invitation_again": [things["invitation"], SECRETARIAT_BY_POST],
        "withdraw_invitation": [things["invitation"], SECRETARIAT],
        "people": [{}, SECRETARIAT],
        "person": [things["person"], SECRETARIAT],
        "correct_person": [things["person"], SECRETARIAT_AGAIN],
        "deactivate_person": [things["person"], SECRETARIAT_BY_POST],
        "reactivate_person": [things["person"], SECRETARIAT_BY_POST],
        "pseudonymise_person": [things["person"], SECRETARIAT_AGAIN],
        "partners": [{}, SECRETARIAT],
        "new_partner": [{}, SECRETARIAT],
        "partner": [things["partner"], SECRETARIAT],
        "edit_partner": [things["partner"], SECRETARIAT],
        "delete_partner": [things["partner"], SECRETARIAT_SENT_BACK],
        "merge_partner": [things["partner"], SECRETARIAT_AGAIN],
        "add_alias": [things["partner"], SECRETARIAT_BY_POST],
        "remove_alias": [things["alias"], SECRETARIAT_BY_POST],
        "import_populations": [{}, SECRETARIAT],
        "population_template": [{}, SECRETARIAT],
        "population_preview": [{}, SECRETARIAT_SENT_BACK],
        "confirm_populations": [{}, SECRETARIAT_BY_POST],
        "cancel_populations": [{}, SECRETARIAT_BY_POST],
        "import_seats": [{}, SECRETARIAT],
        "import_template": [{}, SECRETARIAT],
        "import_preview": [{}, SECRETARIAT_SENT_BACK],
        "confirm_import": [{}, SECRETARIAT_BY_POST],
        "cancel_import": [{}, SECRETARIAT_BY_POST],
        "import_done": [{}, SECRETARIAT_SENT_BACK],
        "log": [{}, SECRETARIAT],
        # editor
        "works": [{}, SECRETARIAT],
        "workplace": [{"slug": slug}, SECRETARIAT],
        "work_log": [{"slug": slug}, SECRETARIAT],
        "workplace_section": [things["chapter"], SECRETARIAT],
        "new_section": [{"slug": "2024"}, SECRETARIAT_BY_POST],
        "new_measure": [things["chapter"], SECRETARIAT_BY_POST],
        "edit_object": [things["draft measure"], SECRETARIAT],
        "put_object_aside": [things["draft measure"], SECRETARIAT_BY_POST],
        "object_still_open": [things["draft measure"], SECRETARIAT_BY_POST],
        "discard_draft": [things["draft measure"], SECRETARIAT_BY_POST],
        "object_history": [things["draft measure"], SECRETARIAT],
        "bring_back_object": [things["draft measure"] | {"version": 1}, SECRETARIAT_BY_POST],
        "move_object": [things["draft measure"], SECRETARIAT_BY_POST],
        "take_out": [things["draft measure"], SECRETARIAT_BY_POST],
        "bring_in": [things["draft measure"], SECRETARIAT_BY_POST],
        "merge_measure": [things["measure alone"], SECRETARIAT_SENT_BACK],
        "split_measure": [things["measure alone"], SECRETARIAT_BY_POST],
        "search_words": [{"slug": slug}, SECRETARIAT],
        "replace_words": [{"slug": "2024"}, SECRETARIAT],
        "replaced": [{"slug": slug}, SECRETARIAT_SENT_BACK],
        "undo_replacement": [{"slug": "2024"}, SECRETARIAT_BY_POST],
        # before it is adopted
        "readiness": [{"slug": slug}, SECRETARIAT],
        "set_aside": [{"slug": slug}, SECRETARIAT_BY_POST],
        "lineage": [{"slug": slug}, SECRETARIAT],
        **{name: [{"slug": "2024"}, SECRETARIAT_BY_POST] for name in LINEAGE},
        "partner_words": [{"slug": slug}, SECRETARIAT],
        "use_partner_word": [{"slug": "2024"}, SECRETARIAT_BY_POST],
        "add_partner_spelling": [{"slug": "2024"}, SECRETARIAT_BY_POST],
        "keep_partner_words_apart": [{"slug": "2024"}, SECRETARIAT_BY_POST],
        "ask_about_partner_words": [{"slug": "2024"}, SECRETARIAT_BY_POST],
        # mail and calendars of rounds
        "mailings": [{}, SECRETARIAT],
        "calendar": [{"token": "finnes-ikke", "key": "styret"}, NOWHERE],
        "plan_calendar": [{"token": "finnes-ikke", "slug": slug}, NOWHERE],
        # the process plan
        "process_plan": [{"slug": slug}, readers],
        "plan_backwards": [{"slug": slug}, SECRETARIAT_SENT_BACK if adopted else SECRETARIAT],
        "mend_plan": [{"slug": slug}, SECRETARIAT_SENT_BACK if adopted else SECRETARIAT_BY_POST],
        "correct_object": [things["draft measure"], SECRETARIAT_SENT_BACK],  # nothing holds the text still
        "unsaved_text": [things["draft measure"], SECRETARIAT_SENT_BACK],
        # suggestions
        "suggest": [things["asked"], ASKED],
        "put_suggestion_aside": [things["asked"], ASKED_BY_POST],
        "change_suggestion": [things["suggestion"], NOWHERE_IN],  # the round is over
        "take_in": [things["suggestion"], SECRETARIAT],
        "take_in_with": [things["suggestion"], SECRETARIAT_BY_POST],
        # budget
        "budgets": [{}, SECRETARIAT],
        "begin_year": [{}, SECRETARIAT_BY_POST],
        "budget": [{"year": 2025}, SECRETARIAT],
        "new_table": [{"year": 2025}, SECRETARIAT_BY_POST],
        "edit_table": [things["table"], SECRETARIAT],
        "save_table": [things["table"], SECRETARIAT_BY_POST],
        "put_table_aside": [things["table"], SECRETARIAT_BY_POST],
        "take_table_up": [things["table"], SECRETARIAT_SENT_BACK],
        "discard_table_draft": [things["table"], SECRETARIAT_BY_POST],
        "change_line_kind": [things["table"], SECRETARIAT_BY_POST],
        **{f"line_{act}": [things["table"], SECRETARIAT_BY_POST] for act in ("ny", "opp", "ned", "inn", "ut", "fjern")},
        "explain_discrepancy": [things["table"], SECRETARIAT_BY_POST],
        "new_column": [things["table"], SECRETARIAT],
        "edit_column": [things["column"], SECRETARIAT],
        "move_column": [things["column"], SECRETARIAT_BY_POST],
        "remove_column": [things["column"], SECRETARIAT_BY_POST],
        "table_history": [things["table"], SECRETARIAT],
        "bring_back_table": [things["table"] | {"version": 1}, SECRETARIAT_BY_POST],
        "newest_fees": [{}, SECRETARIAT_SENT_BACK],
        "fees": [{"year": 2025}, SECRETARIAT],
        "fees_file": [{"year": 2025}, SECRETARIAT],
        "edit_fee": [{"year": 2025}, SECRETARIAT],
        "edit_multiplier": [{"year": 2025} | things["member"], SECRETARIAT],
        "budget_workbook": [{"year": 2025, "again": 2025}, SECRETARIAT],
        "import_budget": [{"year": 2025}, SECRETARIAT],
        "budget_preview": [{"year": 2025}, SECRETARIAT_SENT_BACK],
        "confirm_budget": [{"year": 2025}, SECRETARIAT_BY_POST],
        "cancel_budget": [{"year": 2025}, SECRETARIAT_BY_POST],
        "budget_imported": [{"year": 2025}, SECRETARIAT_SENT_BACK],
        # the members' side of a round
        "rounds": [{}, (*LOGGED_IN[:-1], 302)],  # the secretariat has its desk
        "round": [things["round"], ASKED],
        "thing": [things["thing"], ASKED],
        "put_remark_aside": [things["thing"], ASKED_BY_POST],
        "discard_remark": [things["thing"], ASKED_BY_POST],
        "my_comments": [things["round"], ASKED],
        "group_comments": [things["round"], ASKED],
        "round_comments": [things["round"], ASKED],
        "comment": [things["remark"], OF_CLIMATE_AND_SECRETARIAT],
        "edit_comment": [things["remark"], WRITER],
        "put_comment_aside": [things["remark"], WRITER_BY_POST],
        "discard_comment_draft": [things["remark"], WRITER_BY_POST],
        "withdraw_comment": [things["remark"], WRITER_BY_POST],
        "bring_comment_back": [things["remark"], WRITER_BY_POST],
        "statement": [things["group"], OF_CLIMATE],
        "gather_statement": [things["group"], LEADER_BY_POST],
        "confirm_statement": [things["group"], LEADER_BY_POST],
        "put_statement_aside": [things["group"], LEADER_BY_POST],
        "discard_statement_draft": [things["group"], LEADER_BY_POST],
        "say_no_remarks": [things["group"], OF_CLIMATE_BY_POST],
        "take_back_no_remarks": [things["group"], OF_CLIMATE_BY_POST],
        # rounds, from the secretariat's side
        "programme_rounds": [{"slug": slug}, SECRETARIAT],
        "keep_milestone": [{"slug": slug}, SECRETARIAT_BY_POST],
        "new_round": [{}, HAS_NONE],  # it names no programme
        "run_round": [things["open"], SECRETARIAT],
        "change_round": [things["prepared"], SECRETARIAT],
        "delete_round": [things["prepared"], SECRETARIAT],
        "open_round": [things["prepared"], SECRETARIAT],
        "open_round_again": [things["open"], SECRETARIAT_SENT_BACK],  # it is not closed
        **{name: [things["open"], SECRETARIAT] for name in SECRETARIATS_STEPS},
        "put_rows_aside": [things["open"], SECRETARIAT_BY_POST],
        "discard_rows": [things["open"], SECRETARIAT_BY_POST],
        "put_decision_aside": [things["open"], SECRETARIAT_BY_POST],
        "desk": [{}, SECRETARIAT],
        "answer_many": [{}, SECRETARIAT_SENT_BACK],  # nothing is chosen
        "desk_comment": [things["comment"], SECRETARIAT],
        **{name: [things["comment"], SECRETARIAT_BY_POST] for name in DONE_WITH_A_COMMENT},
        "remove_note": [things["note"], SECRETARIAT_BY_POST],
        # writing
        "new_programme": [{}, SECRETARIAT],
        "new_guidelines": [{}, SECRETARIAT],
        "edit_work": [{"slug": slug}, SECRETARIAT_SENT_BACK if adopted else SECRETARIAT],
        "edit_plan": [{"slug": slug}, SECRETARIAT_SENT_BACK if adopted else SECRETARIAT],
        "put_whole_aside": [things["plan"], SECRETARIAT_BY_POST],
        "whole_still_open": [things["plan"], SECRETARIAT_BY_POST],
        "discard_whole_draft": [things["plan"], SECRETARIAT_BY_POST],
        "whole_history": [{"slug": slug, "kind": "om"}, SECRETARIAT],
        "bring_back_whole": [things["plan"] | {"version": 1}, SECRETARIAT_BY_POST],
        "next_year": [{"slug": slug}, SECRETARIAT],
        "begun": [{"slug": slug}, (302,) + (404,) * 8],  # none of them was made from another
        "undo_next_year": [{"slug": slug}, SECRETARIAT_BY_POST],
    }


def every_name(patterns) -> set[str]:
    """Names of all addresses but the emergency administration's, which has a test of its own."""
    found = set()
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern} has no name"
            found.add(pattern.name)
        elif pattern.namespace != "admin":
            found |= every_name(pattern.url_patterns)
    return found


def test_every_address_has_a_row(state, things):
    assert set(table(state, things)) == every_name(get_resolver().url_patterns)


def test_every_address_answers_everybody_as_the_table_says(state, things, clients):
    rows = table(state, things)
    found = {
        name: tuple(client.get(reverse(name, kwargs=arguments)).status_code for client in clients.values())
        for name, (arguments, _) in rows.items()
    }

    wrong = {name: found[name] for name, (_, answers) in rows.items() if found[name] != answers}
    assert [f"{name}: {answers}" for name, answers in wrong.items()] == []


SENDS_ON = {
    "account_login", "account_logout", "account_signup", "socialaccount_signup", "account_request_login_code",
    "account_confirm_login_code", "mfa_authenticate", "mfa_login_webauthn",
    "account_set_password",
}  # fmt: skip


@pytest.mark.parametrize("state", ["hos faggruppene"], indirect=True)
def test_whoever_may_not_open_a_form_may_not_send_it_either(state, things, clients):
    """With nothing in it: a refusal must come before the form is looked at."""
    rows = {name: row for name, row in table(state, things).items() if name not in SENDS_ON}
    open_doors = []
    for name, (arguments, answers) in rows.items():
        for (person, client), answer in zip(clients.items(), answers, strict=True):
            if (
                person != "secretary"
                and answer in (302, 404)
                and not is_refusal(client.post(reverse(name, kwargs=arguments)))
            ):
                open_doors.append(name)

    assert open_doors == []


def is_refusal(response) -> bool:
    asked_who = response.status_code == 302 and response["Location"].startswith(("/konto/logg-inn/", "/konto/bekreft/"))
    return asked_who or response.status_code in (404, 405)


def test_the_emergency_administration_is_for_its_staff_alone(clients):
    patterns = get_resolver().namespace_dict["admin"][1].url_patterns
    plain = [each.name for each in patterns if isinstance(each, URLPattern) and not each.pattern.converters]
    names = [f"admin:{name}" for name in plain if name not in (None, "app_list", "logout")]
    names += [f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in admin.site._registry]
    answers = {
        name: {client.get(reverse(each), follow=True).status_code for each in names} for name, client in clients.items()
    }

    assert answers == {name: {200} if name == "nobody" else {404} for name in CAST}

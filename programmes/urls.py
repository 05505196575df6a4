from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from .editing import KINDS, WHOLES
from .views import (
    about,
    correcting,
    history,
    log,
    merging,
    next_year,
    placing,
    plan,
    searching,
    spelling,
    treatment,
    workplace,
)


class KindConverter(StringConverter):
    """What a work has many of and one writes in: the words of `editing.KINDS`."""

    regex = "|".join(KINDS)


class WholeConverter(StringConverter):
    """What it has one of: the words of `editing.WHOLES`."""

    regex = "|".join(WHOLES)


register_converter(KindConverter, "kind")
register_converter(WholeConverter, "whole")
THING = "<slug:slug>/<kind:kind>/<uuid:uuid>/"
WHOLE = "<slug:slug>/<whole:kind>/"

# Names that lead to /redaksjon/…; each list belongs to the file of views it names.
writing = [
    path("", workplace.works, name="works"),
    path("<slug:slug>/", workplace.work, name="workplace"),
    path("<slug:slug>/logg/", log.log, name="work_log"),
    path("<slug:slug>/avsnitt/<uuid:uuid>/", workplace.section, name="workplace_section"),
    path(f"{THING}rediger/", workplace.edit, name="edit_object"),
    path(f"{THING}kladd/", workplace.put_aside, name="put_object_aside"),
    path(f"{THING}apen/", workplace.still_open, name="object_still_open"),
    path(f"{THING}kladd/forkast/", workplace.discard, name="discard_draft"),
    path(f"{THING}historikk/", history.history, name="object_history"),
    path(f"{THING}historikk/<int:version>/hent/", history.bring_back, name="bring_back_object"),
]
corrections = [
    path(f"{THING}rett/", correcting.correct, name="correct_object"),
    path(f"{THING}ikke-lagret/", correcting.unsaved, name="unsaved_text"),
]
places = [
    path("<slug:slug>/nytt-avsnitt/", placing.new_section, name="new_section"),
    path("<slug:slug>/avsnitt/<uuid:uuid>/nytt-tiltak/", placing.new_measure, name="new_measure"),
    path(f"{THING}flytt/", placing.move, name="move_object"),
    path(f"{THING}ta-ut/", placing.take_out, name="take_out"),
    path(f"{THING}hent-inn/", placing.bring_in, name="bring_in"),
]
lineage = [
    path("<slug:slug>/tiltak/<uuid:uuid>/sla-sammen/", merging.merge, name="merge_measure"),
    path("<slug:slug>/tiltak/<uuid:uuid>/del/", merging.split, name="split_measure"),
]
words = [
    path("<slug:slug>/sok/", searching.search, name="search_words"),
    path("<slug:slug>/bytt-ut/", searching.replace, name="replace_words"),
    path("<slug:slug>/bytt-ut/gjort/", searching.replaced, name="replaced"),
    path("<slug:slug>/bytt-ut/angre/", searching.undo, name="undo_replacement"),
]
partners = [
    path("<slug:slug>/partnere/", spelling.partners, name="partner_words"),
    path("<slug:slug>/partnere/bruk/", spelling.use, name="use_partner_word"),
    path("<slug:slug>/partnere/skrivemate/", spelling.add_spelling, name="add_partner_spelling"),
    path("<slug:slug>/partnere/forskjellige/", spelling.keep_apart, name="keep_partner_words_apart"),
    path("<slug:slug>/partnere/spor-igjen/", spelling.ask_again, name="ask_about_partner_words"),
]

works = [
    path("nytt-program/", about.new_programme, name="new_programme"),
    path("nye-foringer/", about.new_guidelines, name="new_guidelines"),
    path("<slug:slug>/om/", about.edit_whole, {"kind": "om"}, name="edit_work"),
    path("<slug:slug>/fremdriftsplan/", about.edit_whole, {"kind": "fremdriftsplan"}, name="edit_plan"),
    path(f"{WHOLE}kladd/", workplace.put_aside, name="put_whole_aside"),
    path(f"{WHOLE}apen/", workplace.still_open, name="whole_still_open"),
    path(f"{WHOLE}kladd/forkast/", workplace.discard, name="discard_whole_draft"),
    path(f"{WHOLE}historikk/", history.history, name="whole_history"),
    path(f"{WHOLE}historikk/<int:version>/hent/", history.bring_back, name="bring_back_whole"),
    path("<slug:slug>/neste-ar/", next_year.next_year, name="next_year"),
    path("<slug:slug>/fra-i-fjor/", next_year.begun, name="begun"),
    path("<slug:slug>/fra-i-fjor/angre/", next_year.undo, name="undo_next_year"),
]
planning = [
    path("<slug:slug>/fremdriftsplan/bakover/", plan.plan_backwards, {"kind": "fremdriftsplan"}, name="plan_backwards"),
    path("<slug:slug>/fremdriftsplan/rett/", plan.mend, {"kind": "fremdriftsplan"}, name="mend_plan"),
]

treated = [
    path("<slug:slug>/behandling/", treatment.treatment, name="treatment"),
    path("<slug:slug>/behandling/ny/", treatment.write_decision, name="write_decision"),
    path("<slug:slug>/behandling/<int:pk>/rett/", treatment.correct_decision, name="correct_decision"),
    path("<slug:slug>/behandling/fase/<slug:to>/", treatment.move_phase, name="move_phase"),
    path("<slug:slug>/behandling/ta-opp-igjen/", treatment.take_up, name="take_up"),
]

every = works + writing + corrections + places + lineage + words + partners + treated + planning
urlpatterns = [
    path("handlingsprogram/<slug:slug>/fremdriftsplan/", plan.process_plan, name="process_plan"),
    path("redaksjon/", include(every)),
]

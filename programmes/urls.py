from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from .editing import KINDS
from .views import about, correcting, next_year, placing, searching, spelling, workplace


class KindConverter(StringConverter):
    """What can be written in: the words of `editing.KINDS`."""

    regex = "|".join(KINDS)


register_converter(KindConverter, "kind")
THING = "<slug:slug>/<kind:kind>/<uuid:uuid>/"

# Names that lead to /redaksjon/…; each list belongs to the file of views it names.
writing = [
    path("", workplace.works, name="works"),
    path("<slug:slug>/", workplace.work, name="workplace"),
    path("<slug:slug>/avsnitt/<uuid:uuid>/", workplace.section, name="workplace_section"),
    path(f"{THING}rediger/", workplace.edit, name="edit_object"),
    path(f"{THING}kladd/", workplace.put_aside, name="put_object_aside"),
    path(f"{THING}apen/", workplace.still_open, name="object_still_open"),
    path(f"{THING}kladd/forkast/", workplace.discard, name="discard_draft"),
    path(f"{THING}historikk/", workplace.history, name="object_history"),
    path(f"{THING}historikk/<int:version>/hent/", workplace.bring_back, name="bring_back_object"),
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
    path("<slug:slug>/om/", about.edit_work, name="edit_work"),
    path("<slug:slug>/neste-ar/", next_year.next_year, name="next_year"),
    path("<slug:slug>/fra-i-fjor/", next_year.begun, name="begun"),
    path("<slug:slug>/fra-i-fjor/angre/", next_year.undo, name="undo_next_year"),
]

urlpatterns = [path("redaksjon/", include(works + writing + corrections + places + words + partners))]

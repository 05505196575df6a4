from uuid import UUID

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter, UUIDConverter

from .finding import NAME
from .views import (
    adopting,
    archive,
    case_paper_files,
    case_paper_writing,
    case_papers,
    commenting,
    comparing,
    edition_record,
    lineage,
    previews,
    readiness,
    reading,
    round_log,
    trail,
    verifying,
)


class StateConverter(StringConverter):
    """The name of a state: `2025`, `2025@utkast-til-faggruppene`, `2025@edition:1`."""

    regex = NAME


class ThingConverter(UUIDConverter):
    """What somebody comments on: a part of a milestone by its id, or the whole programme."""

    whole = "hele"
    regex = f"{UUIDConverter.regex}|{whole}"

    def to_python(self, value: str) -> UUID | None:
        return None if value == self.whole else super().to_python(value)

    def to_url(self, value: UUID | None) -> str:
        return self.whole if value is None else str(value)


register_converter(StateConverter, "state")
register_converter(ThingConverter, "thing")

urlpatterns = [
    path("", reading.front, name="front"),
    path("handlingsprogram/<slug:slug>/", reading.programme, name="programme"),
    path("handlingsprogram/<slug:slug>/<slug:name>.<str:form>", reading.programme_file, name="programme_file"),
    path("handlingsprogram/<slug:slug>/utgave/<int:number>/", reading.edition, name="edition"),
    path(
        "handlingsprogram/<slug:slug>/utgave/<int:number>/<slug:name>.zip",
        archive.edition_package,
        name="edition_package",
    ),
    path(
        "handlingsprogram/<slug:slug>/utgave/<int:number>/<slug:name>.<str:form>",
        reading.edition_file,
        name="edition_file",
    ),
    path("handlingsprogram/<slug:slug>/milepael/<slug:milestone>/", reading.milestone, name="milestone"),
    path("handlingsprogram/<slug:slug>/tiltak/<str:address>/", reading.measure, name="measure"),
    path("handlingsprogram/<slug:slug>/tiltak/<str:address>/spor/", trail.trail, name="trail"),
    path("strategiske-foringer/", reading.every_guidelines, name="every_guidelines"),
    path("strategiske-foringer/<slug:slug>/", reading.guidelines, name="guidelines"),
    path("tiltak/", reading.measures, name="measures"),
]

# What the secretariat writes, before anybody else sees it.
previewing = [
    path("", previews.preview, name="preview"),
    path("pdf/", previews.make_preview, name="make_preview"),
    path("<str:sha256>/", previews.preview_progress, name="preview_progress"),
    path("<str:sha256>.pdf", previews.preview_file, name="preview_file"),
]
urlpatterns += [path("redaksjon/<slug:slug>/forhandsvisning/", include(previewing))]

# What is about to be adopted, and what was.
adopted = [
    path("vedta/", adopting.adopt, name="adopt"),
    path("vedta/gjor-klar/", adopting.prepare_edition, name="prepare_edition"),
    path("vedta/prov-igjen/", adopting.try_prepared_again, name="try_prepared_again"),
    path("vedta/forkast/", adopting.discard_prepared, name="discard_prepared"),
    path("vedta/fremdrift/", adopting.prepared_progress, name="prepared_progress"),
    path("vedta/utgave.pdf", adopting.prepared_file, name="prepared_file"),
    path("vedta/side-<int:number>.png", adopting.prepared_page, name="prepared_page"),
    path("vedta/bekreft/", adopting.confirm_adoption, name="confirm_adoption"),
    path("utgaver/", edition_record.editions, name="editions"),
    path("utgaver/<int:number>/", edition_record.edition_record, name="edition_record"),
    path("utgaver/<int:number>/bekreft/", edition_record.confirm_edition, name="confirm_edition"),
    path("utgaver/<int:number>/trekk-tilbake/", edition_record.withdraw_edition, name="withdraw_edition"),
]
urlpatterns += [path("redaksjon/<slug:slug>/", include(adopted))]
# What is left to do before it is adopted, and where its measures come from.
urlpatterns += [
    path("redaksjon/<slug:slug>/klart/", readiness.readiness, name="readiness"),
    path("redaksjon/<slug:slug>/klart/begrunnelser/", readiness.set_aside, name="set_aside"),
]
origins = [
    path("", lineage.lineage, name="lineage"),
    path("lagre/", lineage.decide, name="decide_lineage"),
    path("velg/", lineage.choose, name="choose_origin"),
    path("fjern/", lineage.take_away, name="take_origin_away"),
    path("spor-igjen/", lineage.ask_again, name="ask_about_origin"),
]
urlpatterns += [path("redaksjon/<slug:slug>/opphav/", include(origins))]

# What the secretariat lays before a body.
paper = [
    path("", case_papers.case_paper, name="case_paper"),
    path("skriv/", case_paper_writing.edit_case_paper, name="edit_case_paper"),
    path("kladd/", case_paper_writing.put_paper_aside, name="put_paper_aside"),
    path("apen/", case_paper_writing.paper_still_open, name="paper_still_open"),
    path("kladd/forkast/", case_paper_writing.discard_paper_draft, name="discard_paper_draft"),
    path("historikk/", case_paper_writing.paper_history, name="paper_history"),
    path("historikk/<int:version>/", case_paper_writing.bring_back_paper, name="bring_back_paper"),
    path("tall/", case_papers.refresh_case_paper, name="refresh_case_paper"),
    path("ferdig/", case_papers.finish_case_paper, name="finish_case_paper"),
    path("ny-versjon/", case_papers.next_case_paper, name="next_case_paper"),
    path("lag/<str:form>/", case_paper_files.make_paper_file, name="make_paper_file"),
    path("fil/<str:sha256>/", case_paper_files.paper_file_progress, name="paper_file_progress"),
    path("fil/<str:sha256>.<str:form>", case_paper_files.paper_file, name="paper_file"),
]
papers = [
    path("", case_papers.case_papers, name="case_papers"),
    path("nytt/", case_papers.new_case_paper, name="new_case_paper"),
    path("<uuid:uuid>/", include(paper)),
]
urlpatterns += [path("redaksjon/<slug:slug>/saksframlegg/", include(papers))]

# Two states held against each other.
pair = [
    path("", comparing.comparison, name="comparison"),
    path("endringsoversikt.docx", comparing.comparison_word, name="comparison_word"),
    path("endringsoversikt.pdf", comparing.overview_file, name="overview_file"),
    path("pdf/", comparing.make_overview, name="make_overview"),
    path("<str:sha256>/", comparing.overview_progress, name="overview_progress"),
]
urlpatterns += [
    path("sammenlign/", comparing.choose, name="compare"),
    path("sammenlign/<state:before>/<state:after>/", include(pair)),
]

# What was said in a round and what became of it, as a page and as files.
log = [
    path("", round_log.round_log, name="round_log"),
    path("<str:form>/", round_log.make_log_file, name="make_log_file"),
    path("fil/<str:sha256>/", round_log.log_file_progress, name="log_file_progress"),
    path("fil/<str:sha256>.<str:form>", round_log.log_file, name="log_file"),
]
urlpatterns += [
    path("innspill/<uuid:round>/logg/", include(log)),
    path("handlingsprogram/<slug:slug>/innspill/<uuid:round>/", round_log.open_log, name="open_log"),
]

# The draft that members comment on, and each thing in it.
THING = "<uuid:round>/<thing:thing>/"
members = [
    path("<uuid:round>/", commenting.round, name="round"),
    path(THING, commenting.thing, name="thing"),
    path(f"{THING}kladd/", commenting.put_aside, name="put_remark_aside"),
    path(f"{THING}kladd/forkast/", commenting.discard, name="discard_remark"),
]
urlpatterns += [path("innspill/", include(members))]

# What goes to the archive, for the secretariat.
archiving = [
    path("", archive.archive, name="archive"),
    path("<state:state>/", archive.make_package, name="make_package"),
    path("fil/<str:sha256>/", archive.package_progress, name="package_progress"),
    path("fil/<str:sha256>.zip", archive.fetch_package, name="fetch_package"),
]
urlpatterns += [path("redaksjon/<slug:slug>/arkiv/", include(archiving))]

# Is this what was adopted?
urlpatterns += [
    path("verifiser/", verifying.verify, name="verify"),
    path("verifiser/<str:sum>/", verifying.verify, name="verify_sum"),
]

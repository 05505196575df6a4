"""Which resultatmål somebody could check: every one in the draft of 2025 and in what was adopted."""

import pytest

from programmes.document import Result
from programmes.readiness.result_targets import is_weak, repeated_results, weak_results
from programmes.reading import read_json

from .site import ROOT

CAN_BE_CHECKED = {
    "Markering av Osloregionens 20-årsjubileum, og styrke Osloregionen som møteplass for politikk og samfunnsutvikling",
    "Rapport/notat som viser forbedringspunkter for sømløse kollektivreiser",
    "Oversikt over aktuelle tema for erfaringsutvikling og samarbeid",
    "Innspill til fylkeskommuners planprosesser som bidrar til bærekraftig by- og regionutvikling",
    "Kunnskapsunderlag som også muliggjør politiske gjennomslag",
    "Bidra med innsamling av data for utvikling av digital tvilling av Oslofjorden",
    "Øke Osloregionens synlighet ved å profilere minst to prosjekter eller aktiviteter som medlemskommunene ønsker å "
    "fremheve internasjonalt",
}
NOBODY_CAN_CHECK = {
    "Osloregionen får større politisk gjennomslag",
    "Osloregionen blir en sterkere allianse",
    "Styrke kunnskapen om og identiteten til Osloregionen",
    "Etablere flere prosjekter og styrke ressursgrunnlaget til Osloregionen",
    "Økt synlighet og profilering av Osloregionen nasjonalt og internasjonalt",
    "Styrke kunnskapsgrunnlaget for politisk påvirkning og gjennomslag",
    "Økt og tydeligere satsing på næringsutvikling og investeringer i Osloregionen",
    "Kunnskapsutvikling og erfaringsdeling",
    "Styrke forutsetninger for klima- og miljøvennlige innkjøp i kommunene",
    "Mer synlighet og gjennomslagskraft for Osloregionens saker innen transport og mobilitet",
    "Trygg og effektiv parkering og overgang mellom transportformer",
    "Felles tiltak innen sirkulærøkonomi som baseres på samarbeid mellom kommuner og andre relevante aktører",
    "Bidra til etablering av lade- og fylleinfrastruktur for fossilfri tungtransport",
    "Økt fokus og politisk gjennomslag for satsing på kraft og energi i Osloregionen",
    "Økt oppmerksomhet og gjennomslag for sterkere satsing",
    "Koordinert og forsterket innsats gjennom samarbeid på tvers av fag, bransjer, forvaltningsnivå og sektorer",
    "Strategisk alliansebygging og forsterket innsats",
    "Styrke den internasjonale profilen og kommunikasjonen til Osloregionen",
    "Øke Osloregionens internasjonale synlighet",
}
# In the draft, and not in what was adopted.
DRAFT_CAN = {
    "Markering av Osloregionens 20-årsjubileum og styrke Osloregionen som møteplass for politikk og samfunnsutvikling",
    "Utvikle kart som viser sammenhengende kollektivsystem som viser forbedringspunkter, og hvor det må jobbes for "
    "samordning av billettstruktur på tvers av fylkesgrenser og ulike transportformer/eiere.",
    "Etablering av trygge sykkelparkering for å sikre overgang sykkel og tog",
    "Oversikt over aktuelle tema for webinar eller andre arenaer for erfaringsutveksling og samarbeid",
    "Gjøre Osloregionen mer kjent ved å profilere minst to prosjekter eller aktiviteter som medlemmene i Osloregionen "
    "ønsker internasjonalt profilert",
}
DRAFT_CANNOT = {
    "Styrke kunnskapen om Osloregionen",
    "Øke kunnskapen om behovet for utenlandsk arbeidskraft og styrke politisk gjennomslag for nødvendige "
    "rammebetingelser",
    "Øke kunnskap knyttet til utenlandsk arbeidskraft",
    "Kommunene har bedre forståelse for attraktivitet, og innsikt i hvem og hva som måler omdømme og "
    "bostedsattraktivitet.",
    "Kunnskaps- og erfaringsdeling",
    "Økt og tyngre satsing på næringsutvikling og investeringer i Osloregionen",
    "Styrke kunnskapsgrunnlaget i kommunene",
    "Styrker bo og arbeidsmarkedet utenfor Oslo og Akershus",
    "Osloregionen har tiltak innen sirkulærøkonomi som baseres på interkommunalt samarbeid",
    "Erfaringsutveksling og kunnskapsutvikling",
    "Bidra i koordinering, planlegging og etablering av lade- og fyllinfrastruktur for nullutslipp og klimanøytralt "
    "drivstoff i kommuner på Østlandet",
    "Kompetansedeling og kunnskapsutvikling",
    "Erfaringsdeling og kunnskapsutvikling",
    "Økt oppmerksomhet og gjennomslag for sterkere statlig satsing på Oslofjorden",
    "Kunnskapsutvikling og forsterket innsats",
    "Styrke beslutningsgrunnlaget for myndigheter og internasjonalt samarbeid",
    "Gjøre Osloregionen mer internasjonalt kjent",
}


def document(name: str):
    return read_json((ROOT / "fixtures" / f"{name}.json").read_bytes())


def judged(name: str) -> tuple[set[str], set[str]]:
    """What can be checked in a fixture, and what nobody can check."""
    results = [result for measure in document(name).every_measure() for result in measure.results]
    weak = {result.text for result in results if is_weak(result)}
    return {result.text for result in results} - weak, weak


def test_every_target_of_the_adopted_programme_is_judged_so():
    assert judged("handlingsprogram-2025") == (CAN_BE_CHECKED, NOBODY_CAN_CHECK)


def test_every_target_of_the_draft_is_judged_so():
    can, cannot = judged("utkast-2025-faggruppene")

    assert (can - CAN_BE_CHECKED, cannot - NOBODY_CAN_CHECK) == (DRAFT_CAN, DRAFT_CANNOT)


@pytest.mark.parametrize(
    "text",
    [
        "Tre webinarer", "Minst 40 kommuner deltar", "Styrket samarbeid innen utgangen av juni", "Avtale med fylkene",
        "Høringssvaret er levert", "Økt kunnskap gjennom en konferanse for kommunene", "Årlig møte med ministeren",
        "Opprette en faggruppe for vann", "Halvparten av kommunene har innført ordningen", "Ny nettside",
    ],
)  # fmt: skip
def test_a_number_a_time_or_a_thing_can_be_checked(text):
    assert is_weak(Result(text=text)) is False


@pytest.mark.parametrize(
    "text",
    [
        "Flere webinarer", "Mer samarbeid", "Arbeide for bedre kart", "Legge til rette for møter", "Økt bruk av data",
        "Bidra til at planen følges", "Styrke Osloregionen som møteplass", "God dialog",
        "Auka kunnskap og betre samspel",
    ],
)  # fmt: skip
def test_a_direction_cannot(text):
    assert is_weak(Result(text=text)) is True


@pytest.mark.parametrize("said", [{"indicator": "Antall oppslag"}, {"target": "12"}])
def test_an_indicator_or_a_target_makes_it_checkable(said):
    assert is_weak(Result(text="Økt synlighet", **said)) is False
    assert is_weak(Result(text="Økt synlighet", baseline="4", unit="oppslag")) is True


def test_what_is_told_of_a_weak_one_says_what_to_write():
    first = next(weak_results(document("handlingsprogram-2025")))

    assert (first.subject, first.says) == (
        "Påvirkningsarbeid overfor storting, regjering og offentlige myndigheter",
        "Ingen kan se om dette er nådd: «Osloregionen får større politisk gjennomslag». Skriv hvor mange, hva eller "
        "når.",
    )


def test_another_language_and_a_programme_that_prints_no_targets_are_not_judged():
    adopted = document("handlingsprogram-2025")
    section = next(section for section, _ in adopted.every_section() if section.measures)
    english = [measure.model_copy(update={"language": "en"}) for measure in section.measures]
    foreign = adopted.model_copy(update={"sections": (section.model_copy(update={"measures": tuple(english)}),)})

    assert list(weak_results(foreign)) == []
    assert list(weak_results(adopted.model_copy(update={"fields": ()}))) == []


def test_the_same_target_is_told_once_with_its_measures():
    assert [(each.subject, each.says[:42]) for each in repeated_results(document("handlingsprogram-2025"))] == [
        ("Kunnskapsutvikling og erfaringsdeling", "Det samme resultatmålet står i 6 tiltak: «"),
    ]
    assert [each.subject for each in repeated_results(document("utkast-2025-faggruppene"))] == [
        "Kunnskaps- og erfaringsdeling", "Kunnskapsutvikling og erfaringsdeling",
    ]  # fmt: skip
    assert list(repeated_results(document("handlingsprogram-2018"))) == []

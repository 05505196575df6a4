"""The index of adopted measures: what a search among the measures of all years looks in."""

from organisation.models import Partner
from programmes.document import Document
from programmes.richtext import words

from .anchors import address
from .models import AdoptedMeasure, Edition
from .rendering import area_of


def write_index(edition: Edition, document: Document) -> None:
    """Write the index of adopted measures anew for the edition's programme."""
    AdoptedMeasure.objects.filter(edition__programme=edition.programme).delete()
    areas = {area.key: area for area in document.areas}
    placed = [(section, measure) for section, _depth in document.every_section() for measure in section.measures]
    rows = AdoptedMeasure.objects.bulk_create(
        AdoptedMeasure(
            edition=edition,
            uuid=measure.id,
            address=address(measure),
            order=order,
            number=measure.number or "",
            title=measure.title,
            chapter=section.title,
            area=area_of(document, section),
            area_kind=areas[section.area].kind if section.area else "",
            partner_words=measure.partners or measure.cooperation or "",
            result_words="\n".join(result.text for result in measure.results),
            words=_everything_said(section, measure).casefold(),
        )
        for order, (section, measure) in enumerate(placed)
    )
    known = Partner.objects.names()
    link = AdoptedMeasure.partners.through
    link.objects.bulk_create(
        link(adoptedmeasure=row, partner_id=known[name.casefold()])
        for row, (_section, measure) in zip(rows, placed, strict=True)
        for name in measure.named_partners
        if name.casefold() in known
    )


def _everything_said(section, measure) -> str:
    parts = (
        measure.number, measure.title, words(measure.content), measure.partners, *measure.named_partners,
        *(result.text for result in measure.results), measure.time_frame, measure.responsible, measure.cooperation,
        section.title,
    )  # fmt: skip
    return "\n".join(part for part in parts if part)

"""Osloregionen's five documents and the demo accounts; never in production."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from budget.models import FeeRate, MembershipFee
from organisation.models import Body, Member, Partner, PartnerAlias, Population, Seat, Subregion, User
from organisation.visibility import Visibility
from programmes.document import as_plain, sha256, to_json
from programmes.loading import load
from programmes.milestones import keep_milestone, milestone_parts
from programmes.models import Comment, Milestone, Programme, Round
from programmes.reading import read_json
from programmes.rounds import answering, commenting, opening
from programmes.rounds.commenting import Remark, Sender
from publishing.archive_printing import make_public
from publishing.freezing import freeze
from publishing.models import Edition

FIXTURES = settings.BASE_DIR / "fixtures"
PASSWORD = "demo-passord-2025"
COUNTED_ON = date(2024, 1, 1)
COUNTED_BY = (
    "github.com/aprestmo/norway-geodata, data/municipalities-2025.json (commit bd44a45/97b15cd, MIT). "
    "Summen for landet er 5 550 203. Oslos tall er bekreftet av no.wikipedia.org/wiki/Osloregionen."
)
SEATS = (
    # address, name, body, role
    ("sekretariat@demo.invalid", "Demo Sekretariat", "sekretariatet", Seat.Role.LEADER),
    ("sekretariat2@demo.invalid", "Demo Sekretariat to", "sekretariatet", Seat.Role.MEMBER),
    ("faggruppe-klima@demo.invalid", "Demo Klima, leder", "faggruppe-klima-og-miljo", Seat.Role.LEADER),
    ("faggruppe-klima2@demo.invalid", "Demo Klima, medlem", "faggruppe-klima-og-miljo", Seat.Role.MEMBER),
    ("faggruppe-atp@demo.invalid", "Demo Areal og transport", "faggruppe-areal-og-transport", Seat.Role.MEMBER),
    ("kg@demo.invalid", "Demo Koordineringsgruppe", "koordineringsgruppen", Seat.Role.MEMBER),
    ("styret@demo.invalid", "Demo Styret", "styret", Seat.Role.MEMBER),
    ("representantskap@demo.invalid", "Demo Representantskap", "representantskapet", Seat.Role.MEMBER),
    ("utenfor@demo.invalid", "Demo Utenfor", None, None),
)


class Command(BaseCommand):
    help = "Laster Osloregionens fem dokumenter og demokontoene. Gjør ingenting når databasen har programmer fra før."

    def handle(self, *args, **options):
        if not settings.DEBUG:
            raise CommandError("Demodata lastes aldri i drift (DEBUG=0).")
        if Programme.objects.exists():
            self.stdout.write("Databasen har programmer fra før; ingenting er endret.")
            return
        with transaction.atomic():
            load_house()
            load_rounds()
        self.stdout.write("Lastet fem dokumenter og ni demokontoer.")


def load_house() -> None:
    """Everything but the rounds."""
    load_register()
    load_members()
    load_fee()
    load_people()
    load_documents()


def load_register() -> None:
    """Bodies, partners and their aliases."""
    bodies = json.loads((FIXTURES / "bodies.json").read_text())
    Body.objects.bulk_create(Body(**row, order=order) for order, row in enumerate(bodies))
    for row in json.loads((FIXTURES / "partners.json").read_text()):
        partner = Partner.objects.create(name=row["name"])
        PartnerAlias.objects.bulk_create(PartnerAlias(partner=partner, name=name) for name in row["aliases"])


def load_members() -> None:
    """Public knowledge of who the members are, with how sure it is, and their inhabitants."""
    rows = json.loads((FIXTURES / "members.json").read_text())
    names = {name for row in rows for name in row["subregions"]}
    regions = {name: Subregion.objects.create(name=name) for name in sorted(names)}
    for row in rows:
        belongs_to, inhabitants = row.pop("subregions"), row.pop("inhabitants")
        member = Member.objects.create(**row)
        member.subregions.set(regions[name] for name in belongs_to)
        Population.objects.create(member=member, date=COUNTED_ON, inhabitants=inhabitants, source=COUNTED_BY)


def load_fee() -> None:
    """The membership fee of 2025, as its programme says."""
    decision = "Representantskapet 29.08.2024"
    fee = MembershipFee.objects.create(year=2025, base_date=COUNTED_ON, decision=decision)
    FeeRate.objects.create(fee=fee, kind=Member.Kind.MUNICIPALITY, kroner=Decimal("3.00"))


def load_people() -> None:
    """The demo accounts, and a seat for each that belongs somewhere."""
    for email, name, body, role in SEATS:
        person = User.objects.create_user(email, PASSWORD, name=name)
        if body:
            Seat.objects.create(person=person, body=Body.objects.get(key=body), role=role, from_date=date(2020, 1, 1))


def load_documents() -> None:
    """Guidelines, the two adopted programmes as editions, the draft of 2024, and the milestone of 2025."""
    guidelines = load(document("foringer-2021-2024"))
    guidelines.visibility = Visibility.PUBLIC
    guidelines.save(update_fields=["visibility"])
    groups = Body.objects.filter(kind=Body.Kind.GROUP)

    draft = load(document("handlingsprogram-2024"))
    draft.phase = Programme.Phase.GROUPS
    draft.visibility = Visibility.CIRCULATED
    draft.save(update_fields=["phase", "visibility"])
    draft.circulated_to.set(groups)

    # The dates of freezing are fixed, so that the demo's PDF has the same bytes on every machine.
    freeze(load(document("handlingsprogram-2018")), at=datetime(2017, 12, 31, 12, tzinfo=UTC))
    programme = load(document("handlingsprogram-2025"))
    content = to_json(document("utkast-2025-faggruppene"))
    milestone = Milestone.objects.create(
        programme=programme,
        slug="utkast-til-faggruppene",
        name="Utkast til faggruppene",
        made_at=datetime(2024, 10, 1, 12, tzinfo=UTC),
        content=content,
        sha256=sha256(content),
    )
    milestone.circulated_to.set(groups)
    freeze(programme, at=datetime(2024, 12, 18, 12, tzinfo=UTC))
    for edition in Edition.objects.all():
        make_public(edition)


def load_rounds() -> None:
    """One open on the draft of 2025, and one on 2024 that waits for answers; each text says it is an example."""
    for row in json.loads((FIXTURES / "rounds.json").read_text()):
        programme = Programme.objects.get(slug=row["programme"])
        secretary = User.objects.get(email="sekretariat@demo.invalid")
        round = opening.prepare(
            programme,
            bodies=Body.objects.filter(key__in=row["bodies"]),
            deadline=timezone.localdate() + timedelta(days=row["deadline"]),
            by=secretary,
            **{name: row[name] for name in ("name", "question", "during", "after")},
        )
        # Opened without its door: one of the programmes is adopted, and nobody is to have mail about an example.
        name, bodies = row["name"], round.bodies.all()
        there = programme.milestones.filter(slug=row["milestone"]).first()
        round.milestone = there or keep_milestone(programme, name, by=secretary, bodies=bodies)
        round.opened_at = timezone.now()
        round.save()
        for each in row["comments"]:
            load_comment(round, each, secretary)
        if there is None:
            opening.close(round, by=secretary)


def load_comment(round: Round, row: dict, secretary: User) -> None:
    found = milestone_parts(round.milestone).values()
    part = next(part for part in found if part.title == row["about"]) if row["about"] else None
    remark = Remark(
        kind=row["kind"],
        text=row["text"],
        object=part and part.id,
        field=row.get("field", ""),
        basis=as_plain(part.content).get(row["field"]) if "field" in row else None,
        proposed=row.get("proposed"),
    )
    source = row.get("source", Comment.Source.HERE)
    sender = Sender(body=Body.objects.get(key=row["body"]), name=row.get("sender", ""), source=source)
    comment = commenting.write(round, remark, sender, by=User.objects.get(email=f"{row['by']}@demo.invalid"))
    if "outcome" in row:
        answering.answer([comment], row["outcome"], row["reason"], by=secretary)


def document(name: str):
    return read_json((FIXTURES / f"{name}.json").read_bytes())

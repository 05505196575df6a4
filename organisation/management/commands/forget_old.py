"""Keeps no longer than needed what is known about people; to be run every night."""

from django.core.management.base import BaseCommand
from django.db import transaction

from organisation.retention import also, forget_old


class Command(BaseCommand):
    help = (
        "Sletter innlogginger som er gått ut, kladder som ingen har rørt på 90 dager, lista over e-post som er sendt "
        "for over et år siden, og navn og adresse i invitasjoner som tok slutt for over et år siden."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Tell opp, men slett ingenting.")

    @transaction.atomic
    def handle(self, *args, dry_run, **options):
        found = forget_old()
        transaction.set_rollback(dry_run)
        words = "Ville ha slettet" if dry_run else "Slettet"
        self.stdout.write(
            f"{words} {found['sessions']} økter som er gått ut, {found['places']} oppføringer om hvor noen var logget "
            f"inn, {found['drafts']} kladder som ble liggende, {found['mailings']} linjer om e-post som er sendt, "
            f"og navn og adresse i {found['invitations']} invitasjoner."
            + "".join(f" {words} {found[what]} {what}." for what in also)
        )

"""Plans the reminders and digests of the day, and sends what waits; to be run every morning."""

from django.core.management.base import BaseCommand

from organisation.models import Mailing
from programmes.rounds.mails import send_due, sum_up
from programmes.rounds.reminders import remind

State = Mailing.State


class Command(BaseCommand):
    help = (
        "Sender påminnelser om frister, dagens oppsummeringer og e-post som ikke kom fram sist. "
        "Trygg å kjøre flere ganger: ingen får det samme to ganger."
    )

    def handle(self, *args, **options):
        reminders, digests = remind(), sum_up()
        ended = send_due()
        self.stdout.write(
            f"Nye påminnelser: {reminders}. Nye oppsummeringer: {digests}. "
            f"Sendt nå: {ended[State.SENT]}. Kom ikke fram: {ended[State.FAILED]}."
        )

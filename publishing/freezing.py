"""Prepared, printed and adopted in one go: for what was adopted before we had it, as the demo's programmes.

This module makes PDF, so the web process does not import it.
"""

from datetime import datetime

from programmes.models import Programme

from . import adoption
from .models import Edition
from .printing import print_prepared

AS_IT_WAS = "Tatt inn slik det ble vedtatt."


def freeze(programme: Programme, *, by=None, at: datetime | None = None) -> Edition:
    """The programme as its next edition. Raises `NotAllowed` with every obstacle, and `CannotPrint`."""
    found = adoption.outlook(programme)
    reasons = {doubt.key: AS_IT_WAS for doubt in found.doubts}
    later = programme.edition_kind != Edition.Kind.FIRST
    prepared = adoption.prepare(programme, by=by, reasons=reasons, change_note=AS_IT_WAS if later else "", at=at)
    print_prepared(prepared.pk)
    prepared.refresh_from_db()
    return adoption.adopt(prepared, by=by, alone_because=AS_IT_WAS, at=at)

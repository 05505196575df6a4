"""What the pages that only read have in common."""

from django.db import transaction
from django.views.decorators.http import require_safe


def reads(view):
    """A view that only reads: GET and HEAD, and no transaction, which on SQLite would take the one write lock."""
    return transaction.non_atomic_requests(require_safe(view))

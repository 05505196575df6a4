"""Is the house standing? For whatever watches the server."""

import tempfile

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@transaction.non_atomic_requests
@never_cache
@require_safe
def healthz(request):
    """200 when the database answers and the storage folder can be written to, else 503; says which part failed."""
    parts = {"database": _database_answers(), "storage": _storage_answers()}
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False


def _storage_answers() -> bool:
    try:
        with tempfile.TemporaryFile(dir=settings.STORAGE_DIR):
            return True
    except OSError:
        return False

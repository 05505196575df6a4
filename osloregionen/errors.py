"""What a visitor reads when an address leads nowhere or the system fails."""

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string


def not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    """Drawn without the request: whatever failed must not fail again here."""
    return HttpResponseServerError(render_to_string("500.html"))

"""What a visitor reads when an address leads nowhere or the system fails."""

from django.conf import settings
from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string


class OwnNotFoundPage:
    """The same 404 page in development as in production, so that a hidden draft looks like nothing there too."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        says_why = getattr(response, "says_why", False)  # a view that answers 404 in words of its own
        return not_found(request, None) if settings.DEBUG and response.status_code == 404 and not says_why else response


def not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    """Drawn without the request: whatever failed must not fail again here."""
    return HttpResponseServerError(render_to_string("500.html"))

"""Addresses below /innspill/; each list belongs to the file of views it names."""

from django.urls import include, path
from django.views.generic import RedirectView

from .views import calendar, mailings

post = [path("post/", mailings.mailings, name="mailings")]
calendars = [path("kalender/<str:token>/<slug:key>.ics", calendar.calendar, name="calendar")]

# The page of a round comes with the pages for members; until then its address answers 410.
placeholder = [path("<uuid:round>/", RedirectView.as_view(url=None), name="round")]

urlpatterns = [path("innspill/", include(post + calendars + placeholder))]

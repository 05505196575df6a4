"""Addresses below /innspill/; each list belongs to the file of views it names."""

from django.urls import include, path

from .views import calendar, mailings

post = [path("post/", mailings.mailings, name="mailings")]
calendars = [path("kalender/<str:token>/<slug:key>.ics", calendar.calendar, name="calendar")]

urlpatterns = [path("innspill/", include(post + calendars))]

"""Addresses below /innspill/; each list belongs to the file of views it names."""

from django.urls import include, path

from .views import calendar, mailings, suggest, take_in

post = [path("post/", mailings.mailings, name="mailings")]
calendars = [path("kalender/<str:token>/<slug:key>.ics", calendar.calendar, name="calendar")]
suggestions = [
    path("<uuid:round>/<uuid:uuid>/forslag/", suggest.suggest, name="suggest"),
    path("<uuid:round>/<uuid:uuid>/forslag/kladd/", suggest.put_aside, name="put_suggestion_aside"),
    path("innspill/<uuid:comment>/forslag/", suggest.change, name="change_suggestion"),
]
taking_in = [
    path("innspill/<uuid:comment>/ta-inn/", take_in.take_in, name="take_in"),
    path("innspill/<uuid:comment>/ta-inn/med-endringer/", take_in.take_in_with, name="take_in_with"),
]

urlpatterns = [path("innspill/", include(post + calendars + suggestions + taking_in))]

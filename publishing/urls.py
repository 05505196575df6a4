from django.urls import path

from . import views

urlpatterns = [
    path("", views.front, name="front"),
    path("handlingsprogram/<slug:slug>/", views.programme, name="programme"),
    path("handlingsprogram/<slug:slug>/<slug:name>.<str:form>", views.programme_file, name="programme_file"),
    path("handlingsprogram/<slug:slug>/utgave/<int:number>/", views.edition, name="edition"),
    path(
        "handlingsprogram/<slug:slug>/utgave/<int:number>/<slug:name>.<str:form>",
        views.edition_file,
        name="edition_file",
    ),
    path("handlingsprogram/<slug:slug>/milepael/<slug:milestone>/", views.milestone, name="milestone"),
    path("handlingsprogram/<slug:slug>/tiltak/<str:address>/", views.measure, name="measure"),
    path("strategiske-foringer/", views.every_guidelines, name="every_guidelines"),
    path("strategiske-foringer/<slug:slug>/", views.guidelines, name="guidelines"),
    path("tiltak/", views.measures, name="measures"),
]

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from . import views

urlpatterns = [
    path("", views.account, name="account"),
    path("logg-inn/", LoginView.as_view(template_name="organisation/login.html"), name="login"),
    path("logg-ut/", LogoutView.as_view(), name="logout"),
]

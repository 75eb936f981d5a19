"""Addresses of the administrator."""

from django.urls import path

from hearth.web.administrator import begin

app_name = "administrator"
urlpatterns = [
    path("", begin.begin, name="begin"),
]

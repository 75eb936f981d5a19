"""Addresses of the manager."""

from django.urls import path

from hearth.web.manager import begin

app_name = "manager"
urlpatterns = [
    path("", begin.begin, name="begin"),
]

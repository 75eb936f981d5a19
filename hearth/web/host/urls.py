"""Addresses of the host."""

from django.urls import path

from hearth.web.host import begin

app_name = "host"
urlpatterns = [
    path("", begin.begin, name="begin"),
]

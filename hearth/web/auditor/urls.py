"""Addresses of the auditor."""

from django.urls import path

from hearth.web.auditor import begin

app_name = "auditor"
urlpatterns = [
    path("", begin.begin, name="begin"),
]

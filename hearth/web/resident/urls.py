"""Addresses of the resident."""

from django.urls import path

from hearth.web.resident import begin

app_name = "resident"
urlpatterns = [
    path("", begin.begin, name="begin"),
]

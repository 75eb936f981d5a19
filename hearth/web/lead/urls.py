"""Addresses of the safeguarding lead."""

from django.urls import path

from hearth.web.lead import begin

app_name = "lead"
urlpatterns = [
    path("", begin.begin, name="begin"),
]

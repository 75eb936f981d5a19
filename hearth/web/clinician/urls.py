"""Addresses of the clinician, who enters results."""

from django.urls import path

from hearth.web.clinician import begin

app_name = "clinician"
urlpatterns = [
    path("", begin.begin, name="begin"),
]

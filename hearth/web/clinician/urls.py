"""Addresses of whoever assesses."""

from django.urls import path

from hearth.web.clinician import results

app_name = "clinician"
urlpatterns = [
    path("", results.begin, name="begin"),
    path("find", results.find, name="find"),
    path("of/<uuid:case>/", results.enter, name="enter"),
    path("<uuid:result>/take-back", results.take_back, name="take_back"),
    path("<uuid:result>/told", results.tell, name="tell"),
]

"""Addresses of the resident."""

from django.urls import path

from hearth.web.resident import begin, read_back

app_name = "resident"
urlpatterns = [
    path("", begin.begin, name="begin"),
    path("read", read_back.read, name="read"),
    path("read/right", read_back.right, name="right"),
    path("read/not-yet", read_back.not_yet, name="not_yet"),
    path("read/<slug:part>", read_back.correct, name="correct"),
]

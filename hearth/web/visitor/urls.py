"""Addresses of the visitor, who holds the checks."""

from django.urls import path

from hearth.web.visitor import begin

app_name = "visitor"
urlpatterns = [
    path("", begin.begin, name="begin"),
]

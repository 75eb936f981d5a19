"""Addresses of the manager."""

from django.urls import path

from hearth.web.manager import figures

app_name = "manager"
urlpatterns = [
    path("", figures.figures, name="begin"),
    path("homes/", figures.homes, name="homes"),
    path("work-out", figures.work_out, name="work_out"),
]

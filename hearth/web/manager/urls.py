"""Addresses of the manager."""

from django.urls import path

from hearth.web.manager import figures, outcomes

app_name = "manager"
urlpatterns = [
    path("", figures.figures, name="begin"),
    path("homes/", figures.homes, name="homes"),
    path("outcomes/", outcomes.outcomes, name="outcomes"),
    path("outcomes/work-out", outcomes.work_out, name="outcomes_work_out"),
    path("work-out", figures.work_out, name="work_out"),
]

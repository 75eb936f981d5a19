"""Addresses of the caseworker."""

from django.urls import include, path

from hearth.web.caseworker import board, plan

app_name = "caseworker"
urlpatterns = [
    path("", board.board, name="board"),
    path("", include("hearth.web.caseworker.hosts.urls")),
    path("plan", plan.plan, name="plan"),
    path("plan/make", plan.make, name="plan_make"),
    path("plan/proof", plan.proof, name="plan_proof"),
]

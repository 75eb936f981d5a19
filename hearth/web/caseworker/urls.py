"""Addresses of the caseworker."""

from django.urls import include, path

from hearth.web.caseworker import board, plan, programmes

app_name = "caseworker"
urlpatterns = [
    path("", board.board, name="board"),
    path("", include("hearth.web.caseworker.hosts.urls")),
    path("plan", plan.plan, name="plan"),
    path("plan/make", plan.make, name="plan_make"),
    path("plan/proof", plan.proof, name="plan_proof"),
    path("programmes", programmes.programmes, name="programmes"),
    path("programmes/<str:ref>", programmes.programme, name="programme"),
    path("programmes/<str:ref>/change", programmes.change, name="change"),
]

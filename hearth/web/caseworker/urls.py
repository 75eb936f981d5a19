"""Addresses of the caseworker."""

from django.urls import include, path

from hearth.web.caseworker import board, plan, programmes, transfer

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
    path("transfers", transfer.transfers, name="transfers"),
    path("transfers/<uuid:transfer>/<slug:word>", transfer.answer, name="transfer_answer"),
    path("case/<uuid:case>/transfer", transfer.propose, name="transfer"),
]

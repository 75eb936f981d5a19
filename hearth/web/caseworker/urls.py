"""Addresses of the caseworker."""

from django.urls import include, path

from hearth.web.caseworker import board, onward

app_name = "caseworker"
urlpatterns = [
    path("", board.board, name="board"),
    path("case/<uuid:case>/", include(onward.urlpatterns)),
]

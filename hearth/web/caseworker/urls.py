"""Addresses of the caseworker."""

from django.urls import include, path

from hearth.web.caseworker import board

app_name = "caseworker"
urlpatterns = [
    path("", board.board, name="board"),
    path("", include("hearth.web.caseworker.hosts.urls")),
]

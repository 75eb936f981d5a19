"""Addresses of the caseworker."""

from django.urls import path

from hearth.web.caseworker import applications, board

app_name = "caseworker"
urlpatterns = [
    path("", board.board, name="board"),
    path("applications", applications.applications, name="applications"),
    path("applications/<uuid:application>", applications.application, name="application"),
    path("applications/<uuid:application>/take-up", applications.take_up, name="take_up"),
    path("applications/<uuid:application>/close", applications.close, name="close_application"),
]

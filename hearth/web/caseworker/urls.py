"""Addresses of the caseworker."""

from django.urls import include, path

from hearth.web.caseworker import board, code, onward

app_name = "caseworker"
urlpatterns = [
    path("", board.board, name="board"),
    path("code/<uuid:to>", code.page, name="code"),
    path("code/<uuid:to>/sheet", code.sheet, name="sheet"),
    path("case/<uuid:case>/", include(onward.urlpatterns)),
]

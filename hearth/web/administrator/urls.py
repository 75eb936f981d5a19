"""Addresses of the administrator."""

from django.urls import path

from hearth.web.administrator import accounts

app_name = "administrator"
urlpatterns = [
    path("", accounts.accounts, name="begin"),
    path("new", accounts.hire, name="hire"),
    path("offices/new", accounts.found, name="found"),
    path("<uuid:who>/end", accounts.end, name="end"),
    path("proposed/<uuid:proposal>/withdraw", accounts.withdraw, name="withdraw"),
    path("circles/", accounts.circles, name="circles"),
]

"""Addresses that caseworkers and leads share."""

from django.urls import path

from hearth.web.staff import accounts

app_name = "staff"
urlpatterns = [
    path("", accounts.proposals, name="accounts"),
    path("keys", accounts.go_on, name="go_on"),
    path("<uuid:proposal>/confirm", accounts.confirm, name="confirm"),
    path("<uuid:proposal>/decline", accounts.decline, name="decline"),
]

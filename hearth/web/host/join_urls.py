"""Addresses for whoever would like to be a host."""

from django.urls import path

from hearth.web.host import join

app_name = "join"
urlpatterns = [
    path("", join.join, name="join"),
    path("sent", join.sent, name="sent"),
]

"""Addresses of the register."""

from django.urls import path

from hearth.web.caseworker.hosts import availability, imports, register, vetting

urlpatterns = [
    path("hosts", register.hosts, name="hosts"),
    path("hosts/lists", imports.lists, name="lists"),
    path("hosts/lists/<uuid:upload>", imports.look, name="list"),
    path("hosts/lists/<uuid:upload>/columns", imports.columns, name="list_columns"),
    path("hosts/lists/<uuid:upload>/enter", imports.enter, name="list_enter"),
    path("hosts/lists/<uuid:upload>/away", imports.throw_away, name="list_away"),
    path("hosts/lists/<uuid:upload>/mend", imports.to_mend, name="list_mend"),
    path("hosts/<uuid:host>", register.host, name="host"),
    path("hosts/<uuid:host>/pause", register.pause, name="pause"),
    path("hosts/<uuid:host>/resume", register.resume, name="resume"),
    path("hosts/<uuid:host>/steps/<slug:requirement>", vetting.step, name="step"),
    path("homes/<uuid:home>/days", availability.days, name="days"),
    path("homes/<uuid:home>/rooms/new", availability.room, name="room_new"),
    path("homes/<uuid:home>/rooms/<int:at>", availability.room, name="room"),
    path("vetting", vetting.board, name="vetting"),
]

"""Addresses of the visitor, who holds the checks."""

from django.urls import path

from hearth.web.visitor import checks, packs, week

app_name = "visitor"
urlpatterns = [
    path("", checks.day, name="round"),
    path("away", packs.away, name="away"),
    path("away/pack", packs.prepare, name="prepare"),
    path("away/in", packs.come_in, name="come_in"),
    path("away/<uuid:pack>/end", packs.end, name="end_pack"),
    path("worker.js", packs.worker, name="worker"),
    path("week", week.week, name="week"),
    path("about", week.about, name="about"),
    path("<uuid:check>", checks.visit, name="visit"),
    path("<uuid:check>/take", checks.take, name="take"),
    path("<uuid:check>/lay-down", checks.lay_down, name="lay_down"),
    path("<uuid:check>/talk/<str:with_>", checks.talk, name="talk"),
    path("<uuid:check>/hand-in", checks.hand_in, name="hand_in"),
    path("<uuid:check>/refused", checks.refused, name="refused"),
    path("<uuid:check>/hand-in-late", checks.hand_in_late, name="hand_in_late"),
    path("<uuid:check>/pack", checks.pack, name="pack"),
]

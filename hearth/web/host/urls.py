"""Addresses of the host."""

from django.urls import path

from hearth.web.host import asked, begin, diary, feeds, guests, home, hours, papers, says

app_name = "host"
urlpatterns = [
    path("", begin.begin, name="begin"),
    path("steps", begin.steps, name="steps"),
    path("rooms", home.homes, name="homes"),
    path("rooms/who", home.limits, name="limits"),
    path("rooms/<uuid:home>", home.home, name="home"),
    path("rooms/<uuid:home>/days", home.days, name="days"),
    path("rooms/<uuid:home>/tonight", home.tonight, name="tonight"),
    path("asked", asked.asked, name="asked"),
    path("asked/<uuid:meeting>", asked.answer, name="answer"),
    path("people", guests.guests, name="guests"),
    path("people/<uuid:stay>/wish", guests.wish, name="wish"),
    path("people/<uuid:stay>/back", guests.reverse_it, name="reverse"),
    path("hours", hours.hours, name="hours"),
    path("diary", diary.diary, name="diary"),
    path("papers", papers.papers, name="papers"),
    path("papers/<uuid:paper>", papers.one, name="paper"),
    path("papers/<uuid:paper>/<int:at>", papers.page, name="paper_page"),
    path("calendar", feeds.feed, name="calendar"),
    path("calendar/new", feeds.make, name="calendar_new"),
    path("calendar/end", feeds.revoke, name="calendar_end"),
    path("say", says.says, name="says"),
    path("say/well", says.well, name="well"),
]

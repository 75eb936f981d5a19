"""Addresses that those who work here share."""

from django.urls import path

from hearth.web.staff import accounts, due, feeds, offices, tokens, told

app_name = "staff"
urlpatterns = [
    path("", accounts.proposals, name="accounts"),
    path("due", due.due, name="due"),
    path("due/rules/<str:ref>/<str:rule>", due.rule, name="rule"),
    path("due/<uuid:duty>/done", due.done, name="done"),
    path("due/stays/<uuid:stay>/pause", due.pause, name="pause"),
    path("due/stays/<uuid:stay>/pause/end", due.end_pause, name="end_pause"),
    path("due/stays/<uuid:stay>/missing", due.missing_, name="missing"),
    path("calendar", feeds.feed, name="calendar"),
    path("calendar/new", feeds.make, name="calendar_new"),
    path("calendar/end", feeds.revoke, name="calendar_end"),
    path("told", told.told, name="told"),
    path("told/stop", told.stop, name="told_stop"),
    path("tokens", tokens.page, name="tokens"),
    path("tokens/end", tokens.end, name="tokens_end"),
    path("tokens/called", tokens.call, name="call"),
    path("tokens/called/end", tokens.call_no_more, name="call_no_more"),
    path("offices", offices.names, name="offices"),
    path("keys", accounts.go_on, name="go_on"),
    path("<uuid:proposal>/confirm", accounts.confirm, name="confirm"),
    path("<uuid:proposal>/decline", accounts.decline, name="decline"),
]

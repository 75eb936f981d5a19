"""Addresses for anybody, and those of everybody who has signed in."""

from django.urls import path

from hearth.web.front import (
    back,
    calendar,
    demo,
    drafts,
    health,
    keys,
    lock,
    looks,
    out,
    recover,
    say,
    second,
    secret,
    sign_in,
)

app_name = "front"
urlpatterns = [
    path("", sign_in.begin, name="begin"),
    path("leave", out.leave, name="leave"),
    path("out", out.out, name="out"),
    path("health", health.page, name="health"),
    path("language", sign_in.language, name="language"),
    path("looks", looks.looks, name="looks"),
    path("back", back.back, name="back"),
    path("back/in", back.take_back, name="take_back"),
    path("drafts", drafts.save, name="drafts"),
    path("trial", demo.enter, name="enter"),
    path("secret", secret.page, name="secret"),
    path("second", second.page, name="second"),
    path("keys", keys.page, name="keys"),
    path("keys/codes", keys.codes, name="codes"),
    path("keys/passkey", keys.passkey, name="passkey"),
    path("keys/written", keys.written_down, name="written_down"),
    path("unlock", lock.unlock, name="unlock"),
    path("lock", lock.lock, name="lock"),
    path("here", lock.here, name="here"),
    path("again", lock.again, name="again"),
    path("again/not", lock.let_be, name="let_be"),
    path("c/<str:token>.ics", calendar.calendar, name="calendar"),
    path("recover", recover.page, name="recover"),
    path("say", say.page, name="say"),
    path("say/answer", say.receipt, name="receipt"),
    path("say/refuse", say.refuse, name="refuse"),
    path("say/more", say.write, name="write"),
]

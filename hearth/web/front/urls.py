"""Addresses for anybody."""

from django.urls import path

from hearth.web.front import demo, looks, out, sign_in

app_name = "front"
urlpatterns = [
    path("", sign_in.begin, name="begin"),
    path("leave", out.leave, name="leave"),
    path("out", out.out, name="out"),
    path("language", sign_in.language, name="language"),
    path("looks", looks.looks, name="looks"),
    path("trial", demo.enter, name="enter"),
]

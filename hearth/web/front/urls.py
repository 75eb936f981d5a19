"""Addresses for anybody."""

from django.urls import path

from hearth.web.front import back, demo, drafts, out, sign_in

app_name = "front"
urlpatterns = [
    path("", sign_in.begin, name="begin"),
    path("leave", out.leave, name="leave"),
    path("out", out.out, name="out"),
    path("language", sign_in.language, name="language"),
    path("back", back.back, name="back"),
    path("back/in", back.take_back, name="take_back"),
    path("drafts", drafts.save, name="drafts"),
    path("trial", demo.enter, name="enter"),
]

"""Addresses of the auditor."""

from django.urls import path

from hearth.web.auditor import draws, log, verify

app_name = "auditor"
urlpatterns = [
    path("", log.begin, name="begin"),
    path("entries/", log.entries, name="entries"),
    path("case/", log.case, name="case"),
    path("draws/", draws.draws, name="draws"),
    path("verify/", verify.verify, name="verify"),
    path("checkpoint/", verify.checkpoints, name="checkpoint"),
    path("checkpoint/sign", verify.sign, name="sign"),
]

"""Addresses of the resident."""

from django.urls import path

from hearth.web.resident import (
    begin,
    homes,
    opened,
    reach,
    result,
    stay,
    told,
    tonight,
    wrong,
)

app_name = "resident"
urlpatterns = [
    path("", begin.begin, name="begin"),
    path("closing", begin.closing, name="closing"),
    path("told", told.told, name="told"),
    path("told/needs", told.needs, name="needs"),
    path("told/no", told.refusals, name="refusals"),
    path("told/away", told.away, name="away"),
    path("told/words", told.words, name="words"),
    path("told/times", told.period, name="period"),
    path("told/times/out", told.drop, name="drop_period"),
    path("told/right", told.right, name="right"),
    path("told/not-yet", told.not_yet, name="not_yet"),
    path("places", homes.offered, name="homes"),
    path("places/<uuid:offer>", homes.one, name="home"),
    path("places/<uuid:offer>/yes", homes.yes, name="yes"),
    path("places/<uuid:offer>/no", homes.no, name="no"),
    path("places/<uuid:offer>/back", homes.take_back, name="take_back"),
    path("places/<uuid:offer>/answer", homes.answer, name="answer"),
    path("own", result.results, name="results"),
    path("own/<uuid:result>", result.read, name="result"),
    path("own/<uuid:result>/let", result.release, name="release"),
    path("own/end/<uuid:release>", result.withdraw, name="withdraw"),
    path("reach", reach.reach, name="reach"),
    path("reach/change", reach.change, name="reach_change"),
    path("reach/ways", reach.ways, name="ways"),
    path("reach/sent", reach.sent_to_me, name="sent"),
    path("opened", opened.opened, name="opened"),
    path("say", wrong.wrong, name="wrong"),
    path("say/<uuid:concern>/more", wrong.more, name="more"),
    path("say/night", tonight.answer, name="tonight"),
    path("say/well", wrong.safe, name="safe"),
    path("stay", stay.stay, name="stay"),
    path("stay/wish", stay.wish, name="wish"),
    path("stay/end", stay.leave, name="leave"),
]

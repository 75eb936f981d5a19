"""Addresses of a case from the shortlist on."""

from django.urls import path

from hearth.web.caseworker import (
    card,
    introduction,
    messages,
    offer,
    permanence,
    placement,
    shortlist,
)
from hearth.web.caseworker.messages import by_hand

urlpatterns = [
    path("shortlist", shortlist.shortlist, name="shortlist"),
    path("compare", shortlist.compare, name="compare"),
    path("why-not", shortlist.why_not, name="why_not"),
    path("opens-more", shortlist.opens_more, name="opens_more"),
    path("offer/<uuid:home>", offer.offer, name="offer"),
    path("offered", offer.offered, name="offered"),
    path("offered/<uuid:offer>/end", offer.end, name="offer_end"),
    path("introduction", introduction.introduction, name="introduction"),
    path("introduction/<uuid:meeting>/hold", introduction.hold, name="hold"),
    path("introduction/<uuid:meeting>/cancel", introduction.cancel, name="hold_off"),
    path("move", placement.move, name="move"),
    path("move/<uuid:stay>/arrived", placement.arrived, name="arrived"),
    path("move/<uuid:stay>/cancel", placement.cancel, name="move_off"),
    path("card", card.card, name="card"),
    path("card.pdf", card.pdf, name="card_pdf"),
    path("stay", placement.stay, name="stay"),
    path("care", placement.care, name="care"),
    path("stay/<uuid:stay>/longer", placement.extend, name="extend"),
    path("stay/<uuid:stay>/ending", placement.ending, name="ending"),
    path("permanence", permanence.permanence, name="permanence"),
    path("permanence/confirm", permanence.confirm, name="confirm_permanence"),
    path("messages", messages.messages, name="messages"),
    path("messages/<uuid:message>/note.pdf", by_hand.note, name="note"),
    path("messages/<uuid:message>/hand/<slug:deed>", by_hand.do, name="by_hand_do"),
    path("messages/<uuid:message>/stop", messages.cancel, name="message_stop"),
    path("messages/<uuid:message>/done", messages.settle, name="message_settle"),
]

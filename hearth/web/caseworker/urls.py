"""Addresses of the caseworker."""

from django.urls import include, path

from hearth.web.caseworker import (
    again,
    applications,
    board,
    case,
    code,
    find,
    intake,
    onward,
    plan,
    programmes,
    tonight,
    transfer,
)
from hearth.web.caseworker.hosts import papers
from hearth.web.caseworker.messages import by_hand

app_name = "caseworker"
urlpatterns = [
    path("", board.board, name="board"),
    path("tonight/<uuid:tonight>/found", tonight.found, name="tonight_found"),
    path("code/<uuid:to>", code.page, name="code"),
    path("code/<uuid:to>/sheet", code.sheet, name="sheet"),
    path("case/<uuid:case>/", include(onward.urlpatterns)),
    path("here", intake.begin, name="begin"),
    path("here/<uuid:begun>", intake.tasks, name="tasks"),
    path("here/<uuid:begun>/check", intake.check, name="check"),
    path("here/<uuid:begun>/away-with-it", intake.throw_away, name="throw_away"),
    path("here/<uuid:begun>/<slug:page>", intake.question, name="question"),
    path("case/<uuid:case>", case.case, name="case"),
    path("case/<uuid:case>/told", case.change, name="change"),
    path("why-stays-end", board.handing, name="handing"),
    path("why-stays-end/tell", board.hand_on, name="hand_on"),
    path("again", again.again, name="again"),
    path("by-hand", by_hand.errands, name="by_hand"),
    path("find", find.find, name="find"),
    path("applications", applications.applications, name="applications"),
    path("applications/<uuid:application>", applications.application, name="application"),
    path("applications/<uuid:application>/take-up", applications.take_up, name="take_up"),
    path("applications/<uuid:application>/close", applications.close, name="close_application"),
    path("", include("hearth.web.caseworker.hosts.urls")),
    path("hosts/<uuid:host>/papers", papers.of_host, name="host_papers"),
    path("case/<uuid:case>/papers", papers.of_case, name="case_papers"),
    path("papers/<uuid:paper>", papers.one, name="paper"),
    path("papers/<uuid:paper>/delete", papers.delete, name="paper_delete"),
    path("papers/<uuid:paper>/<int:at>", papers.page, name="paper_page"),
    path("plan", plan.plan, name="plan"),
    path("plan/make", plan.make, name="plan_make"),
    path("plan/proof", plan.proof, name="plan_proof"),
    path("programmes", programmes.programmes, name="programmes"),
    path("programmes/<str:ref>", programmes.programme, name="programme"),
    path("programmes/<str:ref>/change", programmes.change, name="other_rules"),
    path("transfers", transfer.transfers, name="transfers"),
    path("transfers/<uuid:transfer>/<slug:word>", transfer.answer, name="transfer_answer"),
    path("case/<uuid:case>/over", case.over, name="over"),
    path("case/<uuid:case>/close", case.close, name="close"),
    path("case/<uuid:case>/erase", case.ask_erase, name="ask_erase"),
    path("case/<uuid:case>/transfer", transfer.propose, name="transfer"),
]

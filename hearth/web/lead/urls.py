"""Addresses of the safeguarding lead."""

from django.urls import path

from hearth.web.lead import board, concerns, early, emergencies, records, rounds, stays

app_name = "lead"
urlpatterns = [
    path("", board.board, name="board"),
    path("hosts/<uuid:host>/lift", board.lift, name="lift"),
    path("said/", concerns.said, name="said"),
    path("said/<uuid:concern>/", concerns.one, name="concern"),
    path("said/<uuid:concern>/like", concerns.like, name="like"),
    path("said/<uuid:concern>/letter", concerns.letter, name="letter"),
    path("said/<uuid:concern>/about", concerns.about, name="about"),
    path("said/<uuid:concern>/told", concerns.tell, name="tell"),
    path("said/<uuid:concern>/aside", concerns.step_aside, name="step_aside"),
    path("said/<uuid:concern>/acknowledge", concerns.acknowledge, name="acknowledge"),
    path("said/<uuid:concern>/weigh", concerns.weigh, name="weigh"),
    path("said/<uuid:concern>/act", concerns.act_on, name="act_on"),
    path("said/<uuid:concern>/answer", concerns.answer, name="answer"),
    path("said/<uuid:concern>/finding", records.finding, name="finding"),
    path("records/", records.records, name="records"),
    path("records/work-out", records.work_out, name="records_work_out"),
    path("records/find", records.find_host, name="find_host"),
    path("records/hosts/<uuid:host>/", records.host, name="host_record"),
    path("sight/", records.sight, name="sight"),
    path("stays/<uuid:stay>/", stays.one, name="stay"),
    path("stays/<uuid:stay>/visits", rounds.terms, name="terms"),
    path("stays/<uuid:stay>/open", stays.open_, name="open"),
    path("stays/<uuid:stay>/early", early.page, name="early"),
    path("stays/<uuid:stay>/two", emergencies.new, name="emergency_new"),
    path("two/<uuid:emergency>/", emergencies.one, name="emergency"),
    path("two/<uuid:emergency>/yes", emergencies.confirm, name="emergency_confirm"),
    path("two/<uuid:emergency>/sheet", emergencies.confirm_by_sheet, name="emergency_sheet"),
    path("two/<uuid:emergency>/no", emergencies.decline, name="emergency_decline"),
    path("two/<uuid:emergency>/read", emergencies.read, name="emergency_read"),
    path("two/<uuid:emergency>/end", emergencies.end, name="emergency_end"),
    path("stays/<uuid:stay>/confirm", stays.confirm, name="confirm"),
    path("stays/<uuid:stay>/take-back", stays.reverse_, name="take_back"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/<uuid:plan>/", rounds.one, name="round"),
    path("rounds/<uuid:plan>/<uuid:visitor>/sheet.pdf", rounds.sheet, name="sheet"),
    path("visitors/<uuid:who>/", rounds.visitor, name="visitor"),
]

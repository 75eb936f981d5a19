"""The work of a caseworker on pages, act by act: each page is there, and tells no word that is
hidden."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q
from django.test import Client
from django.urls import resolve, reverse

from hearth.actions import concerns, permanence
from hearth.actions.daily import daily
from hearth.actions.homes import tonight
from hearth.actions.intake import Opened
from hearth.actions.telling import outbox, reach
from hearth.core.concerns import Weight
from hearth.core.gate.outbox import GRACE
from hearth.core.identity import HostIdentity
from hearth.core.placement import Ending
from hearth.core.reach import Channel, Reach
from hearth.exchange.ways import Ways, chosen
from hearth.store import facts
from hearth.store.models import (
    ApplicationRow,
    HostRow,
    IntroductionRow,
    OfferRow,
    OfficeRow,
    OutboxRow,
    PaperRow,
    PauseRow,
    PersonRow,
    PlacementRow,
    TonightRow,
    TransferRow,
)
from tests.actions.concerns.test_concerns import weighed
from tests.builders import MOMENT
from tests.exchange.test_papers import jpeg
from tests.service import (
    DAY,
    LATER,
    STAY,
    Service,
    signed_in_again,
)
from tests.web.caseworker.acts import ARRIVAL, TOLD
from tests.web.caseworker.test_arriving import ANSWERS
from tests.web.doors import comes_in, open_doors
from tests.web.host.test_join import TOLD as WISHES_TO_HOST

ROOMS = 12  # of the first home
SAYS = {"tier": "1", "days": "60", "keep_away": "Dario Marlowe", "languages": "English"}
SHEET = "Ref,Contact,spare rooms\nh-1,Ida Holm,2\nh-1b,Eve Ash,many\n"
LIVING = MOMENT + 4 * DAY


@dataclass
class Desk:
    """A caseworker of one office. `hidden`: words of people of the other one."""

    service: Service
    hidden: set[str]
    now: datetime = LATER
    seen: set[str] = field(default_factory=set)
    there: str = ""  # where the last act led to
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.at(self.now)

    def at(self, now: datetime) -> None:
        """It is later."""
        self.now = now
        open_doors(self.service, now)
        self.client = comes_in(signed_in_again(self.service.duty), now)

    def reads(self, page: str, *where: Any, **asked: Any) -> str:
        """A page that is there, and tells nothing of the other office."""
        return self._told(self.client.get(reverse(page, args=where), asked), page)

    def asks(self, page: str, *where: Any, **entered: Any) -> str:
        """A question that is answered at once."""
        return self._told(self.client.post(reverse(page, args=where), entered), page)

    def does(self, page: str, *where: Any, **entered: Any) -> str:
        """An act that is done, and the page that says so."""
        return self.follows(self.client.post(reverse(page, args=where), entered), page)

    def follows(self, answer: Any, page: str) -> str:
        """The page that says that something was done."""
        assert answer.status_code == 302, f"{page}: {answer.status_code} {_words(answer)}"
        self.seen.add(page)
        self.there = answer.headers["Location"]
        there = urlsplit(self.there).path
        return self._told(self.client.get(self.there), resolve(there).view_name)

    def _told(self, answer: Any, page: str) -> str:
        words = _words(answer)
        assert answer.status_code == 200, f"{page}: {answer.status_code} {words}"
        told = [one for one in self.hidden if one in words]
        assert not told, f"{page} tells {told}"
        self.seen.add(page)
        return words


def _words(answer: Any) -> str:
    page: str = b"".join(answer).decode(errors="replace")
    return re.sub(r"\s+", " ", page.split("<main", 1)[-1])


def writes(of: Service, opened: Opened, street: str, now: datetime, by: Channel) -> UUID:
    """They may be written to, and a message of their office waits for it."""
    safe = Reach(
        channels=frozenset({by}),
        phone="01632 960000",
        post=f"R. Vale\n{street}",
        said_on=now.date(),
        holds_until=now.date() + timedelta(30),
    )
    reach.say(reach=safe, by=opened.resident, now=now)
    id = outbox.write(case=opened.case, words="Please come by", by=of.duty, now=now)
    assert id is not None
    return id


def takes_somebody_in(desk: Desk) -> None:
    """From the door to their own word; and one who left again before that."""
    for over in (True, False):
        desk.does("caseworker:begin")
        begun = UUID(desk.there.split("/")[3])
        for page, told in ANSWERS.items():
            desk.reads("caseworker:question", begun, page)
            desk.does("caseworker:question", begun, page, **told)
        desk.reads("caseworker:tasks", begun)
        desk.reads("caseworker:check", begun)
        if over:
            desk.does("caseworker:throw_away", begun)
    desk.does("caseworker:check", begun)
    desk.client.post("/me/told/right")
    desk.at(desk.now)
    desk.does("caseworker:change", begun, **SAYS)
    person = PersonRow.objects.get(parties__party__case=begun, principal__isnull=False).id
    desk.reads("caseworker:code", person)
    desk.does("caseworker:code", person)


def looks_round(desk: Desk, case: UUID) -> None:
    """What is asked of everything: boards, lists, plan, rules, a name."""
    for page in ("board", "hosts", "vetting", "applications", "plan", "programmes", "transfers"):
        desk.reads(f"caseworker:{page}")
    for page in ("lists", "by_hand", "find"):
        desk.reads(f"caseworker:{page}")
    desk.reads("staff:due")
    desk.asks("caseworker:find", name="Robin")
    desk.does("caseworker:plan_make")
    desk.reads("caseworker:plan_proof")
    desk.reads("caseworker:programme", "blank.1")
    desk.asks("caseworker:other_rules", "blank.1", ref="nightstop.1")
    for page in ("case", "change", "messages", "case_papers", "over", "permanence", "stay", "move"):
        desk.reads(f"caseworker:{page}", case)


def is_offered_a_home(desk: Desk, opened: Opened) -> None:
    """A shortlist with what speaks against the others, and an offer after one that was ended."""
    case, home = opened.case, desk.service.homes[0]
    desk.does("caseworker:shortlist", case, leave_homes="yes")
    desk.reads("caseworker:shortlist", case)
    desk.reads("caseworker:compare", case, home=[str(one) for one in desk.service.homes[:2]])
    desk.reads("caseworker:why_not", case)
    desk.reads("caseworker:why_not", case, home=str(home))
    desk.reads("caseworker:opens_more", case)
    for _ in range(2):
        desk.reads("caseworker:offer", case, home)
        desk.does("caseworker:offer", case, home)
        put = OfferRow.objects.get(case=case, state="put").id
        desk.reads("caseworker:offered", case)
        if not OfferRow.objects.filter(case=case, state="ended").exists():
            desk.does("caseworker:offer_end", case, put)


def says_yes(desk: Desk, opened: Opened) -> None:
    """They agree to the home that was put to them."""
    put = OfferRow.objects.get(case=opened.case, state="put").id
    desk.service.agree(put, opened, LATER)


def meets(desk: Desk, opened: Opened) -> None:
    """They meet the host of the home to which they said yes."""
    case = opened.case
    desk.reads("caseworker:introduction", case)
    desk.does("caseworker:introduction", case)
    desk.does("caseworker:hold", case, _meeting(opened))


def plans_the_move(desk: Desk, opened: Opened) -> None:
    """Both say yes; how they travel, and the card that goes with them."""
    case = opened.case
    desk.service.both_willing(_meeting(opened), opened, desk.service.homes[0], LATER)
    desk.at(TOLD)
    desk.reads("caseworker:move", case)
    desk.does("caseworker:move", case, **ARRIVAL)
    desk.reads("caseworker:card", case)
    desk.reads("caseworker:card_pdf", case)


def moves_in(desk: Desk, opened: Opened) -> None:
    """They arrive."""
    desk.at(TOLD)
    desk.does("caseworker:arrived", opened.case, _stay(opened), on=str(STAY.first))


def _meeting(opened: Opened) -> UUID:
    return IntroductionRow.objects.get(offer__case=opened.case).id


def _stay(opened: Opened) -> UUID:
    return PlacementRow.objects.get(case=opened.case).id


def is_called_off(desk: Desk, opened: Opened) -> None:
    """The same way, given up at the meeting; and again, given up at the plan of the move."""
    desk.at(LATER)
    case = opened.case
    is_offered_a_home(desk, opened)
    says_yes(desk, opened)
    desk.does("caseworker:introduction", case)
    desk.does("caseworker:hold_off", case, _meeting(opened))
    home = desk.service.homes[1]
    desk.does("caseworker:shortlist", case, leave_homes="no")
    desk.does("caseworker:offer", case, home)
    desk.service.agree(OfferRow.objects.get(case=case, home=home).id, opened, LATER)
    desk.does("caseworker:introduction", case)
    meeting = IntroductionRow.objects.get(offer__case=case, offer__home=home).id
    desk.does("caseworker:hold", case, meeting)
    desk.service.both_willing(meeting, opened, home, LATER)
    desk.at(TOLD)
    desk.does("caseworker:move", case, **ARRIVAL)
    desk.does("caseworker:move_off", case, _stay(opened))


def lives_there(desk: Desk, opened: Opened) -> None:
    """What falls due, a pause, an absence, a time of care; longer, for good, over."""
    case, stay = opened.case, _stay(opened)
    today, in_days = str(LIVING.date()), LIVING.date() + 5 * DAY
    desk.at(LIVING)
    daily(by=desk.service.program, now=LIVING)
    desk.reads("staff:due")
    desk.reads("staff:rule", "blank.1", "check")
    desk.does("staff:pause", stay, first=today, last=str(in_days), reason="Away.")
    pause = str(PauseRow.objects.get(placement=stay).id)
    desk.reads("staff:end_pause", stay, pause=pause)
    desk.does("staff:end_pause", stay, pause=pause, reason="She is back.")
    desk.reads("staff:missing", stay)
    desk.asks("staff:missing", stay, away=today, words="Nothing.")
    desk.does("staff:missing", stay, back=today)
    desk.reads("caseworker:care", case)
    care = {"who": str(opened.person), "kind": "hard-time", "first": "20 5 2031", "length": "3"}
    desk.does("caseworker:care", case, **care)
    desk.does("caseworker:extend", case, stay, until=str(STAY.end + timedelta(30)))
    for side in (opened.resident, desk.service.hosts[desk.service.homes[0]]):
        permanence.wish(placement_id=stay, wanted=True, by=side, now=LIVING)
    desk.at(LIVING + DAY)
    desk.reads("caseworker:permanence", case)


def is_written_to(desk: Desk, opened: Opened) -> None:
    """A message stopped, one printed and posted, one at which somebody else answered."""
    case, street = opened.case, "4 Elm Street"
    stopped = writes(desk.service, opened, street, desk.now, Channel.LETTER)
    desk.does("caseworker:message_stop", case, stopped)
    for way, deed in ((Channel.LETTER, "posted"), (Channel.CALL, "not-safe")):
        writes(desk.service, opened, street, desk.now, way)
        desk.does("caseworker:messages", case, words="Please ring me")
        desk.at(desk.now + GRACE)
        program, zone = desk.service.program, chosen.zone({})
        outbox.send_due(by=program, clock=lambda: desk.now, ways=Ways({}), zone=zone)
        desk.reads("caseworker:by_hand")
        sent = OutboxRow.objects.filter(case=case, state="by_hand").first()
        assert sent
        if way is Channel.LETTER:
            desk.reads("caseworker:note", case, sent.id)
        desk.does("caseworker:by_hand_do", case, sent.id, deed)
    desk.does("caseworker:message_settle", case, sent.id)


def tells_several(desk: Desk, opened: Opened, host: UUID) -> None:
    """Hosts are asked and residents told, as many as were read of; and both are stopped."""
    safe = Reach(
        channels=frozenset({Channel.TEXT}),
        phone="01632 960000",
        said_on=desk.now.date(),
        holds_until=desk.now.date() + timedelta(30),
    )
    reach.say(reach=safe, by=opened.resident, now=desk.now)
    known = HostIdentity(name="Ada Lind", email="ada@example.net")
    row = HostRow.objects.get(id=host)
    facts.change(row.identity_id, known, by=desk.service.duty, now=desk.now, purpose="test")
    for page, stop in (("ask_hosts", "stop_asking"), ("office_closed", "stop_telling")):
        said = {"day": desk.now.date() + DAY}
        assert re.search(r"Written to now.{,80}<bdi>1<", desk.reads(f"caseworker:{page}", **said))
        desk.does(f"caseworker:{page}", **said, count=1)
        desk.does(f"caseworker:{stop}", **said)


def keeps_papers(desk: Desk, case: UUID, host: UUID) -> None:
    """Of a host and of a case: handed in, looked at, shredded."""
    for page, about in (("host_papers", host), ("case_papers", case)):
        paper = {"what": "certificate", "words": "", "file": SimpleUploadedFile("a", jpeg())}
        desk.does(f"caseworker:{page}", about, **paper)
        one = PaperRow.objects.filter(Q(host=about) | Q(case=about)).get().id
        desk.reads("caseworker:paper", one)
        desk.reads("caseworker:paper_page", one, 0)
        desk.does("caseworker:paper_delete", one)


def keeps_the_register(desk: Desk, host: UUID) -> None:
    """A host whose home another office's people live in: days, rooms, vetting, pause; new hosts."""
    home, free = desk.service.homes[0], ROOMS
    words = desk.reads("caseworker:host", host)
    step = re.search(r'href="([^"]+/steps/[^"]+)"', words)
    assert step
    answer = desk.client.post(unescape(step[1]), {"outcome": "passed", "on": "4 5 2031"})
    desk.follows(answer, "caseworker:step")
    desk.does("caseworker:pause", host, first="1 9 2031", last="1 10 2031", reason="A journey")
    desk.does("caseworker:resume", host)
    desk.reads("caseworker:days", home)
    desk.does("caseworker:days", home, first="1 9 2032", last="1 10 2032", what="close")
    desk.does("caseworker:room_new", home, beds="2")
    desk.reads("caseworker:room", home, free)
    desk.does("caseworker:room", home, free, beds="2")
    for end in ("enter", "away"):
        file = SimpleUploadedFile("hosts.csv", SHEET.replace("h-1", f"h-{end}").encode())
        desk.does("caseworker:lists", register="hosts", programme="blank", file=file)
        upload = UUID(desk.there.split("/")[4])
        columns = {"c0": "external_key", "c1": "name", "c2": "rooms"}
        desk.does("caseworker:list_columns", upload, **columns)
        desk.reads("caseworker:list_mend", upload)
        desk.does(f"caseworker:list_{end}", upload, **({"rows": "right"} if end == "enter" else {}))
    for _ in range(2):
        Client().post(reverse("join:join"), WISHES_TO_HOST)
    for row in ApplicationRow.objects.all():
        desk.reads("caseworker:application", row.id)
        desk.does("caseworker:take_up", row.id)
        desk.does("caseworker:close_application", row.id)


def finds_a_place_tonight(desk: Desk, opened: Opened) -> None:
    """A danger at their host's: the person wishes to be elsewhere tonight."""
    stay = _stay(opened)
    concern = weighed(desk.service, stay, Weight.DANGER_NOW)
    lead, program = desk.service.lead, desk.service.program
    concerns.act_on(concern_id=concern, by=lead, service=program, now=desk.now)
    tonight.answer(wished=True, by=opened.resident, now=desk.now)
    desk.reads("caseworker:board")
    desk.does("caseworker:tonight_found", TonightRow.objects.get(placement=stay).id)


def is_over(desk: Desk, opened: Opened) -> None:
    """The stay ends, the case is closed, and they ask that it be erased."""
    case, stay, today = opened.case, _stay(opened), str(desk.now.date())
    desk.reads("caseworker:ending", case, stay)
    desk.does("caseworker:ending", case, stay, why=Ending.OWN_HOME, on=today)
    desk.does("caseworker:close", case)
    desk.does("caseworker:ask_erase", case)
    desk.reads("caseworker:over", case)


def hands_over(desk: Desk, opened: Opened) -> None:
    """Asked of another office, and taken back."""
    office = str(OfficeRow.objects.get(name="North").id.hex)
    desk.reads("caseworker:transfer", opened.case)
    desk.does("caseworker:transfer", opened.case, to=f"office:{office}", note="Please.")
    asked = TransferRow.objects.get().id
    desk.does("caseworker:transfer_answer", asked, "withdraw")


def reads_a_calendar(desk: Desk) -> None:
    """Made, read, ended."""
    desk.asks("staff:calendar_new")
    desk.reads("staff:calendar")
    desk.does("staff:calendar_end")

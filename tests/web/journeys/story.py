"""One case, acted through pages alone by everybody in it, from the door to for good."""

from dataclasses import dataclass, field

from playwright.sync_api import Browser

from hearth.core.checks import State as CheckState
from hearth.core.concerns import Weight
from hearth.sim.story import Said
from hearth.store.access import SignedIn
from hearth.store.models import CheckRow
from tests.web.journeys.reader import Reader
from tests.web.journeys.served import SECRET, Served

OWN = "seven quiet lanterns"
ALONE = "My door locks. I would like to know who else has a key."
BY_HOST = "Quiet, and no trouble. We eat together on most days."
CONCERN = "A friend of the house was in my room while I was out."
ANSWER = "We came to see you alone; the key has been given back."


@dataclass
class Story:
    """The case as far as it has come. Each of `readers` has a browser context of their own."""

    served: Served
    browser: Browser
    script: bool
    readers: dict[str, Reader] = field(default_factory=dict)
    case: str = ""
    code: str = ""
    host: str = ""

    # Who is there

    def _reader(self, who: str) -> Reader:
        if who not in self.readers:
            context = self.browser.new_context(java_script_enabled=self.script)
            context.set_default_timeout(15_000)
            barred = set(self._barred()[who])
            self.readers[who] = Reader(who, context.new_page(), self.served.address, barred)
        return self.readers[who]

    def _as(self, who: str, signed_in: SignedIn) -> Reader:
        reader = self._reader(who)
        self.served.signs_in(signed_in, reader.page.context)
        return reader

    def _barred(self) -> dict[str, set[str]]:
        """What each must not see from their first page on."""
        hosts, said = set(self.served.hosts), {ALONE, CONCERN}
        own = {self.said.needs[0], self.said.fears[0], self.said.refusals[0]}
        return {
            "caseworker": hosts | said | {BY_HOST},
            "resident": hosts | {BY_HOST},
            "host": said | own | {self.name, self.feared, ANSWER},
            "visitor": own | {self.name, self.feared, CONCERN, ANSWER},
            "lead": hosts | {self.name, self.feared},
            "clinician": hosts | said | own | {self.name, self.feared, BY_HOST},
        }

    @property
    def said(self) -> Said:
        """The person's own words."""
        return self.served.world.invented.said

    @property
    def name(self) -> str:
        """The person's name."""
        return self.served.world.invented.party.people[0].name

    @property
    def feared(self) -> str:
        """Who must not find them."""
        return self.served.world.invented.sibling.identity.name

    @property
    def caseworker(self) -> Reader:
        return self._as("caseworker", self.served.caseworker)

    @property
    def visitor(self) -> Reader:
        return self._as("visitor", self.served.world.visitor)

    @property
    def lead(self) -> Reader:
        return self._as("lead", self.served.world.lead)

    @property
    def clinician(self) -> Reader:
        return self._as("clinician", self.served.world.assessor)

    @property
    def host_reader(self) -> Reader:
        return self._as("host", self.served.hosts[self.host])

    def resident(self) -> Reader:
        """The person, come in again by their code and the secret that only they know."""
        me = self._reader("resident")
        me.page.context.clear_cookies()
        me.goes("")
        me.writes(name=self.code, secret=OWN)
        me.presses("Sign in")
        return me

    # What they do

    def somebody_comes(self) -> None:
        """Intake on the caseworker's device, which the person then holds and gives back."""
        world = self.served.world
        born, stay = world.invented.party.people[0].born_on, world.invented.party.party.stay
        assert born is not None
        desk = self.caseworker
        desk.goes("office/")
        desk.presses("Somebody is here")
        desk.writes(name=self.name, born_on=f"{born.day} {born.month} {born.year}")
        desk.presses("Continue")
        desk.chooses(tier="0", programme=world.programme.name)
        desk.writes(first=stay.first.isoformat(), days=str(self._days()))
        desk.presses("Continue")
        desk.chooses(needs="locked_room")
        desk.writes(needs_words=self.said.needs[0])
        desk.presses("Continue")
        desk.chooses(refused="pets", kinds="congregate")
        desk.writes(keep_away=self.feared, fears_words=self.said.fears[0])
        desk.writes(refusals_words=self.said.refusals[0])
        desk.presses("Continue")
        desk.presses("hand over the device")
        self.reads_it_back(desk)

    def _days(self) -> int:
        longest = self.served.world.programme.placement.planned_days_max
        return min(90, longest or 90)

    def reads_it_back(self, device: Reader) -> None:
        """On the same device: the person's, until it is given back."""
        assert self.said.fears[0] in device.reads()
        device.presses("This is right")
        device.barred |= {self.said.needs[0], self.said.fears[0], self.said.refusals[0]}
        device.writes(secret=SECRET)
        device.presses("I lent it, and go on")
        self.case = device.page.url.rsplit("/", 1)[1].partition("?")[0]

    def is_given_a_way_in(self) -> None:
        """A printed code; and a secret that the person alone chooses."""
        desk = self.caseworker
        desk.goes(f"office/case/{self.case}")
        desk.presses("Give them a printed code")
        desk.presses("Make the code")
        self.code = desk.page.locator(".h-code").inner_text()
        me = self._reader("resident")
        me.goes("")
        me.writes(name=self.code)
        me.presses("Sign in")
        me.writes(secret=OWN, again=OWN)
        me.presses("Keep this secret")

    def hears_the_result(self) -> None:
        """The person hears it first, and the office does not learn that it is there."""
        invented = self.served.world.invented
        who = self.clinician
        who.goes("results/")
        who.writes(number=self.case.replace("-", "")[:8])
        who.presses("Continue")
        who.chooses(found=f"{invented.assessment}:{invented.outcome}")
        who.presses_here("Continue")
        who.presses("Yes, seal it")
        who.presses("Case")
        who.presses("I have told the person, in private")
        me = self.resident()
        me.goes("me/own")
        me.presses("Read it again")
        me.presses_here("I am alone: show it")
        assert invented.outcome.replace("_", " ") in me.reads().lower()
        desk = self.caseworker
        desk.goes(f"office/case/{self.case}")
        assert "Released by them" not in desk.reads()

    def is_offered_a_home(self) -> None:
        """The best home that may be described, put to the person."""
        desk = self.caseworker
        desk.goes(f"office/case/{self.case}")
        desk.presses("Look for a home")
        links = desk.page.get_by_role("link", name="Offer this home")
        homes = [links.nth(at).get_attribute("href") or "" for at in range(links.count())]
        for home in homes:
            desk.goes(home.lstrip("/"))
            if desk.has("Put this home to them"):
                desk.presses("Put this home to them")
                return
        raise AssertionError("no home could be put to them")

    def says_yes_and_hears_the_name(self) -> None:
        """Only after the yes does any page say whose home it is."""
        me = self.resident()
        me.presses("Read about the home")
        me.presses("Yes, I want to know more")
        me.barred -= set(self.served.hosts)
        me.presses("Yes", exactly=True)
        (self.host,) = [name for name in self.served.hosts if name in me.reads()]
        others = set(self.served.hosts) - {self.host}
        me.barred |= others
        self.caseworker.barred.discard(self.host)

    def they_meet(self) -> None:
        """Invited by a card without a name; each answers apart; both hear at one moment."""
        desk = self.caseworker
        desk.goes(f"office/case/{self.case}/introduction")
        desk.presses("Arrange the meeting")
        invited = self.host_reader
        invited.goes("home/asked")
        self.caseworker.goes(f"office/case/{self.case}/introduction")
        desk.presses("They have met")
        me = self.resident()
        me.presses("Give my answer")
        me.presses("Yes, it may go on")
        invited = self.host_reader
        invited.goes("home/asked")
        invited.presses("Yes, I would")
        assert "It goes on" not in invited.reads()
        self.served.later(hours=self.served.world.programme.introduction.answer_delay_hours + 1)

    def they_move(self) -> None:
        """By a plan that keeps the rules; arrived on the day planned."""
        first = self.served.world.invented.party.party.stay.first
        desk = self.caseworker
        desk.goes(f"office/case/{self.case}/move")
        desk.writes(transport="by car", escort="the caseworker", on=first.isoformat(), at="15:00")
        desk.presses("Plan the move")
        self._reader("host").barred.discard(self.name)
        self.served.at(first, 18)
        desk = self.caseworker
        desk.goes(f"office/case/{self.case}/move")
        desk.writes(on=first.isoformat())
        desk.presses("They have moved in")

    def is_visited(self) -> None:
        """Two talks, apart; sealed when the visit is handed in."""
        due = CheckRow.objects.filter(placement__case=self.case, state=CheckState.DUE)
        first = due.order_by("due_on").first()
        assert first is not None
        self.served.at(first.due_on, 16)
        who = self.visitor
        who.goes("round/")
        who.presses("Visit due on")
        who.presses("Take this visit on today")
        for talk, began, ended, words, must in (
            ("resident", "14:00", "14:30", ALONE, {"q-feels-safe": "yes"}),
            ("host", "14:40", "15:10", BY_HOST, {"q-changed": "false"}),
        ):
            who.page.locator(f'main a[href$="/talk/{talk}"]').click()
            who.writes(on=first.due_on.isoformat(), began=began, ended=ended, said=words)
            who.writes(where="on a walk")
            who.chooses(met="home", heard="no", **must)
            who.presses("Keep this talk")
        who.barred |= {ALONE, BY_HOST}
        who.presses("Hand in and seal")
        first.refresh_from_db()
        assert first.state == CheckState.HELD

    def is_heard(self) -> None:
        """Something is not right: the lead alone reads it, decides, and answers."""
        me = self.resident()
        me.goes("me/say")
        me.writes(words=CONCERN)
        me.presses("Send")
        who = self.lead
        who.goes("desk/")
        who.page.locator('main a[href*="/said/"]').first.click()
        who.presses("I have read it")
        who.chooses(weight=str(Weight.LIGHT.value))
        who.presses("Write the weight down")
        who.presses("Do this now")
        who.writes(words=ANSWER)
        who.presses("Answer")
        me = self.resident()
        me.goes("me/say")
        assert ANSWER in me.page.content()

    def both_wish_it(self) -> None:
        """Each by themselves; neither sees the other's wish before both stand."""
        me = self.resident()
        me.goes("me/stay")
        me.presses("I wish to stay for good")
        lives_here = self.host_reader
        lives_here.goes("home/people")
        assert "Your guest wishes" not in lives_here.reads()
        lives_here.presses("I wish that it lasts")
        self.served.later(days=self.served.world.programme.permanence.cooling_off_days + 1)

    def is_confirmed(self) -> None:
        """By the lead, who is neither side's."""
        who = self.lead
        who.goes("desk/")
        who.page.locator('main a[href*="/stays/"]').last.click()
        who.presses("Confirm that it is for good")
        me = self.resident()
        me.goes("me/stay")
        assert "You live here for good" in me.reads()

    def has_no_for_good(self) -> None:
        """Where the programme has no such form nobody is asked; the stay ends as planned."""
        me = self.resident()
        me.goes("me/stay")
        assert not me.has("I wish to stay for good")
        lives_here = self.host_reader
        lives_here.goes("home/people")
        assert not lives_here.has("I wish that it lasts")
        desk = self.caseworker
        desk.goes(f"office/case/{self.case}/permanence")
        assert "no form of permanence" in desk.reads()
        desk.goes(f"office/case/{self.case}/stay")
        desk.presses("The stay has ended")
        desk.chooses(why="planned")
        desk.writes(on=self.served.world.now.date().isoformat())
        desk.presses("End the stay")

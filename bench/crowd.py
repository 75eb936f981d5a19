"""People at work in the pages, each in a browser of their own: run by `bench load`, apart from it.

--host ADDRESS --people FILE --stages 50:600,100:120. What FILE holds: a list of `role`, `name`,
`secret`. Each stage is told as one line of JSON: how long every kind of page took, and what failed.
"""

import gevent.monkey

gevent.monkey.patch_all()  # before anything is imported that waits

import argparse
import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any, ClassVar

import gevent
import numpy as np
from locust import HttpUser, between, task
from locust.env import Environment

THINKS_S = (3.0, 10.0)
COME_PER_S = 2.0  # each comes with a hash that is slow on purpose
LINK = re.compile(r'href="(/[^"#]*)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
NUMBER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
# The ways out; verifying the whole log, which is nobody's daily work; the proof of a plan.
NOT_FOLLOWED = (
    "/static/", "/leave", "/out", "/language", "/looks", "/lock", "/keys", "/secret", "/back",
    "/record/verify", "/office/plan/proof", "/me/read", "/figures/work-out",
)  # fmt: skip
HOST = "/home"  # where the pages of a host are
OWN_WORK = 0.25  # of the steps of somebody who has work of their own beside reading
NAMES = ("ann", "mar", "jo", "al", "sof", "dan", "li", "ka")
ARRIVES: Mapping[str, Mapping[str, str]] = {
    "who": {"name": "Robin Vale", "born_on": "27 3 1999", "company": "alone"},
    "tonight": {"tier": "0", "where": "On a sofa", "days": "60", "programme": "host-home-us"},
    "needs": {"languages": "English", "needs_words": "Quiet"},
    "away": {"fears_words": "That they come"},
    "periods": {},
}


@dataclass
class Heard:
    """What was answered in one stage: milliseconds by kind of page, and mistakes."""

    took_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: Counter[str] = field(default_factory=Counter)
    began: float = field(default_factory=perf_counter)
    by_minute: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))

    def listen(self, *, name: str, response_time: float, exception: object, **_: object) -> None:
        """One answer."""
        self.took_ms[name].append(response_time)
        self.by_minute[int(perf_counter() - self.began) // 60].append(response_time)
        if exception is not None:
            self.failed[f"{name}: {str(exception)[:120]}"] += 1

    def told(self) -> dict[str, Any]:
        """By kind of page: how many, and 50th, 95th, 99th of 100 in milliseconds."""
        every = [one for took in self.took_ms.values() for one in took]
        return {
            "all": _quantiles(every),
            "pages": {name: _quantiles(took) for name, took in sorted(self.took_ms.items())},
            "minutes": [_quantiles(took) for _, took in sorted(self.by_minute.items())],
            "failed": dict(self.failed),
        }


def _quantiles(took: Sequence[float]) -> dict[str, float]:
    if not took:
        return {"count": 0}
    middle, late, last = np.quantile(took, [0.5, 0.95, 0.99])
    return {"count": len(took), "p50": middle, "p95": late, "p99": last, "max": max(took)}


class Somebody(HttpUser):
    """One person: signs in once, then reads, follows links, and does what is theirs to do."""

    wait_time = between(*THINKS_S)
    ahead: ClassVar[list[Mapping[str, str]]] = []

    def on_start(self) -> None:
        """Sign in, as everybody does."""
        self.me = self.ahead.pop(0)
        self.rng = random.Random(self.me["name"])
        self.links: list[str] = []
        self.token = ""
        self.go("/")
        self.send("/", {"name": self.me["name"], "secret": self.me["secret"]})
        self.first = self.at

    def on_stop(self) -> None:
        """Their place is free for the next."""
        self.ahead.append(self.me)

    @task
    def step(self) -> None:
        """The next page, or a piece of work."""
        works = WORK.get(self.me["role"], ())
        if works and self.rng.random() < OWN_WORK:
            self.rng.choice(works)(self)
            return
        following = [one for one in self.links if not one.startswith(NOT_FOLLOWED)]
        if not following or self.rng.random() < 0.2:
            self.go(self.first)
        else:
            self.go(self.rng.choice(following).replace("&amp;", "&"))

    def go(self, path: str) -> None:
        """Ask for a page."""
        self._ask("GET", path, None)

    def send(self, path: str, words: Mapping[str, str]) -> None:
        """Send a form, with the token of the page that is open."""
        self._ask("POST", path, {**words, "csrfmiddlewaretoken": self.token})

    def think(self) -> None:
        """Until the next answer is typed."""
        gevent.sleep(self.rng.uniform(*THINKS_S))

    def _ask(self, method: str, path: str, words: Mapping[str, str] | None) -> None:
        name = f"{method} {NUMBER.sub('*', path.split('?', maxsplit=1)[0])}"
        with self.client.request(
            method, path, data=words, name=name, allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code in {301, 302}:
                to = answer.headers["Location"]
            elif answer.status_code == 200:
                to = ""
            else:
                answer.failure(f"status {answer.status_code}")
                self.links = []
                return
        if to:
            self.go(to)
            return
        self.at = path
        text = answer.text if "html" in answer.headers.get("Content-Type", "") else ""
        self.links = LINK.findall(text)
        if found := TOKEN.search(text):
            self.token = found[1]


def _finds(who: Somebody) -> None:
    who.go("/office/find")
    who.think()
    who.send("/office/find", {"name": who.rng.choice(NAMES)})


def _takes_in(who: Somebody) -> None:
    """Somebody is here: every question, read back, and handed over or thrown away."""
    who.go("/office/")
    who.send("/office/here", {})
    if not who.at.startswith("/office/here/"):
        return  # it failed, and is counted
    begun = who.at.split("/")[3]
    for page, words in ARRIVES.items():
        who.think()
        who.send(f"/office/here/{begun}/{page}", words)
    who.think()
    who.send(f"/office/here/{begun}/away-with-it", {})


def _writes_diary(who: Somebody) -> None:
    who.go(f"{HOST}/diary")
    who.think()
    who.send(f"{HOST}/diary", {"words": "A quiet week, and good company at supper."})


def _is_safe(who: Somebody) -> None:
    who.go("/me/say")
    who.think()
    who.send("/me/say/well", {})


def _takes_a_visit(who: Somebody) -> None:
    who.go("/round/")
    visits = [one for one in who.links if re.fullmatch(r"/round/[0-9a-f-]{36}", one)]
    if visits:
        visit = who.rng.choice(visits)
        who.go(visit)


WORK: Mapping[str, Sequence[Callable[[Somebody], None]]] = {
    "caseworker": (_finds, _takes_in, _takes_in),
    "host": (_writes_diary,),
    "resident": (_is_safe,),
    "visitor": (_takes_a_visit,),
}


def main(words: Sequence[str] | None = None) -> int:
    """Let them work; a line of JSON for each stage."""
    say = argparse.ArgumentParser(prog="bench.crowd")
    say.add_argument("--host", required=True)
    say.add_argument("--people", required=True, type=Path)
    say.add_argument("--stages", required=True, help="people:seconds, more of them after commas")
    asked = say.parse_args(words)
    Somebody.ahead = json.loads(asked.people.read_text("utf-8"))
    Somebody.host = asked.host
    environment = Environment(user_classes=[Somebody])
    runner = environment.create_local_runner()
    for stage in asked.stages.split(","):
        people, seconds = (int(part) for part in stage.split(":"))
        runner.start(people, spawn_rate=COME_PER_S, wait=False)
        come, heard = Heard(), Heard()
        # When all are in nobody waits for a secret's hash any more; but whoever was not let in
        # would read the first page for ever, and be answered soon.
        for hears, lasts in ((come, 2 * people / COME_PER_S), (heard, seconds)):
            environment.events.request.add_listener(hears.listen)
            gevent.sleep(lasts)
            environment.events.request.remove_listener(hears.listen)
        heard.failed += come.failed
        told = {"people": people, "seconds": seconds, **heard.told()}
        print(json.dumps(told), flush=True)
    runner.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())

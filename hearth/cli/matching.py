"""`hearth shortlist`, `hearth match` and `hearth proof`."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from hearth.cli import say
from hearth.cli.clock import now
from hearth.cli.progress import Progress, engine_ready
from hearth.cli.quiet import only_our_words
from hearth.cli.station import Station, open_station
from hearth.core.commands import Command
from hearth.core.decision import Reason
from hearth.core.errors import BadInput, InvalidValue, NotFound
from hearth.core.shortlist import Judged, openings
from hearth.engine.files import check_proof, write_proof

if TYPE_CHECKING:
    from hearth.actions.matching.match_all import Matched, Solver
    from hearth.actions.shortlist import Made
    from hearth.queries.matching.changes import Change
    from hearth.queries.matching.why_not import WhyNot

SHOWN = 10
KEPT_WHOLE = (
    "Parties may share the rooms of homes here, but too many pairs or tiers wait to plan that: "
    "each home is kept for whole parties. A plan that shares rooms might place more people."
)
CERTIFICATES = ("authority.pem", "certificate.pem", "key.pem")


@dataclass(frozen=True, slots=True)
class ByRegion:
    """Who solves the regions: so many processes here, or the cluster at this address.

    certificates : a folder with CERTIFICATES, for an address with tls://.
    """

    workers: int
    cluster: str | None
    certificates: Path | None


def match(
    proof_path: Path | None, *, strict: bool, as_json: bool, regions: ByRegion | None = None
) -> int:
    """Plan a home for everybody who waits; `regions`: side by side on several processes."""
    found, value = plan(open_station(Command.MATCH), regions)
    if proof_path is not None:
        write_proof(proof_path, found.job, found.plan)
    say.answer(value, as_json=as_json, lines=_plan_told(value, proof_path, regions))
    if found.broken or not found.proof.feasible:
        return say.FAILED
    return say.NOT_ALL if strict and found.unplaced else say.DONE


def plan(station: Station, regions: ByRegion | None = None) -> "tuple[Matched, dict[str, Any]]":
    """The plan for everybody who waits, and the same as plain values."""
    from hearth.actions.matching.match_all import match_all

    began, progress = time.monotonic(), Progress()
    engine_ready(progress)
    with only_our_words(), ExitStack() as at_end:
        solver = None if regions is None else _workers(regions, progress, at_end)
        found = match_all(by=station.duty, now=now(), progress=progress.show, solver=solver)
    progress.end()
    by_region = regions is not None and not found.shared
    return found, _plan_value(found, time.monotonic() - began, by_region=by_region)


def _workers(regions: ByRegion, progress: Progress, at_end: ExitStack) -> "Solver":
    """What plans by region, with workers that stand ready until the end."""
    from hearth.actions.matching.by_region import by_region
    from hearth.batch.cluster import Certificates, standing

    folder = regions.certificates
    files = None if folder is None else Certificates(*(folder / name for name in CERTIFICATES))
    progress.show("waiting for the workers")
    workers = standing(regions.workers, regions.cluster, certificates=files)
    return by_region(at_end.enter_context(workers), progress.show)


def _plan_value(found: "Matched", seconds: float, *, by_region: bool) -> dict[str, Any]:
    from hearth.queries.matching.waiting import cases_of

    cases = cases_of([*(one.party for one in found.placed), *(one.party for one in found.unplaced)])
    return {
        "parties": len(found.placed) + len(found.unplaced),
        "homes": found.homes,
        "placed": len(found.placed),
        "unplaced": [
            {
                "case": str(cases[one.party]),
                "party": str(one.party),
                "homes_that_fit": one.fits,
                "homes_judged": one.judged,
                "reasons": dict(one.reasons),
            }
            for one in found.unplaced
        ],
        "plan": [
            {"case": str(cases[one.party]), "party": str(one.party), "home": str(one.home)}
            for one in found.placed
        ],
        "moved": [str(cases[party]) for party in found.moved],
        "value": found.proof.value,
        "bound": found.proof.bound,
        "gap": found.proof.gap,
        "proven": found.proof.feasible and not found.proof.problems,
        "problems": list(found.proof.problems),
        "rules_broken": list(found.broken),
        "by_region": by_region,
        "rooms_shared": found.shared,
        "rooms_kept_whole": found.kept_whole,
        "seconds": round(seconds, 2),
    }


def _plan_told(
    value: Mapping[str, Any], proof_path: Path | None, regions: ByRegion | None
) -> Iterable[str]:
    yield f"{value['placed']:,} of {value['parties']:,} parties have a home in this plan"
    which = "no plan that keeps homes so" if value["rooms_kept_whole"] else "no plan"
    yield (
        f"among {value['homes']:,} homes, in {value['seconds']} s; "
        f"{which} is better by more than {value['gap']:.2%}; "
        f"{len(value['rules_broken'])} hard rules broken"
    )
    if value["rooms_kept_whole"]:
        yield KEPT_WHOLE
    if regions is not None and not value["by_region"]:
        yield "Parties share the rooms of homes here, so it was planned as a whole, not by region."
    if value["moved"]:
        count = len(value["moved"])
        yield f"{count:,} of those who wait had another home in the last plan, or one at all"
    if value["parties"] and not value["homes"]:
        yield "The register holds no home: import hosts first."
        return
    if value["unplaced"]:
        yield ""
        yield f"{len(value['unplaced']):,} are left. How many homes each reason speaks against:"
        reasons: Counter[str] = Counter()
        for one in value["unplaced"]:
            reasons.update(one["reasons"])
        yield from (f"{count:>8,}  {code}" for code, count in reasons.most_common(SHOWN))
    yield ""
    yield "A plan is a proposal: nothing was offered to anybody."
    if proof_path is not None:
        yield f"Anybody can check it: {say.PROGRAM} proof {proof_path}"


def proof(path: Path, *, as_json: bool) -> int:
    """Check a proof that was written earlier."""
    try:
        found = check_proof(path)
    except BadInput as error:
        raise BadInput(f"{path.name}: {error}") from error
    value = asdict(found)
    verdict = "holds" if found.feasible and not found.problems else "does not hold"
    lines = [
        f"{path.name}: the proof {verdict}; value {found.value:,}, "
        f"no plan can have more than {found.bound:,} (gap {found.gap:.4%})",
        *found.problems,
    ]
    say.answer(value, as_json=as_json, lines=lines)
    return say.DONE if found.feasible and not found.problems else say.FAILED


def shortlist(
    case: str | None,
    why_not: str | None,
    *,
    leave_homes: bool = False,
    more: int | None = None,
    as_json: bool,
) -> int:
    """The homes that one party may be offered, or why not one of them, or what opens more."""
    station = open_station(Command.SHORTLIST)
    from hearth.actions.shortlist import make
    from hearth.queries.matching.waiting import waiting

    ids = waiting(now().date())
    if case is None and not ids:
        raise NotFound("nobody waits; import people first, or make a town with parties")
    chosen = ids[0] if case is None else _id(case, "case")
    engine_ready(Progress())
    if more is not None:
        return opening(station, chosen, more, as_json=as_json)
    with only_our_words():
        made = make(case=chosen, by=station.duty, now=now(), leave_homes=leave_homes)
    judged = made.look.judged()
    value = _list_value(chosen, made, judged)
    if why_not is not None:
        return against(station, chosen, _id(why_not, "home"), value, as_json=as_json)
    say.answer(value, as_json=as_json, lines=_list_told(made, judged, len(ids), leave_homes))
    return say.DONE if made.shortlist.ranked else say.NOT_ALL


def against(
    station: Station, case: UUID, home: UUID, value: dict[str, Any], *, as_json: bool
) -> int:
    """Everything that speaks against one home, for staff and, apart, for the person."""
    from hearth.queries.matching.why_not import explain

    with only_our_words():
        found = explain(case=case, home=home, by=station.duty, now=now())
    value |= {
        "why_not": [_reason(reason) for reason in found.decision.against],
        "for_staff": list(found.staff),
        "for_the_person": list(found.person),
        "points_behind": found.behind,
        "in_the_plan": found.plan,
    }
    say.answer(value, as_json=as_json, lines=_against_told(found))
    return say.DONE


def _against_told(found: "WhyNot") -> Iterable[str]:
    if found.decision.allowed:
        yield "Nothing speaks against this home."
        yield f"It is {found.behind:,} points behind the best; {found.plan}."
        return
    codes = dict.fromkeys(reason.code for reason in found.decision.against)
    yield f"Against this home, for staff ({', '.join(codes)}):"
    yield from (f"  {line}" for line in found.staff)
    yield "What the person may be told:"
    yield from (f"  {line}" for line in found.person)


def opening(station: Station, case: UUID, more: int, *, as_json: bool) -> int:
    """The smallest single changes that open at least so many more homes to a party."""
    from hearth.queries.matching.changes import opening as changes_for

    found = changes_for(case=case, more=more, by=station.duty, now=now())
    value = {
        "case": str(case),
        "more": more,
        "changes": [
            {
                "whose": one.whose,
                "kind": one.kind,
                "change": one.words,
                "size": one.size if one.unit else None,
                "unit": one.unit or None,
                "opens": [str(home) for home in one.opens],
                "closes": one.closes,
            }
            for one in found
        ],
    }
    say.answer(value, as_json=as_json, lines=_opening_told(found, more))
    return say.DONE if any(len(one.opens) >= more for one in found) else say.NOT_ALL


def _opening_told(found: Sequence["Change"], more: int) -> Iterable[str]:
    enough = [one for one in found if len(one.opens) >= more]
    fewer = [one for one in found if len(one.opens) < more]
    if enough:
        yield f"Single changes that open {more:,} homes more, each as small as it can be:"
        yield from map(_change_line, enough)
    else:
        yield f"No single change opens {more:,} homes more."
    if fewer:
        yield "These open fewer:"
        yield from map(_change_line, fewer)
    yield ""
    yield "A change is the person's or the host's to make; of a rule, the service's, within the"
    yield "bounds that its programme names. What protects is never offered for one."


def _change_line(one: "Change") -> str:
    closes = f" (and {one.closes:,} that fit now no longer would)" if one.closes else ""
    return f"{len(one.opens):>9,}  {one.words}{closes}"


def _id(text: str, what: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidValue(f"that is no id of a {what}; copy it from a list") from None


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code,
        "margin": str(reason.margin) if reason.margin else None,
        "told_to": sorted(reason.told_to),
    }


def _list_value(case: UUID, made: "Made", judged: Sequence[Judged]) -> dict[str, Any]:
    return {
        "case": str(case),
        "programme": made.shortlist.programme,
        "on": made.shortlist.on.isoformat(),
        "homes": [
            {"home": str(one.home), "points": one.points, "because": list(one.because)}
            for one in made.shortlist.ranked
        ],
        "leaves_homes": made.weighed,
        "judged": len(judged),
        "against": dict(_counts(judged)),
        "openings": [
            {"change": one.change, "code": one.code, "homes": len(one.homes)}
            for one in openings(judged)
        ],
    }


def _counts(judged: Sequence[Judged]) -> list[tuple[str, int]]:
    codes = Counter(reason.code for one in judged for reason in one.decision.against)
    return codes.most_common()


def _list_told(
    made: "Made", judged: Sequence[Judged], waiting: int, leave_homes: bool
) -> Iterable[str]:
    ranked = made.shortlist.ranked
    fitting = sum(one.decision.allowed for one in judged)
    yield (
        f"The {min(len(ranked), SHOWN)} best of {fitting:,} homes that fit, of "
        f"{len(judged):,} in the register, under "
        f"{made.shortlist.programme}; {waiting:,} wait"
    )
    if made.weighed:
        yield "In the order that leaves homes for those who wait and can live nowhere else."
    elif leave_homes:
        yield "Best first: the most urgent take the best home, whatever it costs others."
    yield ""
    for one in ranked[:SHOWN]:
        yield f"{one.points:>9,}  {one.home}  {'; '.join(one.because)}"
    yield ""
    yield "Why the others are not here (homes that each reason speaks against):"
    yield from (f"{count:>9,}  {code}" for code, count in _counts(judged)[:SHOWN])
    opening_more = openings(judged)
    if opening_more:
        yield ""
        yield "Single changes that would open more:"
        yield from (
            f"{len(one.homes):>9,}  {one.change} ({one.code})" for one in opening_more[:SHOWN]
        )

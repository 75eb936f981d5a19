"""The vetting record of a pretend host: mostly complete, now and then not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hearth.core.host import Evidence, Exemption, Host, Outcome, subjects
from hearth.core.ids import PersonId
from hearth.core.programme import Programme, Requirement
from hearth.core.units import Period
from hearth.sim.chance import Chance

RECORDS = {"complete": 0.89, "lapsed": 0.05, "missing": 0.03, "failed": 0.01, "exempt": 0.02}
LAPSED_DAYS = 20  # how long ago a lapsed step stopped counting
UNENDING_DAYS = 900  # how old the evidence of a step that never lapses may be
SHARE_OF_VALIDITY = 0.8  # how much of its time good evidence has used up at most
DAYS_PER_MONTH = 30
WAIVED_DAYS = 60  # where the programme sets no longest time

Step = tuple[Requirement, PersonId | None]


def steps(host: Host, programme: Programme, on: date) -> tuple[Step, ...]:
    """Everything the programme asks of this host on a day, and of whom."""
    return tuple(
        (requirement, subject)
        for requirement in programme.requirements
        for subject in subjects(host, requirement, on)
    )


def passed(step: Step, on: date, chance: Chance) -> Evidence:
    """A step done some time ago, which counts for a while yet."""
    requirement, subject = step
    months = requirement.valid_months
    oldest = UNENDING_DAYS if months is None else int(months * DAYS_PER_MONTH * SHARE_OF_VALIDITY)
    return Evidence(
        requirement=requirement.id, on=chance.day(on, -max(2, oldest), -1), subject=subject
    )


def lapsed(step: Step, on: date) -> Evidence:
    """A step that was done, and counts no longer."""
    requirement, subject = step
    until = on - timedelta(days=LAPSED_DAYS)
    done = until - timedelta(days=2 * DAYS_PER_MONTH)
    return Evidence(requirement=requirement.id, on=done, subject=subject, until=until)


def fully_vetted(host: Host, programme: Programme, on: date, chance: Chance) -> Host:
    """The host with every step done and valid."""
    asked = steps(host, programme, on)
    return replace(host, evidence=tuple(passed(step, on, chance) for step in asked))


def vetting_lapsed(host: Host, programme: Programme, on: date, chance: Chance) -> Host:
    """The host with every step done, one of which has lapsed."""
    first, *others = steps(host, programme, on)
    done = (passed(step, on, chance) for step in others)
    return replace(host, evidence=(lapsed(first, on), *done))


def somehow_vetted(host: Host, programme: Programme, on: date, chance: Chance) -> Host:
    """The host with a record as RECORDS shares them out; at most one step is not in order."""
    asked = steps(host, programme, on)
    record = chance.weighted(RECORDS)
    bad = _bad(record, asked, chance)
    evidence = [passed(step, on, chance) for step in asked if step != bad]
    if bad is None or record == "missing":
        return replace(host, evidence=tuple(evidence))
    if record == "exempt":
        return replace(host, evidence=tuple(evidence), exemptions=(_exempt(bad, on, chance),))
    if record == "lapsed":
        return replace(host, evidence=(*evidence, lapsed(bad, on)))
    failed = replace(passed(bad, on, chance), outcome=Outcome.FAILED)
    return replace(host, evidence=(*evidence, failed))


def _bad(record: str, asked: Sequence[Step], chance: Chance) -> Step | None:
    """The step that is not in order. Only what the programme lets somebody waive is exempt."""
    waivable = [step for step in asked if step[0].waivable_by is not None]
    pool = waivable if record == "exempt" else asked
    return chance.one_of(pool) if pool and record != "complete" else None


def _exempt(step: Step, on: date, chance: Chance) -> Exemption:
    requirement, subject = step
    days = requirement.waiver_days_max or WAIVED_DAYS
    return Exemption(
        requirement=requirement.id,
        period=Period.of_days(chance.day(on, -days // 4, 0), days),
        approved_by=str(requirement.waivable_by),
        reason="booked; no earlier day was free",
        subject=subject,
    )

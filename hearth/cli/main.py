# size: one function for each command, and nothing else
"""`hearth COMMAND`: from the words typed to one function, and from an error to one sentence."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from hearth.cli import say
from hearth.core.errors import HearthError

STOPPED = 130

app = typer.Typer(
    name="hearth",
    help="Finds a safe home, with a host they trust, for somebody who cannot safely go home.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
import_app = typer.Typer(help="Take in other services' files.", no_args_is_help=True)
export_app = typer.Typer(help="Hand out what may be shared.", no_args_is_help=True)
programme_app = typer.Typer(help="A service's words and rules, as data.", no_args_is_help=True)
audit_app = typer.Typer(
    help="What was done, and whether the record still stands.", no_args_is_help=True
)
staff_app = typer.Typer(help="Who works here, and how they come in.", no_args_is_help=True)
office_app = typer.Typer(help="The offices of one service.", no_args_is_help=True)
app.add_typer(staff_app, name="staff")
app.add_typer(office_app, name="office")
app.add_typer(import_app, name="import")
app.add_typer(export_app, name="export")
app.add_typer(programme_app, name="programme")
app.add_typer(audit_app, name="audit")

Json = Annotated[bool, typer.Option("--json", help="Answer as JSON on stdout.")]
Programme = Annotated[str, typer.Option(help="The programme whose rules hold.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="0 takes any that is free.")]
Browser = Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser.")]
Seed = Annotated[int, typer.Option(help="The same seed invents the same people.")]


@app.command()
def demo(
    homes: Annotated[int, typer.Option(min=0)] = 200,
    parties: Annotated[int, typer.Option(min=0)] = 60,
    seed: Seed = 1,
    programme: Programme = "healers-office",
    port: Port = 8000,
    browser: Browser = True,
) -> int:
    """An invented town in the middle of its work, in the browser: enter as anybody in it."""
    from hearth.cli import demo as command

    asked = command.Asked(homes, parties, seed, programme)
    return command.run(asked, port, browser=browser)


@app.command()
def serve(
    port: Port = 8000,
    browser: Browser = False,
    listen: Annotated[str, typer.Option(help="Behind a server that encrypts: its side.")] = (
        "127.0.0.1"
    ),
    metrics: Annotated[
        int, typer.Option(min=0, max=65535, help="A port for a watching program; 0 is none.")
    ] = 0,
) -> int:
    """Open the pages of this service until told to stop; without --listen, on this machine."""
    from hearth.cli import serve as command

    return command.run(command.Asked(port, listen, metrics, browser))


@app.command()
def walk(programme: Programme = "healers-office", seed: Seed = 1, as_json: Json = False) -> int:
    """Tell one invented case through all ten stages, and what each person in it sees."""
    from hearth.cli import walk as command

    return command.run(programme, as_json=as_json, seed=seed)


@app.command()
def init(
    sheets: Annotated[
        Path, typer.Option(help="A folder, outside the service's own, for the recovery sheets.")
    ],
    holders: Annotated[int, typer.Option(help="Who can recover, any two together.")] = 3,
    as_json: Json = False,
) -> int:
    """Put a service into use: passphrase, recovery holders, and a drill that proves them."""
    from hearth.cli import init as command

    return command.run(sheets, holders, as_json=as_json)


@app.command()
def recover(
    first: Annotated[Path, typer.Argument(help="One holder's recovery sheet.")],
    second: Annotated[Path, typer.Argument(help="Another holder's.")],
    as_json: Json = False,
) -> int:
    """Two holders open a service whose key files or passphrase are lost."""
    from hearth.cli import init as command

    return command.recover((first, second), as_json=as_json)


@app.command()
def town(
    homes: Annotated[int, typer.Option(min=0)] = 200,
    parties: Annotated[int, typer.Option(min=0)] = 0,
    seed: Seed = 1,
    programme: Programme = "blank",
    as_json: Json = False,
) -> int:
    """Enter an invented town's homes, and parties if asked. Refused once a service is in use."""
    from hearth.cli import town as command

    return command.run(homes, parties, seed, programme, as_json=as_json)


@import_app.command("hmis")
def import_hmis(
    path: Annotated[Path, typer.Argument(help="An HMIS CSV export: a zip or a folder.")],
    programme: Programme = "blank",
    report: Annotated[
        Path | None, typer.Option(help="Write every finding to this file (CSV).")
    ] = None,
    as_json: Json = False,
) -> int:
    """Take in an HMIS CSV export (HUD, FY2024 or FY2026), every row accounted for."""
    from hearth.cli import exchange

    return exchange.import_hmis(path, programme, report, as_json=as_json)


@import_app.command("hosts")
def import_hosts(
    path: Annotated[Path, typer.Argument(help="A register of hosts: CSV, XLSX, XLS or ODS.")],
    programme: Programme = "blank",
    mapping: Annotated[
        Path | None, typer.Option("--map", help='A TOML file: "their heading" = "our field".')
    ] = None,
    register: Annotated[str, typer.Option(help="Whose register it is.")] = "hosts",
    marked: Annotated[
        Path | None, typer.Option(help="Write the rows that failed here, each with its problem.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Take in a register of hosts; rows with anything wrong are refused whole and marked."""
    from hearth.cli import exchange

    return exchange.import_hosts(path, programme, mapping, register, marked, as_json=as_json)


@export_app.command("hmis")
def export_hmis(
    path: Annotated[Path, typer.Argument(help="The zip to write.")],
    source: Annotated[
        str | None, typer.Option(help="Which source, where there are several.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Write an HMIS CSV export (FY2026) without anybody whom a victim service knows."""
    from hearth.cli import exchange

    return exchange.export_hmis(path, source, as_json=as_json)


@app.command()
def shortlist(
    case: Annotated[
        str | None, typer.Argument(help="The case; without it, whoever has waited longest.")
    ] = None,
    why_not: Annotated[str | None, typer.Option(help="A home: every rule it fails.")] = None,
    leave_homes: Annotated[
        bool,
        typer.Option("--leave-homes", help="Leave homes for those who can live nowhere else."),
    ] = False,
    more: Annotated[
        int | None,
        typer.Option("--open", min=1, help="The smallest single changes that open so many more."),
    ] = None,
    as_json: Json = False,
) -> int:
    """The homes one party may be offered, why these, why not others, what would open more."""
    from hearth.cli import matching

    return matching.shortlist(case, why_not, leave_homes=leave_homes, more=more, as_json=as_json)


@app.command()
def match(
    *,
    proof: Annotated[Path | None, typer.Option(help="Write the proof of the plan here.")] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 3 when anybody is left without a home.")
    ] = False,
    by_region: Annotated[
        bool,
        typer.Option("--by-region", help="The same plan, its regions solved side by side (Dask)."),
    ] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes to start on this machine for it; 2.")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(help="A standing Dask cluster instead: tls://host:port.")
    ] = None,
    certificates: Annotated[
        Path | None,
        typer.Option(help="A folder: authority.pem, certificate.pem, key.pem of that cluster."),
    ] = None,
    as_json: Json = False,
) -> int:
    """The best plan for everyone who waits, with its proof, and the reasons of who is left."""
    from hearth.cli import matching

    regions = None
    if by_region:
        regions = matching.ByRegion(workers or 2, cluster, certificates)
    elif (workers, cluster, certificates) != (None, None, None):
        raise typer.BadParameter("--workers, --cluster and --certificates need --by-region")
    return matching.match(proof, strict=strict, as_json=as_json, regions=regions)


@app.command()
def recruit(
    homes: Annotated[int, typer.Option(min=1, help="How many descriptions at most.")] = 10,
    as_json: Json = False,
) -> int:
    """Which homes to look for next, and how many more each would place, solved again."""
    from hearth.cli import recruit as command

    return command.run(homes, as_json=as_json)


@app.command()
def stable(
    residents: Annotated[Path, typer.Argument(help="name, rank, then places, best first (CSV).")],
    places: Annotated[Path, typer.Argument(help="code, capacity, supervisor (CSV).")],
    workers: Annotated[Path, typer.Argument(help="name, capacity (CSV).")],
    for_workers: Annotated[
        bool, typer.Option("--for-workers", help="Best for workers, not for residents.")
    ] = False,
    as_json: Json = False,
) -> int:
    """A stable allocation where both sides rank, from three tables; it enters nobody here."""
    from hearth.cli import stable as command

    return command.run(residents, places, workers, for_workers=for_workers, as_json=as_json)


@app.command()
def proof(
    path: Annotated[Path, typer.Argument(help="A proof that `hearth match --proof` wrote.")],
    as_json: Json = False,
) -> int:
    """Check a plan's proof again, anywhere, without the solver and without the service."""
    from hearth.cli import matching

    return matching.proof(path, as_json=as_json)


@programme_app.command("list")
def programme_list(as_json: Json = False) -> int:
    """The programmes that ship with Hearth, and since when each version holds."""
    from hearth.cli import programme

    return programme.list_all(as_json=as_json)


@programme_app.command("check")
def programme_check(path: Path, as_json: Json = False) -> int:
    """Check a programme's file; each problem with its file, line and key."""
    from hearth.cli import programme

    return programme.check(path, as_json=as_json)


@programme_app.command("diff")
def programme_diff(old: str, new: str, as_json: Json = False) -> int:
    """What a new version changes: what falls due when, who gains and who loses, which stays."""
    from hearth.cli import programme

    return programme.diff(old, new, as_json=as_json)


@staff_app.command("add")
def staff_add(
    role: Annotated[str, typer.Argument(help="caseworker, lead, visitor, manager, ...")],
    name: Annotated[str, typer.Option(help="What they sign in by. No real name is needed.")],
    office: Annotated[str | None, typer.Option(help="Of which office, if not the first.")] = None,
    as_json: Json = False,
) -> int:
    """Let somebody in who works here; tells their first secret once."""
    from hearth.cli import staff

    return staff.add(role, name, office, as_json=as_json)


@office_app.command("add")
def office_add(name: str, as_json: Json = False) -> int:
    """Another office with cases of its own; begun again, it goes on where it stopped."""
    from hearth.cli import staff

    return staff.found_office(name, as_json=as_json)


@office_app.command("list")
def office_list(as_json: Json = False) -> int:
    """Every office, with how many caseworkers and cases it has."""
    from hearth.cli import staff

    return staff.offices(as_json=as_json)


@office_app.command("rename")
def office_rename(old: str, new: str, as_json: Json = False) -> int:
    """Another name for an office: the first is called "First office" until you do."""
    from hearth.cli import staff

    return staff.rename_office(old, new, as_json=as_json)


@staff_app.command("leave")
def staff_leave(
    name: Annotated[str, typer.Argument(help="What they sign in by.")], as_json: Json = False
) -> int:
    """Somebody leaves: signed out at once, and the circles they were in get new keys."""
    from hearth.cli import staff

    return staff.leave(name, as_json=as_json)


@staff_app.command("token")
def staff_token(
    *,
    days: Annotated[int, typer.Option(min=1, max=30, help="For how many days.")] = 7,
    acts: Annotated[bool, typer.Option("--acts", help="It may act, and not only read.")] = False,
    end: Annotated[bool, typer.Option("--end", help="End all of this machine's instead.")] = False,
    as_json: Json = False,
) -> int:
    """A token for a program of this machine, as its caseworker on duty; told once."""
    from hearth.cli import token

    return token.run(days, acts=acts, end=end, as_json=as_json)


@staff_app.command("rewrap")
def staff_rewrap(as_json: Json = False) -> int:
    """Go on with moving what a circle can open to its new key, after somebody has left."""
    from hearth.cli import staff

    return staff.rewrap(as_json=as_json)


@audit_app.command("verify")
def audit_verify(
    checkpoint: Annotated[
        Path | None,
        typer.Option(help="A checkpoint somebody outside has kept, or many in one file."),
    ] = None,
    public_key: Annotated[
        str | None, typer.Option(help="The public key they noted with it; else the folder's own.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Whether the log and everything it binds are still what was written."""
    from hearth.cli import audit

    return audit.verify(checkpoint, public_key, as_json=as_json)


@audit_app.command("checkpoint")
def audit_checkpoint(
    out: Annotated[Path | None, typer.Option(help="Write it here instead of stdout.")] = None,
    as_json: Json = False,
) -> int:
    """Sign how the log stands now: give this to somebody outside, to hold us to it."""
    from hearth.cli import audit

    return audit.checkpoint(out, as_json=as_json)


@audit_app.command("witness")
def audit_witness(as_json: Json = False) -> int:
    """Give a checkpoint to the witness that HEARTH_WITNESS_FILE or _COMMAND names."""
    from hearth.cli import audit

    return audit.tell_witness(as_json=as_json)


@app.command()
def backup(
    path: Annotated[Path, typer.Argument(help="The file to write; FILE.keys lies beside it.")],
    new_key: Annotated[
        Path | None, typer.Option(help="First make a new key, and write it here: keep it away.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option(help="Prove FILE, which is there, with the key it is sealed to.")
    ] = None,
    drill: Annotated[bool, typer.Option("--drill", help="Prove the new copy at once.")] = False,
    as_json: Json = False,
) -> int:
    """Copy everything, sealed, while people work; or prove that a copy can be restored."""
    from hearth.cli import backup as command

    return command.run(path, new_key, key, drill=drill, as_json=as_json)


@app.command()
def restore(
    path: Annotated[Path, typer.Argument(help="The file that `hearth backup` wrote.")],
    key: Annotated[Path, typer.Option(help="The key it is sealed to; - reads it from stdin.")],
    shredded: Annotated[
        Path | None, typer.Option(help="What was shredded since: FILE.shredded of a newer copy.")
    ] = None,
    newest: Annotated[
        bool, typer.Option("--newest", help="There is no newer copy, and so no such list.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Put a copy back into an empty folder and an empty database; never over a living service."""
    from hearth.cli import backup as command

    return command.restore(path, key, shredded, newest=newest, as_json=as_json)


@app.command()
def rounds(
    week: Annotated[
        str | None, typer.Option(help="The first day, like 2026-03-23; else next Monday.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=14, help="How many days.")] = 5,
    verify: Annotated[
        bool,
        typer.Option(
            "--verify", help="Make the draw of a past week again; all draws, without a week."
        ),
    ] = False,
    as_json: Json = False,
) -> int:
    """Plan the visits of a week: who goes where and when, and what is left out and why."""
    from hearth.cli import rounds as command

    return command.run(week, days, verify=verify, as_json=as_json)


@app.command()
def retention(
    days: Annotated[int, typer.Option(min=0, help="How many days to look ahead.")] = 90,
    as_json: Json = False,
) -> int:
    """What is kept of closed cases, until when and by which rule; what falls due to be erased."""
    from hearth.cli import retention as command

    return command.run(days, as_json=as_json)


@app.command()
def daily(
    *,
    date_is_right: Annotated[
        bool,
        typer.Option("--date-is-right", help="You have looked at the date after a jump or a rest."),
    ] = False,
    as_json: Json = False,
) -> int:
    """What time does by itself: releases end, checks go overdue, messages leave, old facts go."""
    from hearth.cli import daily as command

    return command.run(date_is_right=date_is_right, as_json=as_json)


@app.command()
def due(as_json: Json = False) -> int:
    """What is overdue, due and paused, each with the rule and version that says so."""
    from hearth.cli import due as command

    return command.run(as_json=as_json)


@app.command()
def figures(
    work_out: Annotated[
        bool, typer.Option("--work-out", help="Work them out first, why stays end with them.")
    ] = False,
    as_json: Json = False,
) -> int:
    """What the manager may see of what became of it: no name, no case, no small number."""
    from hearth.cli import figures as command

    return command.run(as_json=as_json, work_out=work_out)


@app.command()
def doctor(as_json: Json = False) -> int:
    """What is wrong with this installation, and what would mend it."""
    from hearth.cli import doctor as command

    return command.run(as_json=as_json)


def main() -> int:
    """Run one command. A refusal is one sentence on stderr and a status that is not 0."""
    try:
        status = app(standalone_mode=False, prog_name=say.PROGRAM)
    except HearthError as error:
        return _refused(str(error))
    except typer.TyperException as error:
        is_value = isinstance(error, typer.BadParameter)
        return _misused(error.format_message() if is_value else str(error))
    except (typer.Abort, KeyboardInterrupt):
        status = STOPPED
    except BrokenPipeError:
        sys.stderr.close()  # whoever read us has gone; there is nobody to tell
        return say.FAILED
    if status == STOPPED:  # typer makes this number of an interruption
        return _refused("Stopped. Nothing is half done.", status=STOPPED)
    return status if isinstance(status, int) else say.DONE


def _misused(told: str) -> int:
    """Say what is wrong with the words typed; whoever typed too few gets the help."""
    if "\n" in told:
        print(told, file=sys.stderr)
        return say.USAGE
    return _refused(f"{told.rstrip('.')}; `hearth --help` says what there is.", status=say.USAGE)


def _refused(sentence: str, status: int = say.FAILED) -> int:
    print(f"hearth: {sentence}", file=sys.stderr)
    return status

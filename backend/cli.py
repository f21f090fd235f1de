"""The ``cwt`` command (命令行): every subcommand in one table, each a thin call into the layer that owns the work.

Imports happen inside the commands so that ``cwt validate`` does not wait for the whole platform to load.
"""

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from backend.kit.errors import Fault, VendorTrouble
from backend.settings import settings_from

Command = Callable[[argparse.Namespace], int]

APPRAISE_EPILOG = """\
methods (N service life, n used, P new price, r residual rate; DOMAIN §3.2):
  straight_line                 ① B = P·(N−n)/N by months, never below r·P
  straight_line_with_residual   ② B = P·r + P·(1−r)·(N−n)/N by months (default)
  yearly                        ③ as ② with whole years
  yearly_without_residual       ③ as ① with whole years
months:
  floor         full months, the day counted; yearly methods drop a started year (default)
  ceil          a started month counts; yearly methods count a started year
  calendar      difference of year and month, the day ignored
  nearest_year  whole years, six months and more count as one
  started_year  whole years, each started year counts

DOMAIN's column "full-years ②" is --method yearly; "years-ceil ①" is --method yearly_without_residual --months ceil.
"""


def _print_json(answer: Any) -> int:
    print(json.dumps(answer, ensure_ascii=False, indent=2))
    return 0


def validate(options: argparse.Namespace) -> int:
    """Judge one identity, vehicle or phone number and print what it tells."""
    from backend.kit.clock import today
    from backend.rules.validation import UnknownKind
    from backend.rules.validation import validate as judge

    try:
        return _print_json(judge(options.kind, options.value, today()))
    except UnknownKind as error:
        print(error, file=sys.stderr)
        return 2


def words(options: argparse.Namespace) -> int:
    """Print an amount of yuan in RMB capitals."""
    from backend.rules.rmb_words import MalformedAmount, rmb_words

    try:
        print(rmb_words(options.amount))
    except MalformedAmount as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def appraise(options: argparse.Namespace) -> int:
    """Value one car by the years method (年限法) and print the way to the price, step by step."""
    from backend.appraisal.command import Unusable, appraise_from

    try:
        return _print_json(appraise_from(options))
    except Unusable as error:
        print(error, file=sys.stderr)
        return 2


def read(options: argparse.Namespace) -> int:
    """Read one card photograph and print its fields."""
    from backend.gateways.card_reader.command import read_file

    told = read_file(options.image, options.kind)
    _print_json(told)
    return 2 if "error" in told else 0


def photographs(options: argparse.Namespace) -> int:
    """Make card photographs with their truth, for demos, tests and benchmarks."""
    from backend.sandbox.photographs.command import generate

    return generate(options.folder, options.count, options.seed, options.recapture)


def sandbox(options: argparse.Namespace) -> int:
    """Serve the simulators of outside services until stopped."""
    from backend.sandbox.app import serve

    return serve(host=options.host, port=options.port)


def serve(options: argparse.Namespace) -> int:
    """Serve the platform until stopped."""
    from backend.serving import serve_platform

    return serve_platform(settings_from())


def worker(options: argparse.Namespace) -> int:
    """Run jobs apart from the serving process, until stopped."""
    from backend.serving import run_worker

    return run_worker(settings_from())


def demo(options: argparse.Namespace) -> int:
    """Plant demo stations and accounts; with --serve, serve platform and sandbox together."""
    from backend.serving import demo_settings, plant_demo, plant_merchants, serve_with_sandbox

    settings = demo_settings(settings_from())
    plant_demo(settings)
    if options.serve:
        return serve_with_sandbox(settings)
    plant_merchants(settings)
    return 0


def migrate(options: argparse.Namespace) -> int:
    """Bring the database's tables up to date; --make writes migrations for changed models (developers)."""
    from backend.commands.machine import make_migrations, migrate_database

    return make_migrations(settings_from()) if options.make else migrate_database(settings_from())


def audit_verify(options: argparse.Namespace) -> int:
    """Check every link of the audit chain and every stored byte that it vouches for."""
    from backend.commands.machine import verify_audit

    return verify_audit(settings_from())


def archive_verify(options: argparse.Namespace) -> int:
    """Compute everything about archives again (bytes, manifest, signature, chain); name the first thing wrong."""
    from backend.commands.machine import verify_archives

    return verify_archives(settings_from(), options.number)


def keys(options: argparse.Namespace) -> int:
    """The key ring: what lies under which version, rotation, wrapping by a KMS (docs/keys.md)."""
    from backend.commands.keys import run

    return run(options, settings_from())


def vault(options: argparse.Namespace) -> int:
    """Where sealed archives lie: how it stands, the retention lock of OSS, moving there or back (docs/keys.md)."""
    from backend.commands.vault import run

    return run(options, settings_from())


def staff_add_administrator(options: argparse.Namespace) -> int:
    """Add an administrator to a real site; prints the first password and the authenticator's key once."""
    from backend.commands.machine import add_administrator

    return add_administrator(settings_from(), options.account, options.name)


def totp(options: argparse.Namespace) -> int:
    """Print the current one-time code of a demo account (an authenticator app for the tour)."""
    from backend.commands.machine import demo_code

    return demo_code(settings_from(), options.account)


def documents_render(options: argparse.Namespace) -> int:
    """Write a sample of every document, blank and filled in, into a folder."""
    from backend.documents.render.sample import write_samples

    options.sample.mkdir(parents=True, exist_ok=True)
    print(f"{write_samples(options.sample)} 份样张已写入 {options.sample}")
    return 0


def backup(options: argparse.Namespace) -> int:
    """Encrypted, incremental copies of database, objects and vault, made while the platform runs (docs/backup.md)."""
    from backend.commands.machine import back_up

    return back_up(settings_from(), options)


def catalogue_import(options: argparse.Namespace) -> int:
    """Import factory models from a CSV or XLSX file (docs/catalogue.md); stopped half-way, run it again to go on."""
    from backend.commands.machine import import_catalogue

    return import_catalogue(settings_from(), options.file, options.rejected)


def catalogue_search(options: argparse.Namespace) -> int:
    """Find the model that a misread text means, and print candidates, best first, as JSON."""
    from backend.commands.machine import search_catalogue
    from backend.vehicles import Sighting

    sighting = Sighting(options.text, options.vin, options.seats, options.registered)
    return search_catalogue(settings_from(), sighting, options.limit)


def catalogue_generate(options: argparse.Namespace) -> int:
    """Write a realistic synthetic catalogue as CSV, the same for the same seed."""
    from backend.vehicles.generate import write_csv

    if not options.out:
        write_csv(sys.stdout, options.count, options.seed)
        return 0
    try:
        with options.out.open("w", encoding="utf-8", newline="") as file:
            write_csv(file, options.count, options.seed)
    except OSError as no:
        print(f"无法写入 {options.out}（{no.strerror}），请检查 --out 的文件夹和磁盘空间。", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    from backend.commands.faces import add_commands as add_face_commands
    from backend.commands.options import add_person
    from backend.commands.pictures import add_commands as add_picture_commands

    parser = argparse.ArgumentParser(prog="cwt", description="车务通 command line")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, run: Command) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=(run.__doc__ or "").split("\n")[0], description=run.__doc__)
        sub.set_defaults(run=run)
        return sub

    command = add("validate", validate)
    command.add_argument("kind")
    command.add_argument("value")
    command = add("words", words)
    command.add_argument("amount", help="yuan, such as 13000 or 1409.50; a negative one after --")
    _appraise_options(add("appraise", appraise))
    command = add("read", read)
    command.add_argument("image", type=Path)
    command.add_argument(
        "--kind", choices=["id_front", "id_back", "vehicle_licence", "business_licence", "registration_certificate"]
    )
    command = add("photographs", photographs)
    command.add_argument("folder", type=Path)
    command.add_argument("--count", type=int, default=10)
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--recapture", action="store_true", help="clean and forged ones side by side")
    command = add("sandbox", sandbox)
    command.add_argument("--host", default="127.0.0.1")
    command.add_argument("--port", type=int, default=8010)
    add("serve", serve)
    add("worker", worker)
    command = add("demo", demo)
    command.add_argument("--serve", action="store_true", help="then serve platform and sandbox")
    command = add("migrate", migrate)
    command.add_argument("--make", action="store_true", help="write migrations for changed models")
    command = add("totp", totp)
    command.add_argument("account")
    _group(commands, "audit", "the audit chain", verify=audit_verify)
    archive = _group(commands, "archive", "archives of finished transfers", verify=archive_verify)["verify"]
    which = archive.add_mutually_exclusive_group()
    which.add_argument("number", nargs="?", metavar="NUMBER", help="one archive (default: all)")
    which.add_argument("--all", action="store_true", help="every archive, in the order of their closing")
    _keys(commands)
    added = _group(commands, "staff", "people who work at stations", add_administrator=staff_add_administrator)
    added["add_administrator"].add_argument("account")
    added["add_administrator"].add_argument("name")
    _catalogue(commands)
    add_picture_commands(commands)
    add_face_commands(commands)
    add_person(commands)
    render = _group(commands, "documents", "the documents", render=documents_render)["render"]
    render.add_argument("--sample", type=Path, required=True, metavar="DIR")
    _backup(commands)
    return parser


def _keys(commands: Any) -> None:
    from backend.commands.options import KEYS, VAULT, add_options

    ring = _group(commands, "keys", "the key ring (docs/keys.md)", keys, **KEYS)
    add_options(ring | _group(commands, "vault", "where sealed archives lie (docs/keys.md)", vault, **VAULT))


def _backup(commands: Any) -> None:
    acts = _group(
        commands, "backup", "copies of everything, and the way back (docs/backup.md)", backup,
        create="copy what is new, while the platform runs",
        list="which backups there are",
        verify="read backups whole, and name every damaged piece",
        restore="bring a backup back into a new, empty folder",
        prune="let old backups go, never one that another needs",
        month="the association's copy of the archives that were closed in a month",
    )  # fmt: skip
    for name, act in acts.items():
        act.add_argument("place", metavar="DIR", help="where the backups lie: a folder, or oss:prefix")
        if name not in {"create", "month"}:
            act.add_argument("--keyring", type=Path, metavar="FILE", help="default: the one in CWT_FOLDER")
    acts["verify"].add_argument("name", nargs="?", metavar="NAME", help="one backup, or latest (default: all)")
    acts["restore"].add_argument("name", metavar="NAME", help="as cwt backup list shows it, or latest")
    acts["prune"].add_argument("--daily", type=_above_nothing, default=14, metavar="N", help="days kept (default: 14)")
    acts["prune"].add_argument("--monthly", type=_above_nothing, default=24, metavar="N", help="months kept (24)")
    acts["month"].add_argument("month", metavar="YYYY-MM", help="a month that is over")
    acts["restore"].add_argument("--into", type=Path, required=True, metavar="FOLDER", help="a new, empty folder")


def _catalogue(commands: Any) -> None:
    catalogue = _group(
        commands, "catalogue", "the catalogue of factory models",
        **{"import": catalogue_import, "generate": catalogue_generate, "search": catalogue_search},
    )  # fmt: skip
    catalogue["import"].add_argument("file", type=Path, metavar="FILE.csv|.xlsx")
    catalogue["import"].add_argument("--rejected", type=Path, metavar="FILE", help="where rejected rows are listed")
    catalogue["generate"].add_argument("count", type=_above_nothing, metavar="N")
    catalogue["generate"].add_argument("--out", type=Path, metavar="FILE", help="default: standard output")
    catalogue["generate"].add_argument("--seed", type=int, default=1)
    catalogue["search"].add_argument("text", help="brand model as read, such as 东南牌DN7I52HAS")
    catalogue["search"].add_argument("--vin", default="")
    catalogue["search"].add_argument("--seats", type=_above_nothing, metavar="N")
    catalogue["search"].add_argument("--registered", type=date.fromisoformat, metavar="YYYY-MM-DD")
    catalogue["search"].add_argument("--limit", type=_above_nothing, default=5, metavar="N")


def _above_nothing(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 9 and int(text) > 0):
        raise argparse.ArgumentTypeError(f"应为大于 0 的整数，不是 {text!r}")
    return int(text)


def _appraise_options(parser: argparse.ArgumentParser) -> None:
    from backend.rules import table
    from backend.rules.months import MonthCount
    from backend.rules.years_method import Method

    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = APPRAISE_EPILOG
    rules = table("years_method")
    parser.add_argument("--new-price", required=True, metavar="YUAN", help="新车价, such as 128800 or 128800.00")
    parser.add_argument("--registered", required=True, metavar="YYYY-MM-DD", help="初次登记日期")
    parser.add_argument("--on", metavar="YYYY-MM-DD", help="评估基准日 (default: today)")
    parser.add_argument("--vehicle-type", default="K33", help="车辆类型, name or code: 小型轿车 or K33 (default)")
    parser.add_argument("--use", default="A", help="使用性质, name or code: 非营运 or A (default)")
    parser.add_argument("--method", choices=[one.value for one in Method], default=rules["method"])
    parser.add_argument("--months", choices=[one.value for one in MonthCount], default=rules["months"])
    parser.add_argument("--residual-rate", default=rules["residual_rate"], help="残值率 (default: %(default)s)")
    parser.add_argument("--coefficient", default=rules["coefficient"], help="变动系数, six decimals (default: 1)")
    parser.add_argument("--price-step", default=rules["price_step"], help="round to yuan (default: %(default)s)")
    parser.add_argument("--condition-score", metavar="0-100", help="技术鉴定分值: adds replacement cost (重置成本法)")
    parser.add_argument("--age-weight", help="α of replacement cost (default: its table's, 0.6)")
    parser.add_argument("--produced", metavar="YYYY-MM-DD", help="出厂日期: counts when registered 2 years later")
    parser.add_argument("--turned-commercial", metavar="YYYY-MM-DD", help="非营运转为营运的日期 (DOMAIN §3.5)")
    parser.add_argument("--mileage", type=int, metavar="KM", help="行驶里程, judged against the guide mileage")


def _group(
    commands: Any, name: str, about: str, run: Command | None = None, **acts: Command | str
) -> dict[str, argparse.ArgumentParser]:
    """A group of actions: each a function of its own, or all run by ``run`` and each told by a sentence."""
    group = commands.add_parser(name, help=about).add_subparsers(dest="action", required=True, metavar="ACTION")
    made: dict[str, argparse.ArgumentParser] = {}
    for action, act in acts.items():
        said = act if isinstance(act, str) else act.__doc__ or ""
        made[action] = group.add_parser(action.replace("_", "-"), help=said.split("\n")[0], description=said)
        made[action].set_defaults(run=run or act)
    return made


def main(arguments: list[str] | None = None) -> int:
    """Run one subcommand and return its exit status.

    When nobody reads on (``cwt … | head``), it ends as a killed pipe does, without complaint. A fault of the machine
    (no key ring, or another database's) is told in its own words, with status 2, and so is an outside service's.
    """
    options = _parser().parse_args(arguments)
    try:
        result: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is left in the buffer goes nowhere, or Python would complain of it once more on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except Fault as fault:
        print(fault, file=sys.stderr)
        return 2
    except VendorTrouble as trouble:
        advice = "请稍后再试" if trouble.retry else "请检查它的设置"
        print(f"外部服务没有照办（{trouble}），{advice}。", file=sys.stderr)
        return 2
    return result


if __name__ == "__main__":
    sys.exit(main())

"""The ``cwt`` command (命令行): every subcommand in one table, each a thin call into the layer that owns the work.

Imports happen inside the commands so that ``cwt validate`` does not wait for the whole platform to load.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Command = Callable[[argparse.Namespace], int]


def _print_json(answer: Any) -> int:
    print(json.dumps(answer, ensure_ascii=False, indent=2))
    return 0


def validate(options: argparse.Namespace) -> int:
    """Judge one identity, vehicle or phone number and print what it tells."""
    from backend.rules.validation import validate as judge

    return _print_json(judge(options.kind, options.value))


def words(options: argparse.Namespace) -> int:
    """Print an amount of yuan in RMB capitals."""
    from backend.rules.rmb_words import MalformedAmount, rmb_words

    try:
        print(rmb_words(options.amount))
    except MalformedAmount as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def read(options: argparse.Namespace) -> int:
    """Read one card photograph and print its fields."""
    from backend.gateways.card_reader.command import read_file

    return _print_json(read_file(options.image, options.kind))


def photographs(options: argparse.Namespace) -> int:
    """Make card photographs with their truth, for demos, tests and benchmarks."""
    from backend.sandbox.photographs.command import generate

    return generate(options.folder, options.count, options.seed)


def sandbox(options: argparse.Namespace) -> int:
    """Serve the simulators of outside services until stopped."""
    from backend.sandbox.app import serve

    return serve(host=options.host, port=options.port)


def _parser() -> argparse.ArgumentParser:
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
    command = add("read", read)
    command.add_argument("image", type=Path)
    command.add_argument("--kind", choices=["id_front", "id_back", "vehicle_licence", "business_licence"])
    command = add("photographs", photographs)
    command.add_argument("folder", type=Path)
    command.add_argument("--count", type=int, default=10)
    command.add_argument("--seed", type=int, default=1)
    command = add("sandbox", sandbox)
    command.add_argument("--host", default="127.0.0.1")
    command.add_argument("--port", type=int, default=8010)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one subcommand and return its exit status."""
    options = _parser().parse_args(arguments)
    result: int = options.run(options)
    return result


if __name__ == "__main__":
    sys.exit(main())

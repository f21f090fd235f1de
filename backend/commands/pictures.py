"""``cwt inspect`` (照片鉴别): added to the table of commands by the command line."""

import argparse
import json
from pathlib import Path
from typing import Any


def inspect(options: argparse.Namespace) -> int:
    """Tell whether a picture was taken of a screen or a print, is a screenshot, or has a pasted part."""
    from backend.gateways.forgery.command import inspect_file

    told = inspect_file(options.image, options.heat)
    print(json.dumps(told, ensure_ascii=False, indent=2))
    return 2 if "error" in told else 0


def add_commands(commands: Any) -> None:
    """Add the subcommands of this module to an argument parser's."""
    command = commands.add_parser("inspect", help=inspect.__doc__, description=inspect.__doc__)
    command.set_defaults(run=inspect)
    command.add_argument("image", type=Path)
    command.add_argument("--heat", type=Path, metavar="OUT.png", help="also write the picture with every place marked")

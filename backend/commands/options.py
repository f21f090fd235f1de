"""What ``cwt keys``, ``vault`` and ``person`` may be told (命令的选项), apart: naming them loads no platform."""

import argparse
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

# Each action and its sentence in the help.
KEYS: Final = {
    "init": "make the root and the platform's certificate of seals",
    "status": "what lies under which version of the ring",
    "rotate": "add a version and bring everything under it; run again to go on",
    "public": "print the public keys by which strangers check evidence packages",
    "distrust": "say since when signatures under a version prove nothing",
    "wrap": "wrap the ring's file by a key in KMS",
    "unwrap": "take the wrapping off again",
}
VAULT: Final = {
    "status": "how the vault stands",
    "lock": "lock the bucket's retention in OSS, for good",
    "copy": "bring the archives where the settings now say",
}
PERSON: Final = {
    "export": "everything that is held about one person, as a ZIP or folder",
    "erase": "say what may go and what must stay, and with --yes let go of it",
    "count": "of how many persons a face is stored, and when that must be filed",
}


def add_person(commands: Any) -> None:
    """Add ``cwt person``. Whom it is about is no option: it would stay in the shell's history."""
    about = "what is held about one person (docs/person.md)"
    group = commands.add_parser("person", help=about, description=about)
    acts = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    made = {name: acts.add_parser(name, help=said, description=said) for name, said in PERSON.items()}
    for name, act in made.items():
        act.set_defaults(run=_run_person)
        if name != "count":
            act.add_argument("--by", required=True, metavar="ACCOUNT", help="the administrator who does it")
            file = "holds the identity number, phone or account (default: a pipe, or ask)"
            act.add_argument("--from", dest="file", type=Path, metavar="FILE", help=file)
    made["export"].add_argument("--out", type=Path, required=True, metavar="FILE.zip|FOLDER", help="must not exist")
    made["erase"].add_argument("--yes", action="store_true", help="let go of it (default: only say)")


def _run_person(options: argparse.Namespace) -> int:
    from backend.commands.person import run
    from backend.settings import settings_from

    return run(options, settings_from())


def add_options(acts: Mapping[str, argparse.ArgumentParser]) -> None:
    """Give each action its options; the two groups share no action that has any."""
    acts["init"].add_argument("--renew", action="store_true", help="a new root of seals beside the one that is there")
    acts["rotate"].add_argument("--new", action="store_true", help="add a version even if the last one is unfinished")
    acts["rotate"].add_argument("--anew", action="store_true", help="also seal anew what another cipher sealed")
    acts["distrust"].add_argument("version", type=int, metavar="VERSION")
    acts["distrust"].add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="default: now")
    acts["lock"].add_argument("--days", type=int, required=True, metavar="N")
    acts["lock"].add_argument("--confirm", default="", metavar="BUCKET", help="for scripts, in place of typing it")

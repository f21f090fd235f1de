"""``cwt face`` and ``cwt models`` (人脸命令的选项与入口); what they do is in ``backend/gateways/faces``."""

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from backend.settings import settings_from


def add_commands(commands: Any) -> None:
    """Add both to the command line; nothing of the models is loaded by naming them."""
    face: ArgumentParser = commands.add_parser("face", help=run_face.__doc__, description=run_face.__doc__)
    face.add_argument("one", type=Path, metavar="A", help="the card's photograph, or any picture of one person")
    face.add_argument("other", type=Path, metavar="B", help="the selfie")
    face.add_argument("--kind", choices=["id_front", "portrait"], help="what A shows (default: told from it)")
    face.set_defaults(run=run_face)
    about = "packs of face models (docs/faces.md)"
    acts = commands.add_parser("models", help=about, description=about)
    acts = acts.add_subparsers(dest="action", required=True, metavar="ACTION")
    install = acts.add_parser("install", help="install a pack: a folder, an archive, or an https address of one")
    install.add_argument("source", metavar="PATH|URL")
    install.add_argument("--licence", default="", metavar="NOTE", help="under which licence you use it")
    install.add_argument("--name", default="", metavar="NAME", help="default: the pack's own, or the file's")
    install.add_argument("--sha256", default="", metavar="HEX", help="of the archive; must be given with an address")
    install.set_defaults(run=run_install)
    listing = acts.add_parser("list", help="packs that are installed, each verified")
    listing.set_defaults(run=run_list)
    for act in (install, listing):
        act.add_argument("--into", type=Path, metavar="DIR", help="where packs lie (default: models in CWT_FOLDER)")


def run_face(options: Namespace) -> int:
    """Compare the faces of two pictures and print similarity, score, verdict and what was seen."""
    from backend.gateways.faces.command import compare_files

    told = compare_files(options.one, options.other, settings_from(), options.kind)
    return _printed(told, failed="error" in told)


def run_install(options: Namespace) -> int:
    """Install a pack of face models."""
    from backend.gateways.faces.command import install_models

    return _printed(install_models(options, settings_from()))


def run_list(options: Namespace) -> int:
    """List packs of face models; status 1 when one is damaged."""
    from backend.gateways.faces.command import list_models

    told = list_models(options, settings_from())
    _printed(told)
    return int(any("error" in one for one in told))


def _printed(told: Any, *, failed: bool = False) -> int:
    json.dump(told, sys.stdout, ensure_ascii=False, indent=2)
    print()
    return 2 if failed else 0

"""What may be said to ``cwt keys`` and ``cwt vault`` (密钥命令的选项); apart, so that naming them loads no platform."""

import argparse
from collections.abc import Mapping
from datetime import date
from typing import Final

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


def add_options(acts: Mapping[str, argparse.ArgumentParser]) -> None:
    """Give each action its options; the two groups share no action that has any."""
    acts["init"].add_argument("--renew", action="store_true", help="a new root of seals beside the one that is there")
    acts["rotate"].add_argument("--new", action="store_true", help="add a version even if the last one is unfinished")
    acts["rotate"].add_argument("--anew", action="store_true", help="also seal anew what another cipher sealed")
    acts["distrust"].add_argument("version", type=int, metavar="VERSION")
    acts["distrust"].add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="default: now")
    acts["lock"].add_argument("--days", type=int, required=True, metavar="N")
    acts["lock"].add_argument("--confirm", default="", metavar="BUCKET", help="for scripts, in place of typing it")

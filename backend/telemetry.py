"""Logs (日志): sentences with fields on standard error, and never a person.

A last filter masks anything that looks like an identity number or a phone, should one ever slip into a message.
"""

import logging
import re
import sys

PERSONAL = re.compile(r"(?<![0-9A-Za-z])(\d{6})\d{8}(\d{3}[\dXx])(?![0-9A-Za-z])|(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")


class _Masked(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


def masked(text: str) -> str:
    """``text`` with identity numbers and mobile numbers made unreadable."""
    return PERSONAL.sub(lambda found: (found[1] or found[3]) + "********", text)


def configure_logging(level: int = logging.INFO) -> None:
    """One handler for everything; libraries that chatter are quietened."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Masked("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("httpx", "sanic.root", "sanic.server", "sanic.access", "taskiq", "aliyunsdkcore", "RapidOCR"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # What SQL was run may hold what people typed.
    for sql in ("tortoise", "aiosqlite", "aiomysql"):
        logging.getLogger(sql).setLevel(logging.WARNING)

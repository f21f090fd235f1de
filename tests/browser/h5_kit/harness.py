"""部件试验台: serves the H5 kit with sample data under the real CSP, and fakes the uploads on a cuttable line.

Run it by hand: ``python tests/browser/h5_kit/harness.py 8120`` and open the printed address at 390 px.
"""

import hashlib
import io
import json
import mimetypes
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

ROOT = Path(__file__).resolve().parents[3]
PAGES = Path(__file__).with_name("pages")
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
CSRF = "token-of-the-harness"
CHUNK = 8192  # bytes: small, so that a test picture needs many chunks

Answer = tuple[int, Any]


class LineCut(Exception):
    """The connection breaks: the browser gets no answer."""


@dataclass
class Harness:
    """What the fake server holds, and its switches. Counters of cuts go down to zero as they are used."""

    uploads: dict[str, dict[str, Any]] = field(default_factory=dict)
    answered: dict[str, Answer] = field(default_factory=dict)
    seen: list[dict[str, Any]] = field(default_factory=list)
    readings: list[dict[str, Any]] = field(default_factory=list)
    down: bool = False
    cut_after_chunks: int = -1
    lose_answers: int = 0
    wrong_offset_once: bool = False
    chunk_delay: float = 0.0
    refuse_with: dict[str, Any] | None = None
    url: str = ""

    def reset(self) -> None:
        """Back to an empty, healthy server."""
        self.__dict__.update({k: v for k, v in Harness().__dict__.items() if k != "url"})

    def start_upload(self, body: dict[str, Any]) -> Answer:
        name = f"u{len(self.uploads) + 1}"
        self.uploads[name] = {**body, "data": b"", "finished": 0}
        return 201, {"upload": name, "offset": 0, "chunk": CHUNK}

    def take_chunk(self, name: str, offset: int, chunk: bytes) -> Answer:
        upload = self.uploads.get(name)
        if upload is None:
            return problem(404, "UP-404", "没有这个上传。")
        if self.cut_after_chunks == 0:
            self.cut_after_chunks, self.down = -1, True
            raise LineCut
        self.cut_after_chunks -= self.cut_after_chunks > 0
        expected = len(upload["data"])
        if self.wrong_offset_once and expected:
            self.wrong_offset_once = False
            upload["data"] = upload["data"][: expected // 2]
            expected = len(upload["data"])
        if offset != expected:
            return problem(409, "UP-409", "位置不对。", facts={"offset": expected})
        upload["data"] += chunk
        if self.lose_answers:
            self.lose_answers -= 1
            raise LineCut
        return 200, {"offset": len(upload["data"])}

    def finish(self, name: str) -> Answer:
        upload = self.uploads[name]
        if hashlib.sha256(upload["data"]).hexdigest() != upload["sha256"]:
            return problem(422, "UP-422", "照片没有传完整，请重新拍摄。")
        upload["finished"] += 1
        return 201, {"evidence": f"e-{name}", "kind": upload["kind"]}


def problem(status: int, code: str, detail: str, **extra: Any) -> Answer:
    """A problem+json answer as the real faces give it."""
    return status, {
        "type": "about:blank",
        "title": "请求被拒绝",
        "status": status,
        "detail": detail,
        "code": code,
        **extra,
    }


class Handler(BaseHTTPRequestHandler):
    """Pages, static files and the fake API on one port."""

    harness: Harness
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Silence: tests read ``harness.seen`` instead."""

    def do_GET(self) -> None:
        self.handle_any()

    do_POST = do_PATCH = do_GET

    def handle_any(self) -> None:
        path = urlsplit(self.path).path
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            if path.startswith("/api/"):
                self.answer_api(path, body)
            elif path.startswith("/static/"):
                self.send_file(path)
            elif path == "/qr.svg":
                picture = io.BytesIO()
                segno.make("CWT1:K7QF-9TMW-3HXA-P2").save(picture, kind="svg", border=2)
                self.send(200, "image/svg+xml", picture.getvalue())
            else:
                self.send(200, "text/html; charset=utf-8", self.render(path).encode())
        except LineCut:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    def answer_api(self, path: str, body: bytes) -> None:
        harness = self.harness
        if harness.down:
            raise LineCut
        key = self.headers.get("Idempotency-Key") or ""
        is_json = (self.headers.get("Content-Type") or "").startswith("application/json")
        parsed = json.loads(body) if is_json and body else None
        harness.seen.append({"method": self.command, "path": path, "key": key, "json": parsed, "bytes": len(body)})
        if self.command != "GET" and self.headers.get("X-CSRF-Token") != CSRF:
            answer = problem(403, "CSRF", "页面已过期，请刷新。")
        elif key in harness.answered:
            answer = harness.answered[key]
        else:
            answer = self.route(path, body, parsed)
            if self.command == "POST" and answer[0] < 400:
                harness.answered[key] = answer
        if path.endswith("/finish") and harness.lose_answers:
            harness.lose_answers -= 1
            raise LineCut
        kind = "application/json" if answer[0] < 400 else "application/problem+json"
        self.send(answer[0], kind, json.dumps(answer[1], ensure_ascii=False).encode())

    def route(self, path: str, body: bytes, parsed: Any) -> Answer:
        harness = self.harness
        parts = path.removeprefix("/api/v1/").split("/")
        if harness.refuse_with and self.command == "POST":
            return problem(**harness.refuse_with)
        if parts[0] == "collections" and parts[-1] == "uploads":
            return harness.start_upload(parsed)
        if parts[0] == "uploads" and self.command == "PATCH":
            threading.Event().wait(harness.chunk_delay)
            return harness.take_chunk(parts[1], int(self.headers["Upload-Offset"]), body)
        if parts[0] == "uploads" and parts[-1] == "finish":
            return harness.finish(parts[1])
        if parts[0] == "uploads":
            upload = harness.uploads.get(parts[1])
            return (200, {"offset": len(upload["data"])}) if upload else problem(404, "UP-404", "没有这个上传。")
        if parts[-1] == "reading":
            return 200, harness.readings.pop(0) if len(harness.readings) > 1 else harness.readings[0]
        if parts[-1] == "sms":
            return 200, {"retry_after": 30}
        return 200, {"kept": True}

    def send_file(self, path: str) -> None:
        vendor = "/static/vendor/"
        if path.startswith(vendor + "weui/"):
            file = ROOT / "node_modules/weui/dist/style" / path.rsplit("/", 1)[1]
        elif path.startswith(vendor):
            file = ROOT / "node_modules" / path.removeprefix(vendor)
        else:
            file = ROOT / "templates" / path.lstrip("/")
        if not file.is_file():
            return self.send(404, "text/plain", b"")
        return self.send(200, mimetypes.guess_type(file.name)[0] or "application/octet-stream", file.read_bytes())

    def render(self, path: str) -> str:
        name = path.strip("/") or "index"
        page = name if (PAGES / f"{name}.html").is_file() else "index"
        big = "big_type=1" in (self.headers.get("Cookie") or "")
        names = sorted(p.stem for p in PAGES.glob("*.html"))
        return (
            environment()
            .get_template(f"{page}.html")
            .render(csrf_token=CSRF, big_type=big, names=names, page_title="试验台")
        )

    def send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", CSP)
        self.end_headers()
        self.wfile.write(body)


def environment() -> Environment:
    """Templates of the product first; a name they forgot to define is an error, not an empty string."""
    loader = FileSystemLoader([ROOT / "templates", PAGES])
    return Environment(loader=loader, autoescape=select_autoescape(), undefined=Lenient)


class Lenient(StrictUndefined):
    """Undefined context names may be tested with ``if``, as the base layout does; printing one is an error."""

    def __bool__(self) -> bool:  # type: ignore[override]
        return False


@contextmanager
def serving(port: int = 0) -> Iterator[Harness]:
    """Run the harness on ``port`` (0: any free one) while the block lasts."""
    harness = Harness()
    server = ThreadingHTTPServer(("127.0.0.1", port), type("Bound", (Handler,), {"harness": harness}))
    server.daemon_threads = True
    harness.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield harness
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    with serving(int(sys.argv[1]) if len(sys.argv) > 1 else 8120) as running:
        running.readings = [{"status": "done", "fields": {}, "doubts": []}]
        print(running.url)
        threading.Event().wait()

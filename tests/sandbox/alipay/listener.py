"""A merchant's address that hears notifications (商户的通知地址) and answers as it was told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, sleep


class Listener:
    """What came, oldest first; ``answers`` are given in turn, and ``success`` when there are no more."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.bodies: list[str] = []
        self.answers: list[tuple[int, str]] = []

    def wait_for(self, count: int) -> list[str]:
        """The first ``count`` bodies; fails when they do not come."""
        ends = monotonic() + 10
        while len(self.bodies) < count and monotonic() < ends:
            sleep(0.01)
        assert len(self.bodies) >= count, self.bodies
        return self.bodies


@contextmanager
def listening() -> Iterator[Listener]:
    """Listen on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.bodies.append(self.rfile.read(int(self.headers["content-length"])).decode())
            status, text = heard.answers.pop(0) if heard.answers else (200, "success")
            self.send_response(status)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    heard = Listener(f"http://127.0.0.1:{server.server_address[1]}/notify")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield heard
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)

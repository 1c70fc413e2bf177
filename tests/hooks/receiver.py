"""A server of somebody else, on this machine: it keeps what it gets, and answers as it is told."""

import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """`answers` are given one after the other, the last of them for ever; 200 if there is none."""

    def __init__(self, *answers, tls=None):
        self.answers = list(answers)
        self.got = []
        self.over = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
            self.server.handle_error = lambda *_args: None  # who refuses our certificate
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))

    def next_answer(self):
        if not self.answers:
            return {}
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def ids(self):
        return [headers["webhook-id"] for headers, _body in self.got]

    def wait_for(self, count, seconds=20):
        end = time.monotonic() + seconds
        while len(self.got) < count and time.monotonic() < end:
            time.sleep(0.02)
        return len(self.got) >= count


def _handler(receiver):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            receiver.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.answer(**receiver.next_answer())

        def answer(self, status=200, headers=None, body=b"", wait=0, drip=0):
            receiver.over.wait(wait)
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            for at in range(0, len(body), 1 if drip else max(1, len(body))):
                receiver.over.wait(drip)
                self.wfile.write(body[at : at + 1] if drip else body)

        def handle(self):
            # Whoever asked may have left, or been killed, before the answer.
            try:
                super().handle()
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def finish(self):
            try:
                super().finish()
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_args):
            pass

    return Handler


@contextmanager
def running(*answers, tls=None):
    receiver = Receiver(*answers, tls=tls)
    receiver.thread.start()
    try:
        yield receiver
    finally:
        receiver.over.set()
        receiver.server.shutdown()
        receiver.server.server_close()
        receiver.thread.join()

"""One try: what is sent, what is taken from the answer, and where nothing is ever sent."""

import socket
import threading
import time

import pytest

from claims.desk.hooks import sending
from tests.hooks import receiver


def post(url, content=b"{}"):
    return sending.post(url, content=content, headers={"webhook-id": "msg_1"})


def test_message_arrives_as_it_is(server):
    answer = post(f"{server.url}?key=a%20b", b'{"a": "\xc3\xa9"}')
    assert (answer.good, answer.status, answer.error) == (True, 200, "")
    ((headers, body),) = server.got
    assert body == b'{"a": "\xc3\xa9"}'
    assert headers["webhook-id"] == "msg_1"
    assert headers["host"] == server.url.split("/")[2]


def test_redirect_is_not_followed_and_says_so(private):
    with receiver.running() as inner:
        led = {"status": 307, "headers": {"location": inner.url}}
        with receiver.running(led) as outer:
            answer = post(outer.url)
    assert (answer.good, answer.status) == (False, 307)
    assert "redirects are not followed" in answer.error
    assert inner.got == []


def test_answer_is_read_to_4_kilobytes_as_text_that_can_be_stored(server):
    server.answers = [{"status": 500, "body": b"\0<script>\xff\x1b[31m" + b"x" * 10**6}]
    answer = post(server.url)
    assert answer.text.startswith("�<script>��[31mxx")
    assert len(answer.text) <= sending.ANSWER_BYTES


def test_compressed_answer_is_not_unpacked(server):
    server.answers = [{"headers": {"content-encoding": "gzip"}, "body": b"\x1f\x8b not gzip"}]
    assert post(server.url).text.endswith("� not gzip")


@pytest.mark.parametrize("slow", [{"wait": 3}, {"body": b"x" * 100, "drip": 0.2}])
def test_slow_server_is_left_at_the_deadline(server, monkeypatch, slow):
    """Wrong: a timeout for each read lets a server that drips hold the worker for ever."""
    monkeypatch.setattr(sending, "TOTAL_SECONDS", 1.0)
    server.answers = [slow]
    started = time.monotonic()
    answer = post(server.url)
    assert not answer.good or answer.text == ""
    assert "Timeout" in answer.error
    assert 0.9 < time.monotonic() - started < 2.5
    assert 900 < answer.duration_ms < 2500


def test_silent_name_server_is_left_at_the_deadline(private, monkeypatch):
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: over.wait(30) or [])
    monkeypatch.setattr(sending, "TOTAL_SECONDS", 1.0)
    started = time.monotonic()
    answer = post("https://example.org/hook")
    over.set()
    assert "was not found within 1 seconds" in answer.error
    assert 0.9 < time.monotonic() - started < 2.5


def test_nobody_there_is_an_error_and_no_status(private):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        answer = post(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert (answer.status, answer.good) == (None, False)
    assert "ConnectError" in answer.error


def test_nonsense_for_an_answer_is_an_error(private):
    with socket.socket() as odd:
        odd.bind(("127.0.0.1", 0))
        odd.listen()

        def babble():
            peer, _address = odd.accept()
            with peer:
                peer.recv(65536)
                peer.sendall(b"\x00\xff nonsense\r\n\r\n")

        thread = threading.Thread(target=babble)
        thread.start()
        answer = post(f"http://127.0.0.1:{odd.getsockname()[1]}/")
        thread.join()
    assert (answer.status, answer.good) == (None, False)
    assert "RemoteProtocolError" in answer.error


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"])
def test_private_target_is_refused_before_a_connection(server, settings, host):
    settings.WEBHOOK_PRIVATE_TARGETS = False
    port = server.server.server_port
    answer = post(f"https://{host}:{port}/hook")
    assert answer.status is None
    assert "not a public address" in answer.error
    assert server.got == []


def test_name_that_changes_after_the_check_cannot_lead_inside(settings, monkeypatch):
    """Wrong: the check sees a public address, and the connection asks again and gets ours."""
    asked, connected = [], []

    def resolver(host, port, *_args, **_options):
        asked.append(host)
        text = "93.184.216.34" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (text, port))]

    def connect(address, *_args, **_options):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    monkeypatch.setattr(socket, "create_connection", connect)
    assert "ConnectError" in post("https://example.org/hook").error
    assert asked == ["example.org"]
    assert connected == [("93.184.216.34", 443)]
    assert "not a public address" in post("https://example.org/hook").error
    assert len(connected) == 1


def test_proxies_of_the_environment_are_not_used(server, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert post(server.url).good

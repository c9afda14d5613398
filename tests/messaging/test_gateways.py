"""Each way out of the house says truly whether a message left, did not, or may have."""

import http.client
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core import mail

from messaging.gateways.base import Ambiguous, GatewayError, Outgoing
from messaging.gateways.choice import gateways
from messaging.gateways.console import ConsoleGateway
from messaging.gateways.email import EmailGateway
from messaging.gateways.web import WebGateway
from tests.support.provider import DEAF, FAULT, OK, RESET, provider
from tests.support.servers import free_port

TEXT = Outgoing(key="k-1", reference="m-1", to="+13035550117", subject="", body="A short note.")
LETTER = Outgoing(key="k-1", reference="m-1", to="margo@example.org", subject="A note", body="Hi.")


@pytest.fixture
def desk(tmp_path):
    with provider(tmp_path) as (address, book):
        yield WebGateway(address), book


def test_a_text_is_handed_over_with_its_key_and_our_reference(desk):
    gateway, book = desk

    assert gateway.send(TEXT) == "text-k-1"
    assert (book.calls, book.delivered) == (["m-1"], ["m-1"])


def test_the_same_key_twice_is_delivered_once(desk):
    gateway, book = desk

    references = {gateway.send(TEXT) for _turn in range(3)}

    assert references == {"text-k-1"}
    assert (len(book.calls), len(book.delivered)) == (3, 1)


@pytest.mark.parametrize("mode", [RESET, FAULT])
def test_a_line_that_breaks_after_we_spoke_is_ambiguous(desk, mode):
    gateway, book = desk
    book.mode = mode

    with pytest.raises(Ambiguous):
        gateway.send(TEXT)
    book.mode = OK
    gateway.send(TEXT)

    assert (len(book.calls), len(book.delivered)) == (2, 1)


def test_the_provider_for_tests_can_be_deaf_to_keys(desk):
    """Else the tests above could not fail."""
    gateway, book = desk
    book.mode = DEAF

    gateway.send(TEXT)
    gateway.send(TEXT)

    assert len(book.delivered) == 2


def test_a_provider_that_is_not_there_got_nothing():
    with pytest.raises(GatewayError):
        WebGateway(f"http://127.0.0.1:{free_port()}/").send(TEXT)


def test_the_installation_chooses_its_gateway(settings):
    settings.SMS_GATEWAY = "https://texts.example.org/send"
    assert isinstance(gateways()["sms"], WebGateway)

    settings.SMS_GATEWAY = "console:"
    assert isinstance(gateways()["sms"], ConsoleGateway)


def test_a_clinic_without_texts_never_says_that_one_left(settings):
    settings.SMS_GATEWAY = "none:"

    with pytest.raises(GatewayError, match="sends no texts"):
        gateways()["sms"].send(TEXT)


def test_no_other_word_is_taken_for_a_way_out(settings):
    """The settings refuse it at the start; were it to come this far, nothing says Sent."""
    settings.SMS_GATEWAY = "htps://texts.example.org"

    with pytest.raises(GatewayError):
        gateways()["sms"].send(TEXT)


@pytest.mark.parametrize(
    ("before", "proof"),
    [
        ("", None),
        ("token%2F1@", "Bearer token/1"),
        ("us%40er:pass@", "Basic dXNAZXI6cGFzcw=="),
    ],
)
def test_the_provider_is_told_who_asks_and_gets_the_whole_address(monkeypatch, before, proof):
    asked = []

    class Line:
        def __init__(self, *_where, **_how) -> None: ...

        def connect(self) -> None: ...

        def close(self) -> None: ...

        def request(self, _method, url, _body, headers) -> None:
            asked.append((url, headers.get("Authorization")))
            raise ConnectionResetError

    monkeypatch.setattr(http.client, "HTTPSConnection", Line)

    with pytest.raises(Ambiguous):
        WebGateway(f"https://{before}texts.example.org/v1/send?account=7").send(TEXT)

    assert asked == [("/v1/send?account=7", proof)]


class Post(socketserver.StreamRequestHandler):
    """As much of a mail server as a letter needs."""

    fate = "ok"

    def handle(self) -> None:
        self.say("220 post")
        for line in self.rfile:
            word = line[:4].decode().upper().strip()
            if word == "DATA":
                self.say("354 go on")
                for text in self.rfile:
                    if text == b".\r\n":
                        break
                if self.server.fate == "drops the line":
                    return
                self.say("554 no" if self.server.fate == "refuses the letter" else "250 kept")
                self.server.kept += self.server.fate != "refuses the letter"
            elif word == "RCPT" and self.server.fate == "knows nobody":
                self.say("550 unknown")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def post(settings, fate: str) -> Iterator[socketserver.TCPServer]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post) as server:
        server.fate, server.kept, server.daemon_threads = fate, 0, True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.MAILERS = smtp(server.server_address[1])
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def smtp(port: int) -> dict:
    options = {"host": "127.0.0.1", "port": port, "timeout": 5}
    return {
        "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}
    }


def test_a_letter_carries_its_key(settings):
    EmailGateway().send(LETTER)

    (sent,) = mail.outbox
    assert sent.to == ["margo@example.org"]
    assert sent.extra_headers["Idempotency-Key"] == "k-1"
    assert sent.extra_headers["Message-ID"].startswith("<k-1@")


@pytest.mark.parametrize(
    ("fate", "outcome", "kept"),
    [
        ("ok", None, 1),
        ("refuses the letter", GatewayError, 0),
        ("knows nobody", GatewayError, 0),
        ("drops the line", Ambiguous, 0),
    ],
)
def test_what_became_of_a_letter_is_said_truly(settings, fate, outcome, kept):
    with post(settings, fate) as server:
        if outcome is None:
            assert EmailGateway().send(LETTER) == "mail-k-1"
        else:
            with pytest.raises(outcome):
                EmailGateway().send(LETTER)

        assert server.kept == kept


def test_a_mail_server_that_is_not_there_got_nothing(settings):
    settings.MAILERS = smtp(free_port())

    with pytest.raises(GatewayError):
        EmailGateway().send(LETTER)


def test_a_letter_cannot_smuggle_a_header(settings):
    letter = Outgoing(key="k", reference="r", to="a@example.org", subject="A\nBcc: b", body="Hi.")

    with pytest.raises(ValueError, match=r"newline|Header"):
        EmailGateway().send(letter)
    assert mail.outbox == []

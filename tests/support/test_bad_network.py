"""The network between leaves nothing behind, however it is used at its last moment."""

import gc
import socket
import sys
import threading
import time
from contextlib import closing, suppress

import pytest

from tests.support.bad_network import bad_network

CLINICS = 5


@pytest.fixture
def left_behind(monkeypatch) -> list[str]:
    """What the collector found still open."""
    found: list[str] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda what: found.append(str(what.exc_value)))
    return found


def knock(port: int, until: threading.Event) -> None:
    while not until.is_set():
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), timeout=1)):
            pass


def test_nobody_who_knocks_while_it_ends_is_left_with_an_open_socket(left_behind):
    with socket.create_server(("127.0.0.1", 0)) as there:
        for _ in range(CLINICS):
            ended = threading.Event()
            with bad_network(there.getsockname()[1]) as network:
                hands = [threading.Thread(target=knock, args=(network.port, ended)) for _ in "abc"]
                for hand in hands:
                    hand.start()
                time.sleep(0.05)
            ended.set()
            for hand in hands:
                hand.join()
            del network
            gc.collect()

    assert left_behind == []

"""The clinic's pages served from the test's own process, so that its clock can be moved on."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import time_machine
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


class Server(ThreadedWSGIServer):
    daemon_threads = True

    def handle_error(self, *_args: object) -> None:
        """A browser that went away, or was cut off, is no news here."""


@dataclass
class ClinicHere:
    """`clock` moves the time of the clinic and of the test."""

    port: int
    clock: time_machine.Traveller


@contextmanager
def clinic_here(start: datetime) -> Iterator[ClinicHere]:
    """From `start` on time goes by as usual. Needs a database that threads may use."""
    server = Server(("127.0.0.1", 0), Quiet, connections_override={})
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    with time_machine.travel(start, tick=True) as clock:
        try:
            yield ClinicHere(server.server_address[1], clock)
        finally:
            server.shutdown()
            server.server_close()
            thread.join(5)

"""The yardstick of control.py, served beside the clinic on a database of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from psycopg import sql

from kap_clinic import database, scratch
from tests.support.servers import LiveClinic, free_port, start, wait_for


@contextmanager
def served(clinic: LiveClinic) -> Iterator[tuple[str, str]]:
    """Its address, and the cookie of who signed in to it."""
    with _empty_database() as name:
        environment = dict(os.environ)
        owner = settings.DATABASES["owner"]
        place = {key: owner[key] for key in ("USER", "PASSWORD", "HOST", "PORT")} | {"NAME": name}
        environment |= {"CONTROL_DATABASE": json.dumps(place)}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        key = subprocess.run(
            [sys.executable, "-m", "bench.control"],
            env=environment, check=True, stdout=subprocess.PIPE, text=True,
        ).stdout.strip()  # fmt: skip
        port = free_port()
        command = [
            sys.executable, "-m", "gunicorn", "bench.control:application", "--workers", "2",
            "--bind", f"127.0.0.1:{port}",
        ]  # fmt: skip
        web = start("control", command, environment, clinic.folder)
        try:
            wait_for(f"http://127.0.0.1:{port}/up/", clinic)
            yield f"http://127.0.0.1:{port}", key
        finally:
            web.terminate()
            web.wait(10)


@contextmanager
def _empty_database() -> Iterator[str]:
    """Named as a scratch database, so that it is swept up should this process be killed."""
    name = f"{scratch.SCRATCH}{os.getpid()}_yardstick"
    with database.connect("owner", name="postgres") as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield name
        finally:
            server.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

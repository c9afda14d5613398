"""What one server is made of: the compose file is whole, and a backup is one that was restored."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from accounts.models import Clinic
from kap_clinic import scratch
from kap_clinic.servers.programs import find_postgres

ROOT: Path = settings.BASE_DIR
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
READ_BY_SETTINGS = set(
    re.findall(r'env\.\w+\(\s*"([A-Z_0-9]+)"', (ROOT / "kap_clinic/settings/base.py").read_text())
)


@pytest.mark.parametrize("name", ["prepare", "web", "worker", "beat"])
def test_compose_gives_only_what_settings_read(name):
    given = set(COMPOSE["services"][name]["environment"])

    assert given - READ_BY_SETTINGS <= {"REMAP_SIGTERM"}
    assert {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS", "ALLOWED_HOSTS"} <= given


def test_only_the_preparation_knows_the_owner():
    knowing = {
        name
        for name, service in COMPOSE["services"].items()
        if "DATABASE_OWNER_URL" in service.get("environment", {})
    }

    assert knowing == {"prepare", "backup"}


def test_compose_refers_to_nothing_that_is_missing():
    services, volumes, configs = (COMPOSE[part] for part in ("services", "volumes", "configs"))

    for name, service in services.items():
        assert set(service.get("depends_on", {})) <= set(services), name
        assert {v.split(":")[0] for v in service.get("volumes", [])} <= set(volumes), name
        assert {c["source"] for c in service.get("configs", [])} <= set(configs), name


def test_the_example_names_every_variable_of_compose():
    asked = set(re.findall(r"\$\{([A-Z_0-9]+)", (ROOT / "docker-compose.yml").read_text()))
    offered = set(re.findall(r"^([A-Z_0-9]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert asked == offered


def back_up(database: str, folder: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    path = f"{folder}:{find_postgres().folder}:{os.environ['PATH']}"
    facts = {
        "PATH": path,
        "DATABASE_OWNER_URL": scratch.addresses(database)["DATABASE_OWNER_URL"],
        "BACKUP_FOLDER": str(folder / "backups"),
    }
    return subprocess.run(
        ["/bin/sh", ROOT / "scripts" / "backup"],
        env=facts | more,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.whole
def test_a_backup_was_restored_before_it_counts(scratch_db, tmp_path):
    Clinic.objects.create(name="Juniper", short_name="Juniper", timezone="America/Denver")

    done = back_up(scratch_db, tmp_path)

    assert done.returncode == 0, done.stderr
    assert re.search(r"restored 0 patients, \d+ events, \d+ migrations", done.stdout)
    assert len(list((tmp_path / "backups").glob("kap-*.dump"))) == 1


@pytest.mark.whole
def test_what_cannot_be_restored_is_no_backup(scratch_db, tmp_path):
    broken = tmp_path / "pg_restore"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)

    done = back_up(scratch_db, tmp_path)

    assert done.returncode != 0
    assert list((tmp_path / "backups").glob("kap-*.dump")) == []

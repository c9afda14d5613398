#!/usr/bin/env python3
"""Django's commands, with the embedded servers running while one of them works."""

import os
import sys
from argparse import ArgumentParser

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

NEEDS_NO_SERVER = {"help", "version", "--help", "-h", "--version", "collectstatic", "diffsettings"}


def main() -> None:
    given = settings_module(sys.argv[1:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", given)
    if sys.argv[1:] and not NEEDS_NO_SERVER.intersection(sys.argv):
        hold_servers()
    execute_from_command_line(sys.argv)


def settings_module(arguments: list[str]) -> str:
    parser = ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--settings")
    given: str | None = parser.parse_known_args(arguments)[0].settings
    return given or f"kap_clinic.settings.{'local' if arguments[:1] == ['up'] else 'dev'}"


def hold_servers() -> None:
    # The settings have a name only now.
    from kap_clinic.servers import programs, session  # noqa: PLC0415

    try:
        session.hold()
    except (ImproperlyConfigured, programs.ServerUnavailable, PermissionError) as error:
        sys.exit(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main()

"""`python -m kap_clinic.template` makes the migrated template ahead, while something else is checked.

DJANGO_SETTINGS_MODULE names the settings, as for any program that is not manage.py.
"""

import django

from kap_clinic import scratch
from kap_clinic.servers import session


def make() -> None:
    session.hold()
    try:
        scratch.prepare()
    finally:
        session.release()


if __name__ == "__main__":
    django.setup()
    make()

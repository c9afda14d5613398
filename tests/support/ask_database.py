"""python -m tests.support.ask_database SECONDS: a command that uses the embedded servers for a while."""

import os
import sys
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "kap_clinic.settings.dev"

from kap_clinic import database
from kap_clinic.servers import session


def main() -> None:
    session.hold()
    with database.admin() as server:
        row = server.execute("SELECT 1").fetchone()
    sys.stdout.write(f"{row[0] if row else None}\n")
    sys.stdout.flush()
    time.sleep(float(sys.argv[1]))


if __name__ == "__main__":
    main()

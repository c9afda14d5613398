"""python -m kap_clinic.probe healthz|readyz: asks the web process of this container how it is."""

import os
import sys
from http.client import HTTPConnection

OK = 200


def main() -> int:
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    door = HTTPConnection("127.0.0.1", 8000, timeout=4)
    door.request("GET", f"/{sys.argv[1]}", headers={"Host": host})
    answer = door.getresponse()
    sys.stdout.write(answer.read().decode())
    return 0 if answer.status == OK else 1


if __name__ == "__main__":
    sys.exit(main())

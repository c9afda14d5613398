"""Where the embedded servers live, and the keys this installation made for itself.

An ordinary user keeps everything in KAP_HOME. PostgreSQL refuses to run as root, so root keeps the
data in a folder under /var/lib/kap-clinic/, where the servers' own user may go; a file in KAP_HOME
names that folder. The mode of a folder that is not ours is never changed.
"""

import base64
import hashlib
import json
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

SYSTEM_ROOT = Path("/var/lib/kap-clinic")
LONGEST_SOCKET = 100  # bytes; the system's own limit is 103 on macOS and 107 on Linux
POSTGRES_PORT = 5432


@dataclass(frozen=True)
class Home:
    path: Path

    @property
    def as_root(self) -> bool:
        return os.geteuid() == 0

    @property
    def servers(self) -> Path:
        """Holds the servers' data, logs and locks."""
        return SYSTEM_ROOT / self._digest if self.as_root else self.path / "servers"

    @property
    def sockets(self) -> Path:
        """A short folder that only the servers' user (and root) may enter."""
        near = self.servers / "run"
        if len(os.fsencode(near / f".s.PGSQL.{POSTGRES_PORT}.lock")) <= LONGEST_SOCKET:
            return near
        runtime = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
        return Path(runtime) / f"kap-{os.geteuid()}-{self._digest}"

    @property
    def queue_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    def database_url(self, role: str, name: str = "kap_clinic") -> str:
        return f"postgresql://{role}@/{name}?host={self.sockets}"

    def queue_url(self) -> str:
        return f"unix://{self.queue_socket}?db=0"

    @property
    def _digest(self) -> str:
        return hashlib.sha256(os.fsencode(self.path)).hexdigest()[:10]


def own_secrets(home: Path) -> dict[str, str]:
    """SECRET_KEY and FIELD_KEYS of this installation, made once, readable by its owner alone."""
    path = home / "secrets.json"
    try:
        return json.loads(path.read_text())
    except FileNotFoundError:
        home.mkdir(parents=True, exist_ok=True)
    made = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
    }
    draft = home / f".secrets.{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(made, indent=1))
    try:
        os.link(draft, path)  # whoever comes first wins; the others read what is there
    except FileExistsError:
        made = json.loads(path.read_text())
    finally:
        draft.unlink()
    return made

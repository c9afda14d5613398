"""The embedded Valkey (or Redis): keeps what is queued over a restart."""

import signal
import socket
import subprocess

from kap_clinic.servers import child
from kap_clinic.servers.home import Home
from kap_clinic.servers.programs import find_queue_server


class ValkeyServer:
    name = "queue"
    stop_signal = signal.SIGTERM

    def __init__(self, home: Home, *, fast: bool) -> None:
        self.home = home
        self.data = home.servers / "valkey"
        self.log = home.servers / "valkey.log"
        self.program = find_queue_server()
        self.keeps = "no" if fast else "yes"

    def start(self) -> "subprocess.Popen[bytes]":
        child.own_folder(self.home.sockets)
        child.own_folder(self.data)
        options = {
            "port": "0",
            "unixsocket": str(self.home.queue_socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "appendonly": self.keeps,
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        command = [self.program]
        for name, value in options.items():
            command += [f"--{name}", value]
        return child.start(
            command,
            log=self.log,
            as_server=True,
            cwd=str(self.data),
            preexec_fn=child.die_with_parent(signal.SIGTERM),
        )

    def is_ready(self) -> bool:
        with socket.socket(socket.AF_UNIX) as door:
            door.settimeout(1)
            try:
                door.connect(str(self.home.queue_socket))
                door.sendall(b"PING\r\n")
                return door.recv(16).startswith(b"+PONG")
            except OSError:
                return False

"""Sees to the libraries that PDFs need, and with --browser to a Chromium for the journeys.

As root on a system with apt they are installed; else the exact command is printed and the exit code is 1.
"""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.support.chromium import find_chromium

DRAW = "from weasyprint import HTML; import sys; sys.stdout.buffer.write(HTML(string='<p>x').write_pdf(uncompressed_pdf=True))"
FOR_PDFS = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core"]
FOR_JOURNEYS = ["chromium", "fonts-dejavu-core"]


def draws_text() -> bool:
    """Whether a page with one letter comes out, with a font in it."""
    done = subprocess.run([sys.executable, "-c", DRAW], capture_output=True, check=False)
    return done.returncode == 0 and b"/FontDescriptor" in done.stdout


def missing(*, browser: bool) -> list[str]:
    packages = [] if draws_text() else list(FOR_PDFS)
    if browser and find_chromium() is None:
        packages += [name for name in FOR_JOURNEYS if name not in packages]
    return packages


def install(packages: list[str]) -> bool:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    commands = [
        ["apt-get", "-q", "update"],
        ["apt-get", "-qy", "install", "--no-install-recommends", *packages],
    ]
    return all(
        subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL, check=False).returncode == 0
        for command in commands
    )


def advice(packages: list[str]) -> str:
    if platform.system() == "Darwin":
        brew = "brew install pango"
        return f"{brew} && brew install --cask chromium" if "chromium" in packages else brew
    if shutil.which("apt-get"):
        return f"sudo apt-get install {' '.join(packages)}"
    return f"install what your system calls {' '.join(packages)}"


def main() -> int:
    browser = "--browser" in sys.argv
    packages = missing(browser=browser)
    if not packages:
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get") and install(packages):
        packages = missing(browser=browser)
    if not packages:
        return 0
    print(
        f"Missing on this system: {', '.join(packages)}. Run\n\n    {advice(packages)}\n\nand then this again."
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())

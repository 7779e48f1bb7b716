"""What Lambda has besides a bundle: its Python, its client, and the official emulator."""

import functools
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

from bundles.interpreter import find_python
from bundles.recipe import HERE, ROOT, Target, lock_of, read_recipe
from bundles.wheels import fetch

#: Where mount, sh and such are.
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
HOME = ROOT / "build" / "runtime"
#: Mounts of its own: the bundle cannot be written to, and the folder for temporary files has what
#: /tmp has on Lambda.
_MOUNTS = """
mount -t tmpfs -o size=512m tmpfs "$TMPDIR"
mount --bind "$LAMBDA_TASK_ROOT" "$LAMBDA_TASK_ROOT"
mount -o remount,ro,bind "$LAMBDA_TASK_ROOT"
cd "$LAMBDA_TASK_ROOT"
exec "$@"
"""


@dataclass(frozen=True)
class Stage:
    """Where a bundle is tried."""

    python: Path
    emulator: Path
    #: What puts a command behind mounts of its own; nothing where the machine does not let us.
    sandbox: tuple[str, ...]


@functools.cache
def stage() -> Stage:
    """Ready; what comes from PyPI is fetched by its hash, once."""
    HOME.mkdir(parents=True, exist_ok=True)
    target = read_recipe().native
    return Stage(_python(target), _emulator(target), _sandbox())


def unpacked(bundle: Path) -> Path:
    """As Lambda does it."""
    folder = HOME / "task" / bundle.stem
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(folder)
    return folder


def temporary(name: str) -> Path:
    """A folder in place of /tmp."""
    folder = HOME / "tmp" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _python(of: Target) -> Path:
    venv = HOME / "python"
    python = venv / "bin" / "python"
    if not python.exists():
        subprocess.run([find_python(of.python), "-m", "venv", venv], check=True)
    wheels = fetch(lock_of("runtime", of), of, ROOT / "build" / "wheels" / of.name)
    install = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, *wheels], check=True)
    return python


def _emulator(of: Target) -> Path:
    (wheel,) = fetch(HERE / "lock" / "emulator.txt", of, ROOT / "build" / "wheels" / of.name)
    name = f"aws-lambda-rie-{of.name}"
    unfinished = HOME / f"{name}.part"
    with zipfile.ZipFile(wheel) as archive:
        unfinished.write_bytes(archive.read(f"samcli/local/rapid/{name}"))
    unfinished.chmod(0o755)
    # One that still runs keeps its file.
    return unfinished.replace(HOME / name)


def _sandbox() -> tuple[str, ...]:
    unshare = shutil.which("unshare")
    if not unshare:
        return ()
    command = (unshare, "--mount", "--map-root-user", "sh", "-ec", _MOUNTS, "sandbox")
    folder = temporary("trial")
    environment = {"TMPDIR": str(temporary("of-trial")), "LAMBDA_TASK_ROOT": str(folder)}
    tried = subprocess.run(
        [*command, "true"],
        env={"PATH": PATH, **environment},
        check=False,
    )
    return command if tried.returncode == 0 else ()

"""Python files -> what Python compiles of them, so that no cold start has to.

Never checked against their sources, which have the date 1980:
https://docs.python.org/3/reference/import.html#cached-bytecode-invalidation
"""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from bundles.recipe import Files

#: Where Lambda unpacks a bundle; tracebacks name it.
_TASK_ROOT = "/var/task"


class CompileError(Exception):
    """A file is no Python of this version."""


def compiled(files: Files, python: Path, *, instead: bool = False) -> Files:
    """What all modules compile to: in `__pycache__`, or `instead` of them, where they are.

    By one process, in order: what was compiled before shows in a file's bytes.
    """
    modules = {name: data for name, data in files.items() if name.endswith(".py")}
    with TemporaryDirectory(prefix="receipts-compile-") as folder:
        root = Path(folder)
        for name, data in modules.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        _compile(root, python, *["-b"] * instead)
        return {
            str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*.pyc"))
        }


def _compile(root: Path, python: Path, *options: str) -> None:
    command = [str(python), "-I", "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    done = subprocess.run(
        [*command, *options, "-s", str(root), "-p", _TASK_ROOT, str(root)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CompileError(done.stdout.strip() + done.stderr.strip())

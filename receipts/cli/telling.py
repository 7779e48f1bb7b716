"""How far a command is: a live bar on a terminal, plain lines now and then elsewhere."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

_SPEAK_EVERY_SECONDS = 5


class Telling:
    """Says what is being done."""

    def __init__(self, console: Console, bar: Progress) -> None:
        self._console = console
        self._bar = bar
        self._task = bar.add_task("")
        self._spoken = time.monotonic()

    def step(self, words: str) -> None:
        """Something new begins."""
        self._bar.update(self._task, description=escape(words), completed=0, total=None)
        if not self._console.is_terminal:
            self._speak(words)

    def go_on(self, words: str, *, done: int = 0, total: int | None = None) -> None:
        """The same goes on, and so much of it is done."""
        self._bar.update(self._task, description=escape(words), completed=done, total=total)
        overdue = time.monotonic() - self._spoken > _SPEAK_EVERY_SECONDS
        if not self._console.is_terminal and overdue:
            self._speak(f"  {words}")

    def _speak(self, words: str) -> None:
        self._spoken = time.monotonic()
        self._console.print(words, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def telling(console: Console) -> Iterator[Telling]:
    """While open, the bar is there."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        yield Telling(console, bar)

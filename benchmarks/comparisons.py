"""Which contenders meet on which file, and what is asked of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks import plain_parser
from benchmarks.charges import Shape, charges_file
from benchmarks.contenders import (
    check_same_totals,
    five_rules,
    inputs,
    library,
    ours,
    pure,
    typed_read,
)
from benchmarks.goals import Comparison, Goal, Verdict
from benchmarks.interleaved import Variant, interleave
from benchmarks.memory import peak_bytes

_TYPED, _OURS, _FIVE, _PURE = "typed read", "receipts", "five rules our way", "plain Python"
_NAIVE = "csv.DictReader, no rules"
_LIBRARIES = ("dataframely", "pandera")
_LARGE = Shape(10_000_000, 1_000_000)
_MEMORY_FILE, _MEMORY_LIMIT = 700_000_000, 3_000_000_000


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    rows: int
    customers: int
    rounds: int

    def shape(self, **changes: int) -> Shape:
        """The usual file, or one with a share of something."""
        return Shape(self.rows, self.customers, **changes)


def compare(size: Size) -> Iterator[Comparison]:
    """What takes a minute or two."""
    yield _clean(size)
    yield _dirty(size)
    yield _quoted(size)
    tenth = Shape(size.rows // 10 or 1, size.customers // 10 or 1)
    yield _plain_python(tenth, min(size.rounds, 3))


def compare_large(size: Size) -> Iterator[Comparison]:
    """What takes many minutes."""
    data = charges_file(_LARGE).read_bytes()
    check_same_totals(data)
    variants = [_typed(data), _ours(data)]
    timings = interleave(variants, min(size.rounds, 3))
    yield Comparison(str(_LARGE), tuple(timings), (Goal(_OURS, _TYPED, 2.0),))
    yield _plain_python(size.shape(), 1)


def judge_memory() -> Verdict:
    """How much memory a file of 700 MB takes."""
    sample = Shape(1_000_000, 100_000)
    rows = sample.rows * _MEMORY_FILE // charges_file(sample).stat().st_size
    shape = Shape(rows, rows // 10)
    path = charges_file(shape)
    peak = peak_bytes(path)
    size = path.stat().st_size / 1e6
    goal = f"peak memory of receipts ≤ {_MEMORY_LIMIT / 1e9:g} GB"
    return Verdict(goal, f"{shape}, {size:.0f} MB", f"{peak / 1e9:.2f} GB", peak <= _MEMORY_LIMIT)


def _clean(size: Size) -> Comparison:
    shape = size.shape()
    data = charges_file(shape).read_bytes()
    check_same_totals(data)
    variants = [
        _typed(data),
        _ours(data),
        Variant(_FIVE, lambda: five_rules(data)),
        *_libraries(data),
    ]
    goals = (Goal(_OURS, _TYPED, 2.0), *(Goal(_FIVE, name, 1.0) for name in _LIBRARIES))
    return Comparison(str(shape), tuple(interleave(variants, size.rounds)), goals)


def _dirty(size: Size) -> Comparison:
    """The typed read gives up at a bad amount: it gets a clean file of the same size."""
    shape = size.shape(bad=100)
    clean, dirty = charges_file(size.shape()).read_bytes(), charges_file(shape).read_bytes()
    typed = f"{_TYPED} (of the clean file)"
    variants = [Variant(typed, lambda: typed_read(clean)), _ours(dirty)]
    timings = interleave(variants, size.rounds)
    return Comparison(str(shape), tuple(timings), (Goal(_OURS, typed, 4.0),))


def _quoted(size: Size) -> Comparison:
    """One quote anywhere makes the whole file be read with more care."""
    shape = size.shape(quoted=500)
    data = charges_file(shape).read_bytes()
    check_same_totals(data)
    return Comparison(str(shape), tuple(interleave([_typed(data), _ours(data)], size.rounds)))


def _plain_python(shape: Shape, rounds: int) -> Comparison:
    data = charges_file(shape).read_bytes()
    plain = Variant(_NAIVE, lambda: plain_parser.group(data))
    timings = interleave([Variant(_PURE, lambda: pure(data)), plain, _ours(data)], rounds)
    return Comparison(str(shape), tuple(timings), (Goal(_OURS, _PURE, 15.0, faster=True),))


def _typed(data: bytes) -> Variant:
    return Variant(_TYPED, lambda: typed_read(data))


def _ours(data: bytes) -> Variant:
    given = inputs(data)
    return Variant(_OURS, lambda: ours(given))


def _libraries(data: bytes) -> Iterator[Variant]:
    for name in _LIBRARIES:
        broken_rows = library(name)
        if broken_rows is not None:
            yield Variant(name, lambda found=broken_rows: found(data))

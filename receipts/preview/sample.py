"""A few receipts that are worth looking at. Pure: the same receipts give the same sample."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice

from receipts.preview.plan import Planned


def sampled(receipts: Sequence[Planned], count: int) -> list[Planned]:
    """So many of them, in their own order: first what is special, then spread evenly.

    Special are the most lines, the largest and the smallest total, a credit, a zero, each language
    and currency, and the longest name. Of equals the first counts.
    """
    if count >= len(receipts):
        return list(receipts)
    places = range(len(receipts))
    special = list(islice(dict.fromkeys(_special(receipts)), count))
    others = [place for place in places if place not in set(special)]
    picked = {*special, *_spread(others, count - len(special))}
    return [receipts[place] for place in places if place in picked]


def _special(receipts: Sequence[Planned]) -> Iterator[int]:
    places = range(len(receipts))
    yield max(places, key=lambda place: receipts[place].line_count)
    yield max(places, key=lambda place: receipts[place].total)
    yield min(places, key=lambda place: receipts[place].total)
    firsts = chain(
        islice((place for place in places if receipts[place].total < 0), 1),
        islice((place for place in places if receipts[place].total == 0), 1),
        _first_of_each(receipts, lambda receipt: receipt.locale),
        _first_of_each(receipts, lambda receipt: receipt.currency),
    )
    yield from firsts
    yield max(places, key=lambda place: len(receipts[place].customer_name))


def _first_of_each(receipts: Iterable[Planned], kind: Callable[[Planned], str]) -> Iterable[int]:
    firsts: dict[str, int] = {}
    for place, receipt in enumerate(receipts):
        firsts.setdefault(kind(receipt), place)
    return firsts.values()


def _spread(places: Sequence[int], count: int) -> list[int]:
    """The middles of so many equal stretches."""
    return [places[(2 * n + 1) * len(places) // (2 * count)] for n in range(count)]

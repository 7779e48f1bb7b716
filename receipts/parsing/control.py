"""Control totals: what the sender of a file expects of it, and what differs."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from receipts import money
from receipts.model import Problem
from receipts.parsing.problems import file_error

_PREFIX, _ROWS, _SHA256, _SUM = "control-", "control-rows", "control-sha256", "control-sum-"
_MEMBERS = {"rows": _ROWS, "sums": _SUM, "sha256": _SHA256}
_KNOWN = "write control-rows, control-sum-usd, control-sha256; in a sidecar rows, sums, sha256"
_WHOLE = re.compile("[0-9]{1,15}")
_HEX = re.compile("[0-9a-fA-F]{64}")
#: Together with money.EXACT: no sum of this form is ever rounded.
_AMOUNT = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,30})?")


@dataclass(frozen=True, slots=True)
class Control:
    """What a file must add up to; what is not given is not compared."""

    rows: int | None = None
    #: Currency -> exact sum of all charges; when given, other currencies must sum up to 0.
    sums: Mapping[str, Decimal] = field(default_factory=dict)
    #: 64 lowercase hex digits.
    sha256: str | None = None


class _Object(tuple[tuple[str, Any], ...]):
    """A JSON object with all its members, those that stand twice included."""

    __slots__ = ()


class _Stated(NamedTuple):
    #: What a person calls it.
    where: str
    #: The name it has, or would have, as metadata.
    name: str
    value: object


def control_key(key: str) -> str:
    """Where the sidecar of a file is, in the same bucket."""
    return f"{key}.control.json"


def read_control(metadata: Mapping[str, str], sidecar: bytes | None) -> Control | Problem:
    """What S3 metadata and sidecar say together, or one problem that names all mistakes."""
    stated, mistakes = _from_metadata(metadata), list[str]()
    try:
        stated += _from_sidecar(sidecar)
    except ValueError as error:
        mistakes.append(f"The sidecar {error}.")
    texts, wrong = _agreed(stated)
    mistakes += _twice(stated) + wrong
    return file_error("control_unreadable", reason=" ".join(mistakes)) if mistakes else _made(texts)


def as_metadata(control: Control) -> dict[str, str]:
    """S3 metadata that read_control reads as the same control totals."""
    sums = money.plain_each(control.sums)
    texts = {_ROWS: control.rows, _SHA256: control.sha256}
    return {
        **{name: str(text) for name, text in texts.items() if text is not None},
        **{_SUM + currency.lower(): text for currency, text in sorted(sums.items())},
    }


def as_sidecar(control: Control) -> dict[str, Any]:
    """The JSON values of a sidecar; equal for equal control totals."""
    sums = money.plain_each(dict(sorted(control.sums.items())))
    return {"rows": control.rows, "sums": sums, "sha256": control.sha256}


class Promise(NamedTuple):
    """A number that the sender of a file promised, beside what the file has."""

    #: `rows` or `sum`.
    what: str
    currency: str | None
    promised: str
    found: str


def promises(control: Control, *, rows: int, sums: Mapping[str, Decimal]) -> tuple[Promise, ...]:
    """Each promised number beside the file's own; none where nothing was promised."""
    counted = [] if control.rows is None else [Promise("rows", None, str(control.rows), str(rows))]
    summed = [
        Promise("sum", currency, money.plain(want), money.plain(have))
        for currency, (want, have) in _pairs(control.sums, sums)
        if control.sums
    ]
    return (*counted, *summed)


def differences(
    control: Control, *, rows: int, sums: Mapping[str, Decimal], sha256: str
) -> list[Problem]:
    """One problem for each number of the file that is not the expected one."""
    problems = []
    if control.rows not in (None, rows):
        problems.append(file_error("control_rows_differ", value=control.rows, found=rows))
    if control.sums:
        problems += _unequal_sums(control.sums, sums)
    if control.sha256 not in (None, sha256):
        problems.append(file_error("control_sha256_differs", value=control.sha256, found=sha256))
    return problems


def _unequal_sums(wanted: Mapping[str, Decimal], found: Mapping[str, Decimal]) -> list[Problem]:
    return [
        file_error(
            "control_sum_differs",
            value=f"{money.plain(want)} {currency}",
            found=f"{money.plain(have)} {currency}",
        )
        for currency, (want, have) in _pairs(wanted, found)
        if want != have
    ]


def _pairs(
    wanted: Mapping[str, Decimal], found: Mapping[str, Decimal]
) -> list[tuple[str, tuple[Decimal, Decimal]]]:
    """By currency what was promised and what is there; 0 where one of them is silent."""
    nothing = Decimal(0)
    every = sorted({*wanted, *found})
    return [(c, (wanted.get(c, nothing), found.get(c, nothing))) for c in every]


def _from_metadata(metadata: Mapping[str, str]) -> list[_Stated]:
    named = sorted((name.lower(), value) for name, value in metadata.items())
    return [
        _Stated(_quoted(name), name, value) for name, value in named if name.startswith(_PREFIX)
    ]


def _from_sidecar(sidecar: bytes | None) -> list[_Stated]:
    if sidecar is None:
        return []
    content = _json(sidecar)
    members = content if isinstance(content, _Object) else ()
    stated = [each for member, value in members for each in _from_member(member, value)]
    if not stated:
        raise ValueError('names nothing to compare: write {"rows": 456}, say, or delete it')
    return stated


def _json(sidecar: bytes) -> object:
    try:
        return json.loads(
            sidecar.decode("utf-8-sig"),
            object_pairs_hook=_Object,
            parse_int=str,
            parse_float=str,
            parse_constant=str,
        )
    except (ValueError, RecursionError) as error:
        raise ValueError("is not JSON in UTF-8: mend it, or delete it") from error


def _from_member(member: str, value: object) -> list[_Stated]:
    where = f"The sidecar's {_quoted(member)}"
    if member == "sums" and isinstance(value, _Object):
        return [_Stated(f"{where} {_quoted(c)}", _SUM + c.lower(), amount) for c, amount in value]
    return [_Stated(where, _MEMBERS.get(member, ""), value)]


def _agreed(stated: Iterable[_Stated]) -> tuple[dict[str, str], list[str]]:
    texts: dict[str, str] = {}
    mistakes = []
    for where, name, value in stated:
        try:
            text = _canonical(name, value)
        except ValueError as error:
            mistakes.append(f"{where} {error}.")
            continue
        if texts.setdefault(name, text) != text:
            mistakes.append(f"{where} is {text}, but {texts[name]} elsewhere: make them agree.")
    return texts, mistakes


def _twice(stated: Iterable[_Stated]) -> list[str]:
    times = Counter(each.where for each in stated)
    return [f"{where} stands twice: keep one." for where, count in times.items() if count > 1]


def _canonical(name: str, value: object) -> str:
    """The one text for all ways to write a value; ValueError says how to write it."""
    if name == _ROWS:
        return str(int(_like(_WHOLE, value, "a whole number such as 456")))
    if name == _SHA256:
        return _like(_HEX, value, "64 hex digits").lower()
    if not name.startswith(_SUM):
        raise ValueError(f"is not known: {_KNOWN}")
    if name.removeprefix(_SUM).upper() not in money.CURRENCIES:
        raise ValueError("does not name an ISO 4217 currency such as USD")
    return money.plain(Decimal(_like(_AMOUNT, value, "a plain decimal such as 1234.50")))


def _like(pattern: re.Pattern[str], value: object, wanted: str) -> str:
    if isinstance(value, str) and pattern.fullmatch(value):
        return value
    raise ValueError(f"must be {wanted}, not {_quoted(value)}")


def _quoted(value: object) -> str:
    """ASCII on one line, whatever was sent."""
    return json.dumps(value)[:80]


def _made(texts: Mapping[str, str]) -> Control:
    sums = {
        name.removeprefix(_SUM).upper(): Decimal(text)
        for name, text in sorted(texts.items())
        if name.startswith(_SUM)
    }
    rows = texts.get(_ROWS)
    return Control(None if rows is None else int(rows), sums, texts.get(_SHA256))

"""What travels with a dropped file: its profile and control totals. Pure."""

import json
from collections.abc import Mapping
from dataclasses import replace

from receipts import money
from receipts.cli.judging import Judged
from receipts.parsing.control import Control, as_metadata, as_sidecar
from receipts.parsing.run import totals_together

#: S3's limit is 2 KB for names and values; whether the names' prefix counts, AWS does not say.
_MOST_BYTES = 2048
_PREFIX = "x-amz-meta-"


def control_of(judged: Judged) -> Control:
    """What the bucket must hold if it is to be the file that was judged."""
    sums = totals_together((run.billed, run.held) for run in judged.runs)
    # Control totals know no sum of rows whose currency is unknown; the SHA-256 stands for them.
    sayable = sums.keys() <= money.CURRENCIES
    return Control(judged.rows, sums if sayable else {}, judged.inputs.sha256)


def accompany(
    control: Control, *, profile: str | None, sidecar: bytes | None
) -> tuple[dict[str, str], bytes | None]:
    """Metadata, and the sidecar to be uploaded first: a person's own, or what does not fit."""
    asked = {"profile": profile} if profile else {}
    metadata = asked | as_metadata(control)
    if _size(metadata) <= _MOST_BYTES:
        return metadata, sidecar
    beside = sidecar or json.dumps(as_sidecar(control), indent=2).encode()
    return asked | as_metadata(replace(control, sums={})), beside


def _size(metadata: Mapping[str, str]) -> int:
    return sum(len(f"{_PREFIX}{name}{value}".encode()) for name, value in metadata.items())

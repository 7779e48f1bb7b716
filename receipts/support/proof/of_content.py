"""From the dropped file to the receipt: each check says what stored bytes prove. Pure."""

import csv
import re

from receipts import keys, money
from receipts.support.proof.evidence import Evidence, ReceiptEvidence, RunEvidence
from receipts.support.proof.reading import billed_by, content_of, listed, object_of, table_of
from receipts.support.proof.verdicts import Level, Saying, differs

_LINE_END = re.compile(rb"\r\n|\n|\r")


def check_input(receipt: ReceiptEvidence, _: Evidence) -> Saying:
    """The dropped files hash to the names they are kept under, which the records name."""
    for stored in {run.input.key: run.input for run in receipt.runs}.values():
        expected = stored.key.removeprefix("inputs/")
        if stored.data is None:
            yield Level.FAILED, f"{stored.key}: the dropped file is gone."
        elif (found := keys.sha256(stored.data)) != expected:
            yield Level.FAILED, differs(stored.key, "its SHA-256", found=found, expected=expected)
        else:
            yield Level.PROVEN, f"The dropped file is unchanged: SHA-256 {found}."


def check_lines(receipt: ReceiptEvidence, evidence: Evidence) -> Saying:
    """The rows that the snapshot came from name the customer, where the file is plain text."""
    table = table_of(receipt.snapshot)
    if table is None:
        return
    numbers = sorted(set(table.column("source_line").to_pylist()))
    source = table.column("source_sha256")[0].as_py()
    run = next((each for each in receipt.runs if each.input.key.endswith(source)), None)
    if run is None or run.input.data is None or not _is_plain(run):
        yield Level.NOT_CHECKED, "The file is not plain CSV, so its rows were not looked up."
        return
    lines = _LINE_END.split(run.input.data)
    wrong = [number for number in numbers if not _names(lines, number, evidence.customer_id)]
    if wrong:
        words = f"{run.input.key}: lines {listed(wrong)} do not name this customer."
        yield Level.FAILED, words
    else:
        yield Level.PROVEN, f"Its charges are in lines {listed(numbers)} of that file."


def check_record(receipt: ReceiptEvidence, _: Evidence) -> Saying:
    """A run's id is the hash of everything that decided its outcome."""
    for run in receipt.runs:
        run_id = run.row["run_id"]
        record = object_of(run.record)
        if not isinstance(record.get("decided_by"), dict):
            yield Level.FAILED, f"{run.record.key}: the run's record is gone or unreadable."
            continue
        decided_by = record["decided_by"]
        found = keys.run_id(decided_by)
        if found != run_id:
            yield Level.FAILED, differs(run.record.key, "its run_id", found=found, expected=run_id)
        elif decided_by.get("source_sha256") != record.get("source_sha256"):
            yield Level.FAILED, f"{run.record.key}: it names two dropped files."
        else:
            yield Level.PROVEN, f"Run {run_id} was decided by that file and the rules it records."


def check_snapshot(receipt: ReceiptEvidence, evidence: Evidence) -> Saying:
    """The receipt's content hashes to its id and is this customer's."""
    key = receipt.snapshot.key
    content = content_of(receipt.snapshot)
    if content is None:
        yield Level.FAILED, f"{key}: the receipt's content is gone or unreadable."
        return
    found = keys.receipt_id(content)
    if found != receipt.receipt_id:
        yield Level.FAILED, differs(key, "its receipt_id", found=found, expected=receipt.receipt_id)
    elif content.customer_id != evidence.customer_id:
        yield Level.FAILED, f"{key}: it is another customer's."
    else:
        yield Level.PROVEN, f"The receipt's content is unchanged: receipt_id {found}."


def check_table(receipt: ReceiptEvidence, _: Evidence) -> Saying:
    """The runs' tables bill what the content adds up to."""
    content = content_of(receipt.snapshot)
    if content is None:
        return
    expected = billed_by(content)
    for run in receipt.runs:
        wrong = [name for name, value in expected.items() if run.row[name] != value]
        for name in wrong:
            yield (
                Level.FAILED,
                differs(run.table_key, name, found=run.row[name], expected=expected[name]),
            )
        if not wrong:
            billed = money.rounded(expected["billed"], content.currency)
            words = f"Run {run.row['run_id']} bills {content.currency} {billed}, the sum of its"
            yield Level.PROVEN, f"{words} charges rounded once."


def _is_plain(run: RunEvidence) -> bool:
    """UTF-8 text by the built-in profile: a line of it is a line."""
    try:
        (run.input.data or b"").decode("utf-8")
    except UnicodeDecodeError:
        return False
    return object_of(run.record).get("profile") == "plain"


def _names(lines: list[bytes], number: int, customer_id: str) -> bool:
    if number > len(lines):
        return False
    (cells,) = csv.reader([lines[number - 1].decode("utf-8-sig")])
    return customer_id in [cell.strip() for cell in cells]

"""Whether the functions do their work, and somebody is told when they do not. Pure."""

from collections.abc import Mapping

from receipts.checkup import Findings, FunctionState, Listeners
from receipts.deployment_names import CODE_KEYS, digest_in
from receipts.doctor.verdict import Verdict, fail, ok, warn, worse_in_prod
from receipts.pause import Switch
from receipts.stacks import Standing

_WORKER = "WorkerFunction"
_AT_WORK = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"}
#: CloudFormation compares with what it deployed, not with what is there.
_PUT_BACK = "find out who did, and put it back: docs/runbooks/worker-errors.md"


def stack(found: Standing, _: Findings) -> Verdict:
    """Is it whole?"""
    if found.status in _AT_WORK:
        return ok(found.status)
    if found.is_busy:
        return warn(found.status, "wait until it is done")
    return warn(found.status, "the last change was taken back: `receipts deploy` says why")


def protection(found: Standing, _: Findings) -> Verdict:
    """Would CloudFormation delete it for a slip?"""
    if found.is_protected:
        return ok("nobody deletes it by a slip")
    if found.is_prod:
        return fail("prod without termination protection", "`receipts deploy --keep-code` sets it")
    return ok("off, in a trial")


def version(found: str, all_: Findings) -> Verdict:
    """Is it of the same version as this program?"""
    deployed = all_.standing.outputs.get("Version", "older than this check")
    if deployed == found:
        return ok(found)
    words = f"the stack is {deployed}, this program {found}"
    return warn(words, "`receipts deploy`, or update this")


def listeners(found: Listeners, all_: Findings) -> Verdict:
    """Is anybody told of an alarm?"""
    if found.confirmed:
        return ok(f"{found.confirmed} confirmed")
    if found.pending:
        return worse_in_prod(all_, "nobody has confirmed yet", "follow the link in SNS's mail")
    tell = "`receipts deploy --keep-code --parameter AlarmAddress=…`"
    return worse_in_prod(all_, "nobody is told", tell)


def dead_letters(found: Mapping[str, int], _: Findings) -> Verdict:
    """Does anything wait for a person?"""
    waiting = {name.removesuffix("Url"): count for name, count in found.items() if count}
    if not waiting:
        return ok("all empty")
    words = ", ".join(f"{name}: {count:,}" for name, count in sorted(waiting.items()))
    return fail(words, "`receipts dlq list`; docs/runbooks/")


def switch(found: Switch, _: Findings) -> Verdict:
    """May mails go out?"""
    if found.pause is None:
        return ok("sending is on")
    words = f"paused since {found.pause.since:%Y-%m-%d %H:%M} UTC: {found.pause.reason}"
    return fail(words, "docs/runbooks/paused.md")


def functions(found: Mapping[str, FunctionState], _: Findings) -> Verdict:
    """Can they run?"""
    bad = [f"{name}: {f.state}, {f.last_update}" for name, f in sorted(found.items()) if _ill(f)]
    if bad:
        return fail("; ".join(bad), "the function's page in the console says why")
    return ok(f"{len(found)} are active")


def _ill(function: FunctionState) -> bool:
    # A function that nobody called for weeks is Inactive and wakes by itself:
    # https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
    return function.state not in {"Active", "Inactive"} or function.last_update == "Failed"


def mappings(found: Mapping[str, FunctionState], all_: Findings) -> Verdict:
    """Are they given their messages?"""
    closed = {name for name, f in found.items() if any(m != "Enabled" for m in f.mappings)}
    paused = isinstance(all_.switch, Switch) and all_.switch.pause is not None
    if closed == {_WORKER} and paused:
        return warn("the worker's is closed by the pause", "docs/runbooks/paused.md")
    if closed:
        words = f"not enabled: {', '.join(sorted(closed))}"
        return fail(words, "the watch opens the worker's by itself within a minute; else enable it")
    return ok("all enabled")


def code(found: Mapping[str, FunctionState], all_: Findings) -> Verdict:
    """Is what runs what was deployed?"""
    named = {name: all_.standing.parameters.get(key, "") for name, key in CODE_KEYS.items()}
    digests = {name: digest_in(key) for name, key in named.items() if name in found}
    if None in digests.values():
        return warn("deployed by other means, so nobody can tell", "`receipts deploy`")
    other = sorted(name for name, digest in digests.items() if found[name].sha256 != digest)
    if other:
        return fail(f"changed by hand: {', '.join(other)}", _PUT_BACK)
    return ok("what was deployed, byte for byte")

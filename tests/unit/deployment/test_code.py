"""What goes up, and under which key."""

import hashlib

import pytest

from receipts.deployment.code import code_in, upload_of
from receipts.deployment_names import digest_in
from receipts.errors import ConfigError


def build(folder, name, content=b"code"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_key_names_the_bytes_and_the_file(tmp_path):
    upload = upload_of(build(tmp_path, "worker.zip"))

    assert upload.key == f"{hashlib.sha256(b'code').hexdigest()}/worker.zip"
    assert digest_in(upload.key) == hashlib.sha256(b"code").hexdigest()


@pytest.mark.parametrize("key", ["worker-1.zip", "v1/worker.zip", f"{'g' * 64}/worker.zip"])
def test_a_key_that_somebody_chose_names_no_bytes(key):
    assert digest_in(key) is None


def test_each_parameter_of_code_is_told_the_key_of_its_file(tmp_path):
    worker = build(tmp_path, "arm64/worker.zip", b"worker")
    script = build(tmp_path, "glue/reconcile.py", b"script")

    code = code_in(tmp_path, ["WorkerCodeKey", "ReconcileCodeKey", "SellerName"], is_new=True)

    assert code.values("bucket") == {
        "CodeBucket": "bucket",
        "WorkerCodeKey": upload_of(worker).key,
        "ReconcileCodeKey": upload_of(script).key,
    }


def test_all_that_is_missing_is_named_at_once_with_the_command_that_makes_it(tmp_path):
    with pytest.raises(ConfigError) as refused:
        code_in(tmp_path, ["WorkerCodeKey", "ParserCodeKey"], is_new=True)

    assert "parser.zip" in str(refused.value)
    assert "worker.zip" in str(refused.value)
    assert "make build" in str(refused.value)


@pytest.mark.parametrize("is_new", [True, False])
def test_only_a_stack_that_is_there_can_do_without_code(tmp_path, is_new):
    with pytest.raises(ConfigError) as refused:
        code_in(tmp_path, ["WorkerCodeKey"], is_new=is_new)

    assert ("--keep-code" in str(refused.value)) is not is_new

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

ROOT = Path(__file__).parents[3]

# Opens a world, lets its mailer sleep and waits to be killed.
DOOMED = """
import sys, time
from pathlib import Path
from receipts.local.world import World
here, directory = Path(sys.argv[1]), Path(sys.argv[2])
with World(directory, template=here / "template.yaml", code_root=here / "code") as world:
    world.client("sqs").send_message(QueueUrl=world.outputs["MailQueueUrl"], MessageBody="seen")
    world.drain(timeout=30)
    print((directory / "audit/seen.json").read_text(), flush=True)
    time.sleep(60)
"""


def alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def own_children() -> set[str]:
    """The processes that this one started: of a browser, say. None where no system says so."""
    listed = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    return set(listed.read_text().split()) if listed.exists() else set()


def test_nothing_is_left_behind(tmp_path, open_world):
    threads, children = set(threading.enumerate()), own_children()
    with open_world(tmp_path) as world:
        world.client("s3").put_object(Bucket=world.outputs["LandingBucket"], Key="x", Body=b"ann\n")
        world.drain(timeout=30)
        port = int(world.endpoint.rpartition(":")[2])

    assert set(threading.enumerate()) == threads
    with socket.create_server(("127.0.0.1", port)):
        pass
    assert own_children() <= children


def test_a_new_world_is_empty_and_goes_on_numbering_the_outbox(tmp_path, open_world):
    for _ in range(2):
        with open_world(tmp_path) as world:
            world.client("sesv2").send_email(
                Content={"Raw": {"Data": b"From: a@shop.example\r\n\r\n"}},
                EmailTags=[{"Name": "receipt_id", "Value": "r"}],
            )
            sent = world.client("sesv2").get_account()["SendQuota"]["SentLast24Hours"]

    names = sorted(path.name for path in (tmp_path / "outbox").iterdir())
    assert names == ["000001-r.eml", "000002-r.eml"]
    assert sent == 0


def test_moto_is_as_it_was_when_the_world_has_closed(tmp_path, open_world):
    from moto.sqs.models import Queue  # noqa: PLC0415 - only this test looks behind the server

    before = (Queue.attributes, Queue.add_message)

    with open_world(tmp_path):
        during = (Queue.attributes, Queue.add_message)

    assert during != before
    assert (Queue.attributes, Queue.add_message) == before


def test_a_process_has_room_for_one_world(tmp_path, open_world):
    with open_world(tmp_path / "a"), pytest.raises(RuntimeError, match="already running"):
        open_world(tmp_path / "b").__enter__()


def test_a_taken_port_is_an_ordinary_error(tmp_path, open_world):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(OSError, match="in use"):
            open_world(tmp_path, port=port).__enter__()

    with open_world(tmp_path, port=port) as world:
        assert world.endpoint == f"http://127.0.0.1:{port}"


def test_a_template_that_fails_leaves_nothing_running(tmp_path, open_world):
    threads = set(threading.enumerate())
    broken = tmp_path / "broken.yaml"
    broken.write_text("Resources: {Q: {Type: AWS::SQS::Queue, Properties: {QueueName: 'a b'}}}")

    with pytest.raises(ClientError):
        open_world(tmp_path, template=broken).__enter__()

    assert set(threading.enumerate()) == threads
    with open_world(tmp_path):
        pass


def test_the_users_own_aws_settings_decide_nothing(tmp_path, open_world, monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "does-not-exist")
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")

    with open_world(tmp_path) as world:
        world.client("s3").put_object(Bucket=world.outputs["LandingBucket"], Key="x", Body=b"ann\n")
        world.drain(timeout=30)

    assert [path.name[7:] for path in (tmp_path / "outbox").iterdir()] == ["ann.eml"]


def test_without_retry_after_a_failure_waits_for_the_queues_own_timeout(tmp_path, open_world):
    with open_world(tmp_path) as world:
        sqs, url = world.client("sqs"), world.outputs["MailQueueUrl"]
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "2"})
        time.sleep(1.5)  # a long poll under way still has the old timeout
        began = time.monotonic()

        sqs.send_message(QueueUrl=url, MessageBody="fail")
        world.drain(timeout=40)

        dead = sqs.receive_message(QueueUrl=world.outputs["MailDlqUrl"])
        assert [message["Body"] for message in dead["Messages"]] == ["fail"]
        assert time.monotonic() - began > 4


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks for a process in /proc")
def test_functions_die_with_a_parent_that_is_killed(tmp_path):
    parent = subprocess.Popen(
        [sys.executable, "-c", DOOMED, str(Path(__file__).parent), str(tmp_path)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    with parent:
        child = json.loads(parent.stdout.readline())["pid"]
        was_alive = alive(child)
        parent.send_signal(signal.SIGKILL)

    deadline = time.monotonic() + 10
    while alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert was_alive
    assert not alive(child)

"""botocore retries by itself: for SES that would be a second mail."""

import http.server
import threading

import pytest

from receipts.aws.clients import Clients


@pytest.fixture
def unanswering(monkeypatch):
    """A server that takes every request and answers 500."""
    seen = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            seen.append(self.headers["User-Agent"])
            self.send_response(500)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    yield seen
    server.shutdown()
    thread.join()
    server.server_close()


def test_ses_is_called_exactly_once(unanswering):
    ses = Clients().once("sesv2")

    with pytest.raises(ses.exceptions.ClientError):
        ses.send_email(Content={"Raw": {"Data": b"x"}})

    assert len(unanswering) == 1


def test_other_services_are_tried_again(unanswering):
    sqs = Clients().of("sqs")

    with pytest.raises(sqs.exceptions.ClientError):
        sqs.get_queue_attributes(QueueUrl="http://127.0.0.1/q")

    assert len(unanswering) == 5


def test_the_worker_tries_less_often(unanswering):
    sqs = Clients().brief("sqs")

    with pytest.raises(sqs.exceptions.ClientError):
        sqs.get_queue_attributes(QueueUrl="http://127.0.0.1/q")

    assert len(unanswering) == 3


def test_aws_is_told_what_calls_it(unanswering):
    ses = Clients().once("sesv2")

    with pytest.raises(ses.exceptions.ClientError):
        ses.send_email(Content={"Raw": {"Data": b"x"}})

    assert unanswering[0].startswith("receipts Boto3/")
    assert " Botocore/" in unanswering[0]


def test_a_call_to_ses_ends_within_the_time_that_the_worker_keeps_for_it(unanswering):
    config = Clients().once("sesv2").meta.config

    assert config.connect_timeout + config.read_timeout <= 15


@pytest.mark.parametrize("make", ["of", "once"])
def test_forty_calls_at_once_keep_their_connections(unanswering, make):
    client = getattr(Clients(), make)("sesv2")

    assert client.meta.config.max_pool_connections >= 40

"""A small stack in the embedded AWS. A process has room for one, so each module opens its own."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from receipts.local.world import World

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def open_world() -> Callable[..., World]:
    """A world of the small template, not yet entered."""

    def prepared(directory: Path, **options: Any) -> World:
        template = options.pop("template", HERE / "template.yaml")
        code = options.pop("code_root", HERE / "code")
        return World(directory, template=template, code_root=code, **options)

    return prepared


@pytest.fixture(scope="module")
def world_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("world")


@pytest.fixture(scope="module")
def world(world_directory: Path, open_world: Callable[..., World]) -> Iterator[World]:
    with open_world(world_directory, retry_after=0) as opened:
        yield opened


@pytest.fixture
def new_queue(world: World) -> Callable[..., str]:
    """Makes a queue nobody else uses and gives its URL."""

    def make(suffix: str = "", **attributes: str) -> str:
        name = uuid.uuid4().hex + suffix
        return world.client("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]

    return make


@pytest.fixture
def aws(world: World) -> Callable[..., Any]:
    """The AWS CLI, as a user has it; gives its JSON.

    CLI 1 ignores AWS_ENDPOINT_URL for SQS, so the option names the endpoint.
    """
    cli = [str(Path(sys.executable).with_name("aws")), "--endpoint-url", world.endpoint]
    environment = {**world.environment, "PATH": os.defpath}

    def run(*arguments: str) -> Any:
        done = subprocess.run(
            [*cli, *arguments], env=environment, capture_output=True, text=True, check=True
        )
        return json.loads(done.stdout or "null")

    return run

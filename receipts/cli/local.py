"""`receipts local`: the embedded AWS, kept up for the ordinary AWS CLI until Ctrl-C."""

import argparse
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from receipts.cli import embedded, options
from receipts.cli.tables import print_plain

if TYPE_CHECKING:
    from receipts.local.world import World

_LOOK_EVERY_SECONDS = 0.5

HELP = """Keep the embedded AWS up on 127.0.0.1 until Ctrl-C.
The ordinary AWS CLI works against it; mails arrive in DIR/outbox."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--port", type=int, default=0, help="default: a free one")
    options.add_parameter(parser, "a parameter of the stack, such as RequireApproval=true")
    words = "deploy nothing: `receipts deploy` does, from another terminal"
    parser.add_argument("--empty", action="store_true", help=words)
    parser.add_argument("--out", type=Path, default=Path("local-out"), metavar="DIR")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Serve until interrupted."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    opened = embedded.open_world(
        arguments.out,
        port=arguments.port,
        parameters=dict(arguments.parameter),
        is_empty=arguments.empty,
    )
    with opened as world:
        if arguments.empty:
            print_plain([_empty(world)], console)
            _take_up_stacks(world, stop, console, arguments.out)
        else:
            console.print(_welcome(world, arguments.out), highlight=False, soft_wrap=True)
        stop.wait()
        console.print("Stopping …")
    return 0


def _empty(world: "World") -> str:
    return f"""An empty embedded AWS is up at {world.endpoint}

In another terminal:
{_exports(world)}
  receipts deploy

Its functions run from this checkout, whatever code is deployed."""


def _take_up_stacks(world: "World", stop: threading.Event, console: Console, out: Path) -> None:
    welcomed = False
    while not stop.wait(_LOOK_EVERY_SECONDS):
        for name in world.new_stacks():
            console.print(f"The stack {name} is there: its functions begin.", highlight=False)
            world.take_up(name)
            if not welcomed:
                console.print(_welcome(world, out), highlight=False, soft_wrap=True)
                welcomed = True


def _exports(world: "World") -> str:
    return "\n".join(f"  export {n}={v}" for n, v in sorted(world.environment.items()))


def _welcome(world: "World", directory: Path) -> str:
    exports = _exports(world)
    names = "\n".join(f"  {name:<30} {value}" for name, value in sorted(world.outputs.items()))
    aws, outputs = f"aws --endpoint-url {world.endpoint}", world.outputs
    return f"""The embedded AWS is up at {world.endpoint}

In another terminal, once:
{exports}

Drop a file, see the stack:
  {aws} s3 cp FILE.csv s3://{outputs["LandingBucket"]}/2024-09/x.csv
  {aws} cloudformation describe-stacks

Look at what could not be sent, and try it again:
  {aws} sqs receive-message --queue-url {outputs["ReceiptDeadLetterQueueUrl"]} \\
    --message-attribute-names All
  {aws} sqs start-message-move-task --source-arn {outputs["ReceiptDeadLetterQueueArn"]} \\
    --destination-arn {outputs["ReceiptQueueArn"]}

The stack:
{names}

Mails arrive in {directory / "outbox"}. Ctrl-C stops and forgets everything else."""

"""What a deployment begins with: the stack as it stands, the template, and what it will be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from receipts.deployment import bucket
from receipts.deployment.code import Upload, code_in, upload_of
from receipts.deployment.keeping import unkept
from receipts.deployment.parameters import Told, tell
from receipts.deployment.pdf import expect_typst
from receipts.deployment.standing import is_new
from receipts.errors import ConfigError
from receipts.stack_ports import DeployPorts, Tell
from receipts.stacks import Order, Template, Whereabouts


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person asks for."""

    stack: str
    template: Path
    #: What `make build` wrote; None: template and code stay what the stack has.
    code: Path | None
    #: None: the account's own.
    bucket: str | None
    given: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What the template asks for, and what it will be told."""

    stack: str
    is_new: bool
    #: Where the uploads go; empty where there are none.
    bucket: str
    template: Template
    uploads: tuple[Upload, ...]
    told: Told
    #: What the parameters were told before; None for a stack that is new.
    before: Mapping[str, str] | None

    @property
    def order(self) -> Order:
        """What CloudFormation is asked for."""
        return Order(
            stack=self.stack,
            is_new=self.is_new,
            template=self.template,
            values=self.told.values,
        )


def prepare(wanted: Wanted, *, where: Whereabouts, ports: DeployPorts, tell_: Tell) -> Prepared:
    """Look at the stack, at the code and at the template, which is uploaded for that."""
    standing = ports.stacks.standing(wanted.stack)
    new = is_new(wanted.stack, standing)
    before = None if new or standing is None else standing.parameters
    if wanted.code is None:
        return _as_it_is(wanted, before, ports=ports)
    return _with_code(wanted, wanted.code, before, where=where, ports=ports, tell_=tell_)


def _as_it_is(wanted: Wanted, before: Mapping[str, str] | None, *, ports: DeployPorts) -> Prepared:
    """Parameters only: nothing is read from this machine, and nothing uploaded."""
    if refused := unkept(wanted.stack, before, wanted.given):
        raise ConfigError(refused)
    template = ports.stacks.read_deployed(wanted.stack)
    return Prepared(
        stack=wanted.stack,
        is_new=False,
        bucket="",
        template=template,
        uploads=(),
        told=tell(template.parameters, code={}, given=wanted.given, before=before),
        before=before,
    )


def _with_code(
    wanted: Wanted,
    folder: Path,
    before: Mapping[str, str] | None,
    *,
    where: Whereabouts,
    ports: DeployPorts,
    tell_: Tell,
) -> Prepared:
    expect_typst(folder, given=wanted.given, before=before)
    name = wanted.bucket or bucket.own_bucket(where)
    _make_ready(name, is_ours=wanted.bucket is None, ports=ports, tell_=tell_)
    template = _uploaded_template(wanted.template, name, where, ports=ports, tell_=tell_)
    needed = [each.name for each in template.parameters if each.name not in wanted.given]
    code = code_in(folder, needed, is_new=before is None)
    told = tell(template.parameters, code=code.values(name), given=wanted.given, before=before)
    return Prepared(
        stack=wanted.stack,
        is_new=before is None,
        bucket=name,
        template=template,
        uploads=tuple(code.uploads.values()),
        told=told,
        before=before,
    )


def _make_ready(name: str, *, is_ours: bool, ports: DeployPorts, tell_: Tell) -> None:
    for step in bucket.steps(name, ports.code.settings(name), is_ours=is_ours):
        tell_(f"Bucket {name}: {step.replace('_', ' ')} …")
        getattr(ports.code, step)(name)


def _uploaded_template(
    path: Path, bucket_name: str, where: Whereabouts, *, ports: DeployPorts, tell_: Tell
) -> Template:
    upload = upload_of(path)
    put(upload, bucket_name, ports=ports, tell_=tell_)
    # As the AWS CLI names it: the bucket in the path, which any bucket's name allows.
    return ports.stacks.read(f"{where.s3}/{bucket_name}/{upload.key}")


def put(upload: Upload, bucket_name: str, *, ports: DeployPorts, tell_: Tell) -> None:
    """What is there already is not uploaded again."""
    if not ports.code.has(bucket_name, upload.key):
        tell_(upload.words)
        ports.code.put(bucket_name, upload.key, upload.path)

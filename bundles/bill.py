"""What is in a bundle and under which licences, from the wheels' own metadata.

A CycloneDX bill of materials names distributions. What is compiled into their libraries (Rust
crates, C++ libraries) is told by the licences and bills in each bundle's *.dist-info.
"""

import email
import uuid
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from bundles.wheels import sha256_of

#: The same bytes for the same bundle: as old as its files, and named after what is in it.
_DATED = datetime(1980, 1, 1, tzinfo=UTC)
_NAMES = uuid.UUID("a3e4b3a1-6f0c-5a57-9a83-0b9a8e1d0d57")
_CLASSIFIER = "License :: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A distribution in a bundle."""

    name: str
    version: str
    #: As its author says it: an SPDX expression, or words.
    licence: str
    sha256: str


def package_of(wheel: Path, spdx: Mapping[str, str]) -> Package:
    """Of a wheel; `spdx` has the licences that metadata tells in words."""
    with zipfile.ZipFile(wheel) as archive:
        (path,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        told = email.message_from_bytes(archive.read(path))
    name, said = told["Name"], _licence(told)
    return Package(
        name=name,
        version=told["Version"],
        licence=spdx.get(f"{name}: {said}", spdx.get(said, said)),
        sha256=sha256_of(wheel),
    )


def licences_of(packages: Iterable[Package]) -> str:
    """One line each."""
    lines = (f"{each.name} {each.version}: {each.licence}\n" for each in packages)
    return "".join(sorted(lines, key=str.lower))


def sbom_of(name: str, packages: Sequence[Package]) -> str:
    """CycloneDX 1.6, as JSON."""
    serial = uuid.uuid5(_NAMES, name + "".join(sorted(each.sha256 for each in packages)))
    bundle = Component(name=name, type=ComponentType.APPLICATION, bom_ref=name)
    bom = Bom(
        components=map(_component, packages),
        serial_number=serial,
        metadata=BomMetaData(component=bundle, timestamp=_DATED),
    )
    bom.register_dependency(bundle, bom.components)
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


def _component(package: Package) -> Component:
    purl = PackageURL("pypi", None, package.name.lower().replace("_", "-"), package.version)
    return Component(
        name=package.name,
        version=package.version,
        bom_ref=str(purl),
        purl=purl,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=package.sha256)],
        licenses=[LicenseFactory().make_from_string(package.licence)],
    )


def _licence(told: Message) -> str:
    """Metadata 2.4 has an expression; older ones have words, a whole text even, or classifiers."""
    if expression := told["License-Expression"]:
        return str(expression)
    said = (told["License"] or "").strip()
    if said and "\n" not in said:
        return str(said)
    of = [each for each in told.get_all("Classifier", []) if each.startswith(_CLASSIFIER)]
    if not of:
        raise ValueError(f"{told['Name']} {told['Version']} names no licence")
    return ", ".join(each.rpartition(" :: ")[2] for each in of)

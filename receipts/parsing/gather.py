"""A dropped file and all that bears on it: read once, and kept as it was read."""

import functools
from collections.abc import Callable, Mapping

from receipts import keys
from receipts.config import Rulebook
from receipts.model import DroppedFile, Mode
from receipts.parsing.branding import branding_of
from receipts.parsing.contacts import contacts_key
from receipts.parsing.control import control_key
from receipts.parsing.inputs import Inputs
from receipts.parsing.profiles import BUILT_IN, Profile, is_profile_name, profile_key, resolve
from receipts.ports import AuditStore, LandingZone


def gather(file: DroppedFile, landing: LandingZone, rulebook: Rulebook) -> Inputs:
    """The file's bytes, unless they are too many, and its admins' files."""
    metadata = landing.metadata(file)
    config = functools.partial(landing.fetch_config, file.bucket)
    profile, profile_file = chosen_profile(file.key, metadata, config)
    too_large = file.size > rulebook.max_input_bytes
    data = b"" if too_large else landing.fetch(file)
    return Inputs(
        key=file.key,
        data=data,
        sha256=keys.sha256(data),
        mode=Mode.CORRECTION if file.key.startswith("corrections/") else Mode.CHARGES,
        profile=profile,
        profile_file=profile_file,
        contacts=contacts_of(profile, profile_file, config),
        control={name: text for name, text in metadata.items() if name.startswith("control-")},
        sidecar=config(control_key(file.key)),
        branding=branding_of(config),
        rulebook=rulebook,
        too_large=file.version_id if too_large else None,
    )


def keep(inputs: Inputs, audit: AuditStore) -> None:
    """The exact bytes; what is too large to be read stays in the landing bucket alone."""
    if not inputs.too_large:
        audit.put_new(keys.input_key(inputs.sha256), inputs.data)
    for data in inputs.beside:
        audit.put_new(keys.input_key(keys.sha256(data)), data)


def chosen_profile(
    key: str, metadata: Mapping[str, str], config: Callable[[str], bytes | None]
) -> tuple[str, bytes | None]:
    """The metadata's profile, else the first folder that names one, else `plain`; its TOML."""
    asked = metadata.get("profile")
    folders = [asked] if asked else key.split("/")[:-1]
    for name in filter(is_profile_name, folders):
        own = None if name in BUILT_IN else config(profile_key(name))
        if name in BUILT_IN or own is not None:
            return name, own
    return asked or "plain", None


def contacts_of(
    name: str, profile_file: bytes | None, config: Callable[[str], bytes | None]
) -> bytes | None:
    """The contacts file of a profile that has one."""
    profile = resolve(name, profile_file)
    wanted = isinstance(profile, Profile) and profile.contacts
    return config(contacts_key(name)) if wanted else None

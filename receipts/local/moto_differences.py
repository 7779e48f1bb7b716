"""What other parameters change, as CloudFormation sees it: resources that come out otherwise.

moto.cloudformation takes every `Ref` to a changed parameter for a change, whatever comes of it, and
sees none in an `Fn::Sub` or a condition.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from moto.cloudformation.parsing import ResourceMap, clean_json

_ADD, _MODIFY, _REMOVE = "Add", "Modify", "Remove"


@contextmanager
def completed() -> Iterator[None]:
    """While open, stacks whose template stays are compared by what becomes of it."""
    by_template = ResourceMap.build_resource_diff

    def build_resource_diff(
        self: ResourceMap, template: dict[str, Any], parameters: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        # moto itself adds empty properties to what it made of a template without.
        for each in (*template["Resources"].values(), *self._resource_json_map.values()):
            each.setdefault("Properties", {})
        if parameters and not any(by_template(self, template).values()):
            return _differences(self, parameters)
        return by_template(self, template, parameters)

    with patch.object(ResourceMap, "build_resource_diff", build_resource_diff):
        yield


class _Looked(ResourceMap):
    """A stack's resources, told other parameters. Unlike moto's, looking makes none."""

    def __init__(self, of: ResourceMap, parameters: dict[str, Any]) -> None:
        vars(self).update(vars(of))
        self._parsed_resources = dict(of._parsed_resources)
        self.input_parameters = parameters
        self.resolved_parameters = {}
        self.load_parameters()
        self.load_conditions()

    def __getitem__(self, key: str) -> Any:
        return self._parsed_resources.get(key)


def _differences(of: ResourceMap, parameters: dict[str, Any]) -> dict[str, list[str]]:
    before, after = _Looked(of, of.input_parameters), _Looked(of, parameters)
    found: dict[str, list[str]] = {_ADD: [], _MODIFY: [], _REMOVE: []}
    for name, resource in of._resource_json_map.items():
        was, is_ = _became(resource, before), _became(resource, after)
        if was != is_:
            found[_ADD if was is None else _REMOVE if is_ is None else _MODIFY].append(name)
    return found


def _became(resource: dict[str, Any], told: _Looked) -> Any:
    """Its properties; None where its condition is false."""
    condition = resource.get("Condition")
    if condition and not told.lazy_condition_map[condition]:
        return None
    return clean_json(resource.get("Properties", {}), told)

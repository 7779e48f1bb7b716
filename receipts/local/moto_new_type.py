"""Resource types that moto.cloudformation ignores, made from one function each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from moto.core.common_models import CloudFormationModel

from receipts.local.moto_removals import remove


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of a template; moto has resolved its intrinsic functions."""

    #: Its physical name, made up by moto where the template gives none.
    name: str
    properties: dict[str, Any]
    account_id: str
    region: str


@dataclass(frozen=True, slots=True)
class NewType:
    """A resource type and what creating one does; the answer is the physical id."""

    type_name: str
    create: Callable[[Resource], str]
    #: The property that names a resource.
    named_by: str = ""

    def as_model(self) -> type[CloudFormationModel]:
        """The class that moto's parser looks for."""
        new_type = self

        class Model(CloudFormationModel):
            def __init__(self, physical_id: str) -> None:
                self.physical_resource_id = physical_id

            @staticmethod
            def cloudformation_name_type() -> str:
                return new_type.named_by

            @staticmethod
            def cloudformation_type() -> str:
                return new_type.type_name

            @classmethod
            def create_from_cloudformation_json(
                cls,
                resource_name: str,
                cloudformation_json: dict[str, Any],
                account_id: str,
                region_name: str,
                **_: Any,
            ) -> "Model":
                properties = cloudformation_json.get("Properties", {})
                resource = Resource(resource_name, properties, account_id, region_name)
                return cls(new_type.create(resource))

            @classmethod
            def update_from_cloudformation_json(
                cls,
                original_resource: Any,
                new_resource_name: str,
                cloudformation_json: dict[str, Any],
                account_id: str,
                region_name: str,
            ) -> "Model":
                # Put again under its own name. moto_change_sets knows of which types that is a
                # change, and refuses the others.
                name = original_resource.physical_resource_id
                properties = cloudformation_json.get("Properties", {})
                return cls(new_type.create(Resource(name, properties, account_id, region_name)))

            @classmethod
            def delete_from_cloudformation_json(
                cls,
                resource_name: str,
                cloudformation_json: dict[str, Any],
                account_id: str,
                region_name: str,
            ) -> None:
                remove(new_type.type_name, resource_name, account_id=account_id, region=region_name)

        return Model

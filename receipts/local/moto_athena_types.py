"""Databases, tables, workgroups and named queries of templates, which moto ignores."""

from moto.athena.models import athena_backends
from moto.glue.models import glue_backends

from receipts.local.moto_new_type import Resource


def create_database(resource: Resource) -> str:
    """AWS::Glue::Database; Glue folds its name."""
    told = resource.properties["DatabaseInput"]
    name = str(told["Name"]).lower()
    glue_backends[resource.account_id][resource.region].create_database(name, told)
    return name


def create_table(resource: Resource) -> str:
    """AWS::Glue::Table."""
    told = resource.properties["TableInput"]
    glue = glue_backends[resource.account_id][resource.region]
    glue.create_table(resource.properties["DatabaseName"], told["Name"], told)
    return str(told["Name"])


def create_work_group(resource: Resource) -> str:
    """AWS::Athena::WorkGroup."""
    told = resource.properties
    athena_backends[resource.account_id][resource.region].create_work_group(
        resource.name, told.get("WorkGroupConfiguration", {}), told.get("Description", ""), []
    )
    return resource.name


def create_named_query(resource: Resource) -> str:
    """AWS::Athena::NamedQuery."""
    told = resource.properties
    return athena_backends[resource.account_id][resource.region].create_named_query(
        name=told["Name"],
        description=told.get("Description", ""),
        database=told["Database"],
        query_string=told["QueryString"],
        workgroup=told.get("WorkGroup", "primary"),
    )

"""Athena's part of the stack: the tables are the contracts, the queries are the files."""

import pytest

from cloudformation.write_audit_tables import TEMPLATE as PATH
from cloudformation.write_audit_tables import written
from receipts.audit.catalogue import named_queries
from schemas.athena import TABLES
from tests.unit.cloudformation import template
from tests.unit.cloudformation.stack import TLS_ONLY
from tests.unit.cloudformation.template import arn, listed, properties

INPUTS = {
    resource["Properties"]["TableInput"]["Name"]: resource["Properties"]["TableInput"]
    for resource in template.resources("AWS::Glue::Table").values()
}
each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def test_make_template_was_run_after_the_last_change():
    text = PATH.read_text(encoding="utf-8")

    assert written(text) == text


@each_table
def test_a_table_has_the_columns_of_its_contract(table):
    columns = INPUTS[table.name]["StorageDescriptor"]["Columns"]

    assert {column["Name"]: column["Type"] for column in columns} == table.columns
    assert [column["Name"] for column in columns] == table.schema.names


@each_table
def test_a_table_is_the_folder_that_the_pipeline_writes(table):
    told = INPUTS[table.name]

    assert told["StorageDescriptor"]["Location"] == {
        "Fn::Sub": f"s3://${{AuditBucket}}/{table.folder}/"
    }
    assert [key["Name"] for key in told.get("PartitionKeys", [])] == [
        n for n, _ in table.partitions
    ]
    assert told["TableType"] == "EXTERNAL_TABLE"
    assert told["Parameters"]["EXTERNAL"] == "TRUE"


@pytest.mark.parametrize("name", [table.name for table in TABLES if table.partitions])
def test_months_are_projected_so_that_nothing_has_to_be_crawled(name):
    told = INPUTS[name]["Parameters"]

    assert told["projection.enabled"] == "true"
    assert told["projection.billing_period.type"] == "date"
    assert told["projection.billing_period.format"] == "yyyy-MM"
    # All that receipts/parsing/periods.py takes for a month.
    assert told["projection.billing_period.range"] == "2000-01,2099-12"
    assert told["projection.billing_period.interval.unit"] == "MONTHS"


def test_a_customer_is_named_in_the_query():
    assert INPUTS["snapshots"]["Parameters"]["projection.customer_key.type"] == "injected"


def test_no_two_tables_read_the_same_file():
    folders = [table.folder for table in TABLES if table.partitions]

    assert len(set(folders)) == len(folders)
    assert "mend" not in folders


def test_the_named_queries_are_the_files():
    queries = [
        each["Properties"] for each in template.resources("AWS::Athena::NamedQuery").values()
    ]

    assert {each["Name"]: each["QueryString"] for each in queries} == {
        name: query.text for name, query in named_queries().items()
    }
    assert {each["Description"] for each in queries} == {
        query.answers for query in named_queries().values()
    }
    assert {each["WorkGroup"]["Ref"] for each in queries} == {"AuditWorkGroup"}
    assert {each["Database"]["Ref"] for each in queries} == {"AuditDatabase"}


def test_the_databases_name_needs_no_quotes_in_sql():
    told = properties("AuditDatabase")["DatabaseInput"]

    assert told["Name"] == {"Fn::Join": ["_", {"Fn::Split": ["-", {"Ref": "AWS::StackName"}]}]}


def test_the_workgroup_decides_where_results_go_and_how_much_is_read():
    told = properties("AuditWorkGroup")["WorkGroupConfiguration"]

    results = told["ResultConfiguration"]
    assert told["EnforceWorkGroupConfiguration"] is True
    assert told["PublishCloudWatchMetricsEnabled"] is True
    assert told["BytesScannedCutoffPerQuery"] == {"Ref": "AuditScanLimitBytes"}
    assert told["EngineVersion"] == {"SelectedEngineVersion": "Athena engine version 3"}
    assert results["OutputLocation"] == {"Fn::Sub": "s3://${ResultsBucket}/"}
    assert results["EncryptionConfiguration"]["EncryptionOption"] == "SSE_KMS"
    assert arn(results["EncryptionConfiguration"]["KmsKey"]) == "Key.Arn"


def test_results_are_private_encrypted_and_gone_in_a_week():
    bucket = properties("ResultsBucket")

    (rule,) = bucket["LifecycleConfiguration"]["Rules"]
    (encryption,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert (rule["Status"], rule["ExpirationInDays"], rule.get("Prefix")) == ("Enabled", 7, None)
    assert "VersioningConfiguration" not in bucket
    assert "ObjectLockEnabled" not in bucket
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert arn(encryption["ServerSideEncryptionByDefault"]["KMSMasterKeyID"]) == "Key.Arn"


def test_results_travel_by_tls_only():
    deny = template.statements("ResultsBucketPolicy")["TlsOnly"]

    assert (deny["Effect"], deny["Principal"], deny["Action"]) == ("Deny", "*", "s3:*")
    assert deny["Condition"] == TLS_ONLY


def test_an_auditor_reads_the_tables_and_writes_nothing_but_results():
    granted = set(template.grants("AuditorPolicy"))

    folders = {table.folder.partition("/")[0] for table in TABLES}
    assert {r for a, r in granted if a == "s3:GetObject"} == {
        "ResultsBucket.Arn/*",
        *(f"AuditBucket.Arn/{folder}/*" for folder in folders),
    }
    assert {r for a, r in granted if a == "s3:PutObject"} == {"ResultsBucket.Arn/*"}
    assert [a for a, _ in granted if "Delete" in a or "Create" in a or "Update" in a] == []
    assert [a for a, _ in granted if "*" in a] == []


def test_an_auditor_asks_in_this_workgroup_and_sees_this_database_alone():
    statements = template.statements("AuditorPolicy")
    place = "AWS::Partition:{0}:AWS::Region:AWS::AccountId"

    glue, athena = place.format("glue"), place.format("athena")
    assert arn(statements["Ask"]["Resource"]) == f"arn:{athena}:workgroup/AuditWorkGroup"
    assert [arn(resource) for resource in listed(statements["SeeTheTables"]["Resource"])] == [
        f"arn:{glue}:catalog",
        f"arn:{glue}:database/AuditDatabase",
        f"arn:{glue}:table/AuditDatabase/*",
    ]


def test_an_auditor_uses_the_key_by_way_of_s3_alone():
    allow = template.statements("AuditorPolicy")["ReadAndWriteEncrypted"]

    condition = allow["Condition"]["StringEquals"]["kms:ViaService"]
    assert arn(condition) == "s3.AWS::Region.AWS::URLSuffix"

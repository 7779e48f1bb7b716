"""All checks, in the order in which they are told."""

from receipts.doctor import evidence, pipeline, sending
from receipts.doctor.verdict import Check

CHECKS = (
    Check("stack", "standing", pipeline.stack),
    Check("protection", "standing", pipeline.protection),
    Check("version", "version", pipeline.version),
    Check("SES identity", "identity", sending.identity),
    Check("DKIM", "identity", sending.dkim),
    Check("MAIL FROM", "identity", sending.mail_from),
    Check("SES sandbox", "sending", sending.sandbox),
    Check("SES account", "sending", sending.account),
    Check("SES quota", "sending", sending.quota),
    Check("send rate", "sending", sending.rate),
    Check("pause", "switch", pipeline.switch),
    Check("functions", "functions", pipeline.functions),
    Check("their messages", "functions", pipeline.mappings),
    Check("their code", "functions", pipeline.code),
    Check("dead letters", "dead_letters", pipeline.dead_letters),
    Check("alarms", "listeners", pipeline.listeners),
    Check("Object Lock", "lock", evidence.lock),
    Check("deletion", "lock", evidence.denial),
    Check("key", "key", evidence.key),
    Check("reconciliation", "reconciliation", evidence.reconciliation),
    Check("last month", "last_month", evidence.expected),
)

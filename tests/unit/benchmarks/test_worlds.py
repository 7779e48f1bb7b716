"""What the measured functions are told is all that they ask for: a new one stops no benchmark."""

import pytest

from benchmarks import nowhere, parser_world, worker_world
from receipts.config import ParserSettings, WorkerSettings
from receipts.port_bundles import ParserPorts


@pytest.mark.parametrize(
    ("world", "settings"), [(parser_world, ParserSettings), (worker_world, WorkerSettings)]
)
def test_the_measured_function_finds_all_its_settings(world, settings):
    told = settings.from_env(world.environment("http://localhost:1"))

    assert told.audit_bucket == "audit"


def test_a_parser_without_a_network_has_all_its_ports():
    assert isinstance(nowhere.ports(b"", is_written=False), ParserPorts)

"""The template as plain dictionaries, and what tests ask of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cfnlint.decode import decode

PATH = Path(__file__).parents[3] / "cloudformation" / "receipts.yaml"
TEMPLATE: dict[str, Any] = decode(str(PATH))[0]
PARAMETERS: dict[str, Any] = TEMPLATE["Parameters"]

Statement = dict[str, Any]


def resources(kind: str) -> dict[str, Any]:
    """All of a type, by logical id."""
    return {name: r for name, r in TEMPLATE["Resources"].items() if r["Type"] == kind}


def properties(name: str) -> dict[str, Any]:
    """The properties of one resource."""
    found: dict[str, Any] = TEMPLATE["Resources"][name]["Properties"]
    return found


def statements(name: str) -> dict[str, Statement]:
    """Statements of a key policy, bucket policy, queue policy or role, by Sid."""
    return {statement["Sid"]: statement for statement in _statements(properties(name))}


def _statements(found: dict[str, Any]) -> list[Statement]:
    if "KeyPolicy" in found:
        return list(found["KeyPolicy"]["Statement"])
    if "PolicyDocument" in found:
        return list(found["PolicyDocument"]["Statement"])
    return [s for policy in found["Policies"] for s in policy["PolicyDocument"]["Statement"]]


def listed(value: Any) -> list[Any]:
    """IAM writes a list of one as its only item."""
    return value if isinstance(value, list) else [value]


def arn(value: Any) -> str:
    """An ARN as it is written: `Logical.Arn`, or the text of a Sub without its `${}`.

    Of an If, the one that is there when its condition holds.
    """
    if isinstance(value, dict) and "Fn::If" in value:
        return arn(value["Fn::If"][1])
    if isinstance(value, dict) and "Fn::GetAtt" in value:
        return ".".join(value["Fn::GetAtt"])
    text = value["Fn::Sub"] if isinstance(value, dict) else value
    return str(text).replace("${", "").replace("}", "")


def grants(role: str) -> Iterator[tuple[str, str]]:
    """Every action with every resource it is allowed on."""
    for statement in statements(role).values():
        for action in listed(statement["Action"]):
            for resource in listed(statement["Resource"]):
                yield action, arn(resource)


def value(given: Any) -> Any:
    """A property as it comes out with every parameter at its default; what has none is its name."""
    if not isinstance(given, dict):
        return given
    if "Fn::FindInMap" in given:
        mapping, first, second = given["Fn::FindInMap"]
        return TEMPLATE["Mappings"][mapping][value(first)][second]
    return PARAMETERS.get(given["Ref"], {}).get("Default", given["Ref"])


def refusals(**given: str) -> list[str]:
    """The rules that refuse to deploy with these parameters, the others at their defaults."""
    told = {name: str(p.get("Default", "")) for name, p in PARAMETERS.items()} | given
    return [
        name
        for name, rule in TEMPLATE["Rules"].items()
        if _holds(rule["RuleCondition"], told)
        and not all(_holds(each["Assert"], told) for each in rule["Assertions"])
    ]


def _holds(expression: dict[str, Any], told: dict[str, str]) -> bool:
    ((function, operands),) = expression.items()
    if function == "Fn::Not":
        return not _holds(operands[0], told)
    first, second = (told[o["Ref"]] if isinstance(o, dict) else o for o in operands)
    return bool({"Fn::Equals": first == second, "Fn::Contains": second in first}[function])

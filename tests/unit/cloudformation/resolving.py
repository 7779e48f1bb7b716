"""The template as CloudFormation would deploy it: parameters, conditions and names filled in."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Template = dict[str, Any]

ACCOUNT = "111122223333"
PSEUDO = {
    "AWS::Partition": "aws",
    "AWS::Region": "eu-west-1",
    "AWS::AccountId": ACCOUNT,
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": "receipts",
}
_ABSENT = object()
_ARNS = {
    "AWS::S3::Bucket": "arn:aws:s3:::{}",
    "AWS::IAM::Role": f"arn:aws:iam::{ACCOUNT}:role/{{}}",
    "AWS::KMS::Key": f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/{{}}",
    "AWS::DynamoDB::Table": f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/{{}}",
    "AWS::Events::Rule": f"arn:aws:events:eu-west-1:{ACCOUNT}:rule/{{}}",
    "AWS::SQS::Queue": f"arn:aws:sqs:eu-west-1:{ACCOUNT}:{{}}",
    "AWS::Logs::LogGroup": f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:{{}}:*",
}


@dataclass(frozen=True, slots=True)
class Deployed:
    """A template with its parameters."""

    template: Template
    parameters: Mapping[str, str]

    def properties(self, name: str) -> dict[str, Any]:
        """The properties of a resource, as its service gets them."""
        found: dict[str, Any] = self.value(self.template["Resources"][name]["Properties"])
        return found

    def arn(self, name: str) -> str:
        """The ARN that a resource might have: its name in the template stands for its own."""
        kind = self.template["Resources"][name]["Type"]
        return _ARNS[kind].format(name.lower() if kind == "AWS::S3::Bucket" else name)

    def value(self, given: Any) -> Any:
        """What a part of the template comes to; a list leaves out what is not there."""
        if isinstance(given, list):
            return [each for each in map(self.value, given) if each is not _ABSENT]
        if not isinstance(given, dict):
            return given
        ((name, operand),) = given.items() if len(given) == 1 else ((None, None),)
        if name in _FUNCTIONS:
            return _FUNCTIONS[name](self, operand)
        if str(name).startswith("Fn::"):
            raise NotImplementedError(name)
        values = {key: self.value(value) for key, value in given.items()}
        return {key: value for key, value in values.items() if value is not _ABSENT}

    def _ref(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return _ABSENT
        if name in self.template["Parameters"]:
            return str(self.parameters.get(name, self._default(name)))
        return PSEUDO.get(name, name)

    def _default(self, name: str) -> str:
        return str(self.template["Parameters"][name].get("Default", name))

    def _attribute(self, operand: list[str]) -> str:
        name, attribute = operand
        return self.arn(name) if attribute == "Arn" else f"{name}.{attribute}"

    def _text(self, text: str) -> str:
        def filled(match: re.Match[str]) -> str:
            name, _, attribute = match[1].partition(".")
            return str(self._attribute([name, attribute]) if attribute else self._ref(name))

        return re.sub(r"\$\{([\w:.]+)\}", filled, text)

    def _chosen(self, operand: list[Any]) -> Any:
        condition, yes, no = operand
        return self.value(yes if self._holds({"Condition": condition}) else no)

    def _found(self, operand: list[Any]) -> Any:
        mapping, first, second = map(self.value, operand)
        return self.template["Mappings"][mapping][first][second]

    def _holds(self, expression: dict[str, Any]) -> bool:
        ((name, operand),) = expression.items()
        if name == "Condition":
            return self._holds(self.template["Conditions"][operand])
        if name == "Fn::Equals":
            first, second = map(self.value, operand)
            return bool(first == second)
        parts = [self._holds(each) for each in operand]
        return {"Fn::Not": not parts[0], "Fn::And": all(parts), "Fn::Or": any(parts)}[name]


_FUNCTIONS: dict[str | None, Callable[[Deployed, Any], Any]] = {
    "Ref": Deployed._ref,
    "Fn::GetAtt": Deployed._attribute,
    "Fn::Sub": Deployed._text,
    "Fn::If": Deployed._chosen,
    "Fn::FindInMap": Deployed._found,
}

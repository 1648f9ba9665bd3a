"""FEEL, the expression language of decision models: text to closures, under limits, saying why a null is null."""

from engine.feel.expression import Evaluation, Expression, UnaryTest, compile_expression, compile_unary
from engine.feel.guards import FeelSyntaxError, Warning
from engine.feel.json_values import to_json
from engine.feel.messages import MESSAGES, describe
from engine.feel.temporal import parse_duration
from engine.feel.values import Function, Range, YearsMonths

__all__ = [
    "MESSAGES",
    "Evaluation",
    "Expression",
    "FeelSyntaxError",
    "Function",
    "Range",
    "UnaryTest",
    "Warning",
    "YearsMonths",
    "compile_expression",
    "compile_unary",
    "describe",
    "parse_duration",
    "to_json",
]

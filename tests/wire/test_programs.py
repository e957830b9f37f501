"""What a program problem may leave out."""

from decimal import Decimal

from lectorium_wire.authoring import ProgramImport


def test_a_test_without_points_is_worth_one() -> None:
    sent = '{"title": "Echo", "tests": [{"call": "f(1)", "expected": "1"}]}'
    assert ProgramImport.model_validate_json(sent, strict=True).tests[0].points == Decimal(1)

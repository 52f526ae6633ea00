import pytest

from charleos.rules.phases import StepKind
from charleos.rules.skills import Candidate, is_of_trade, ranked
from charleos.units import Minutes


def somebody(
    n: int, discipline: str = "development", *, free: int = 390, done: int = 0, capacity: int = 390
) -> Candidate:
    return Candidate(n, f"Person {n}", discipline, Minutes(free), Minutes(capacity), done)


@pytest.mark.parametrize(
    ("kind", "discipline"),
    [
        (StepKind.DESIGN, "design"),
        (StepKind.CLIENT_DESIGN_FEEDBACK, "design"),
        (StepKind.DEVELOPMENT, "development"),
        (StepKind.INTERNAL_QA_REVIEW, "qa"),
        (StepKind.EXTERNAL_QA_REVIEW, "qa"),
        (StepKind.INTERNAL_QA_FIXES, "development"),
        (StepKind.DEPLOYMENT, "development"),
        (StepKind.DELAYED, "development"),
    ],
)
def test_every_kind_of_step_has_one_trade(kind: StepKind, discipline: str) -> None:
    assert [one for one in ("design", "development", "qa", "pm") if is_of_trade(one, kind)] == [discipline]


def test_trade_counts_before_room_room_before_practice_and_practice_before_more_room() -> None:
    other_trade = somebody(1, "design", done=99)
    away = somebody(2, capacity=0, free=0, done=99)
    full = somebody(3, free=60, done=99)
    practised = somebody(4, free=200, done=5)
    freest = somebody(5, free=390, done=1)
    found = ranked([other_trade, away, full, practised, freest], StepKind.DEVELOPMENT, Minutes(120))
    assert found == (practised, freest, full, away, other_trade)


def test_what_is_promised_is_what_is_not_free() -> None:
    assert somebody(1, free=90).planned == 300

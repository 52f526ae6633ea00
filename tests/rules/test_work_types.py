"""How types of work are called."""

import pytest

from charleos.rules.work_types import type_title


@pytest.mark.parametrize(
    ("work_type", "said"), [("development", "Development"), ("qa", "QA"), ("SEO audit", "SEO audit"), ("", "")]
)
def test_a_type_begins_with_a_capital_and_abbreviations_are_all_capitals(work_type: str, said: str) -> None:
    assert type_title(work_type) == said

"""The two halves of My work: logging time, and one's own schedule. Which one stands in the address."""

from __future__ import annotations

from enum import StrEnum

from charleos.ui.address import Address

ADDRESS = Address("my_work", "work_")


class Section(StrEnum):
    LOG = "log"
    SCHEDULE = "schedule"

    @property
    def title(self) -> str:  # type: ignore[override]
        return "My schedule" if self is Section.SCHEDULE else "Log time"


def choose_section() -> Section:
    return ADDRESS.choose("Section", "section", Section, Section.LOG, titles=lambda one: one.title, width="content")

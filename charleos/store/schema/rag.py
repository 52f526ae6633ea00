"""How a client's week went: red, amber or green."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from charleos.store.schema.base import ClientOwned, Table, check, one_of, ref, rules


class RagReport(ClientOwned, Table):
    """A client's week, Monday to Sunday, named by its Monday. A draft may lack its colour; a complete one is locked.

    suggested and points: what the product would have said when the report was completed, and why (JSON).
    """

    __tablename__ = "rag_report"
    __table_args__ = rules(
        one_of("status", "green", "amber", "red"),
        one_of("suggested", "green", "amber", "red"),
        one_of("state", "draft", "complete"),
        check("complete", "state = 'draft' or (status is not null and completed_at is not null)"),
    )
    client_id: Mapped[int] = ref("client.id", primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)
    status: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")
    next_step: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="draft")
    suggested: Mapped[str | None]
    points: Mapped[str] = mapped_column(default="")
    saved_at: Mapped[datetime]
    saved_by: Mapped[int | None] = ref("person.id")
    completed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

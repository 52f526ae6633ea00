"""The files of a month: the client's statement, and the agency's figures."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from charleos.desk import Desk
from charleos.exports.client_statement import ClientStatement, client_statement_csv
from charleos.exports.client_statement_pdf import client_statement_pdf
from charleos.exports.month_end import month_end_csv
from charleos.periods import Month
from charleos.reads.billed_tasks import billed_tasks
from charleos.reads.month_end import EndingMonth, MonthEnd, agency_name
from charleos.ui.session import at_click

_SAID = "What the client may see: hours, tasks and sizes; no raw time, no efficiency, nobody's name."


def statement_buttons(desk: Desk, one: EndingMonth, month: Month) -> None:
    """What the client may receive: made when it is asked for."""
    _file(
        "Statement PDF",
        lambda: client_statement_pdf(_told(desk, one, month), desk.today),
        f"{one.slug}-{month}.pdf",
        "application/pdf",
        said=_SAID,
    )
    _file(
        "Statement CSV",
        lambda: client_statement_csv(_told(desk, one, month)),
        f"{one.slug}-{month}.csv",
        "text/csv",
        said=_SAID,
    )


def _told(desk: Desk, one: EndingMonth, month: Month) -> ClientStatement:
    tasks = billed_tasks(desk, one.slug, month)
    return ClientStatement(agency_name(desk), one.now.client.name, one.statement, one.is_closed, tasks)


def agency_button(ended: MonthEnd) -> None:
    said = "Every client's figures of the month. For the agency only."
    _file("CSV", lambda: month_end_csv(ended), f"month-end-{ended.month}.csv", "text/csv", said=said)


def _file(label: str, make: Callable[[], bytes], name: str, mime: str, *, said: str) -> None:
    icon = ":material/picture_as_pdf:" if mime.endswith("pdf") else ":material/download:"
    st.download_button(label, at_click(make), file_name=name, mime=mime, icon=icon, on_click="ignore", help=said)

"""The client's month on paper: the figures of `client_statement` and the tasks behind them, on A4."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from charleos.exports.client_statement import ClientStatement, figures, size_range
from charleos.periods import long_day
from charleos.rules.retainer import utilisation
from charleos.units import hours

if TYPE_CHECKING:
    from fpdf import FPDF
    from fpdf.table import Table

FONTS = Path(__file__).parent / "fonts"
OTHER_SCRIPTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansHebrew-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansThai-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansDevanagari-Regular.ttf",
)
"""For names that the product's own font (Latin, Greek, Cyrillic) lacks; used where the machine has them."""

SANS = "charle"
INK, GREY, RULE, BLUE, RED = (28, 36, 49), (100, 110, 125), (217, 223, 231), (43, 89, 195), (171, 39, 51)
MARGIN, WIDTH = 18.0, 174.0
COLUMNS = (16.0, 84.0, 30.0, 24.0, 20.0)


def client_statement_pdf(of: ClientStatement, today: date) -> bytes:
    """The file's bytes. today: the day it is made on, which an open month's statement names."""
    page = _paper(of, today)
    _heading(page, of)
    _bar(page, of)
    _figures(page, of)
    _tasks(page, of)
    return bytes(page.output())


def _paper(of: ClientStatement, today: date) -> FPDF:
    from fpdf import FPDF  # takes a third of a second, and most people never ask for a PDF

    month, agency = of.statement.month.name, of.agency
    foot = f"{agency} · {month}" + ("" if of.is_closed else f" · as of {long_day(today)}, the month is still open")

    class Paper(FPDF):
        def footer(self) -> None:
            self.set_y(-14)
            self.set_font(SANS, size=8)
            self.set_text_color(*GREY)
            self.cell(WIDTH / 2, 5, foot)
            self.cell(WIDTH / 2, 5, f"Page {self.page_no()} of {{nb}}", align="R")

    page = Paper(format="A4")
    page.set_margins(MARGIN, MARGIN)
    page.set_auto_page_break(True, margin=20)
    page.set_title(f"{of.client}, {month}")
    page.set_author(agency)
    page.set_creation_date(datetime.combine(today, time(), UTC))
    _add_fonts(page)
    page.add_page()
    return page


def _add_fonts(page: FPDF) -> None:
    page.add_font(SANS, "", FONTS / "CharleSans-Regular.ttf")
    page.add_font(SANS, "B", FONTS / "CharleSans-Semibold.ttf")
    others = [path for path in OTHER_SCRIPTS if Path(path).exists()]
    for number, path in enumerate(others):
        page.add_font(f"other{number}", "", path)
    page.set_fallback_fonts([f"other{number}" for number in range(len(others))], exact_match=False)


def _heading(page: FPDF, of: ClientStatement) -> None:
    page.set_font(SANS, size=9)
    page.set_text_color(*GREY)
    page.cell(WIDTH, 5, of.agency, new_x="LMARGIN", new_y="NEXT")
    page.ln(3)
    page.set_text_color(*INK)
    page.set_font(SANS, "B", 20)
    page.multi_cell(WIDTH, 9, of.client, align="L", new_x="LMARGIN", new_y="NEXT")
    page.set_font(SANS, size=12)
    page.cell(WIDTH, 7, of.statement.month.name, new_x="LMARGIN", new_y="NEXT")
    page.ln(4)


def _bar(page: FPDF, of: ClientStatement) -> None:
    """How much of the month is used, as a line; beyond it in red."""
    used = utilisation(of.statement)
    if used is None:
        return
    billable, available = used
    y = page.get_y()
    page.set_fill_color(*RULE)
    page.rect(MARGIN, y, WIDTH, 3, style="F")
    share = min(1.0, max(0.0, billable / available))
    page.set_fill_color(*(RED if billable > available else BLUE))
    page.rect(MARGIN, y, WIDTH * share, 3, style="F")
    page.ln(7)


def _figures(page: FPDF, of: ClientStatement) -> None:
    page.set_draw_color(*RULE)
    for name, value in figures(of):
        is_sum = name == "Remaining"
        page.set_font(SANS, "B" if is_sum else "", 10)
        page.set_text_color(*(RED if is_sum and value.startswith("-") else INK))
        page.cell(WIDTH - 40, 6.5, name, border="B")
        page.cell(40, 6.5, value, border="B", align="R", new_x="LMARGIN", new_y="NEXT")
    page.ln(8)


def _tasks(page: FPDF, of: ClientStatement) -> None:
    page.set_text_color(*INK)
    page.set_font(SANS, "B", 13)
    page.cell(WIDTH, 8, "What we worked on", new_x="LMARGIN", new_y="NEXT")
    page.set_font(SANS, size=9.5)
    if not of.tasks:
        page.set_text_color(*GREY)
        page.cell(WIDTH, 7, "Nothing was billed to this month.", new_x="LMARGIN", new_y="NEXT")
        return
    with _table(page) as table:
        table.row(("Task", "", "Size range", "Status", "Billable"))
        for one in of.tasks:
            told = f"{one.title}\n{one.description}" if one.description else one.title
            sizes = "\n".join(size_range(size) for size in one.sizes) or "–"
            table.row((f"#{one.number}", told, sizes, one.phase.value, hours(one.billable)))


def _table(page: FPDF) -> AbstractContextManager[Table]:
    from fpdf.fonts import FontFace

    page.set_fill_color(255, 255, 255)
    return page.table(
        col_widths=COLUMNS,
        text_align=("LEFT", "LEFT", "LEFT", "LEFT", "RIGHT"),
        borders_layout="HORIZONTAL_LINES",
        headings_style=FontFace(emphasis="BOLD", color=GREY, fill_color=(255, 255, 255), size_pt=8.5),
        line_height=5,
        padding=1.2,
        width=WIDTH,
        align="LEFT",
        v_align="TOP",
    )

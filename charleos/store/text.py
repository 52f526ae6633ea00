"""Text as every database can hold it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class TextColumn(TypeDecorator[str]):
    """Words of any script. What a database cannot hold, NUL and halves of characters, is left out: of what is stored,
    and of what is looked for.
    """

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """
        >>> from sqlalchemy.dialects.sqlite import dialect
        >>> [TextColumn().process_bind_param(text, dialect()) for text in ("a\\0b", "Caf\\u00e9 \\ud800", None)]
        ['ab', 'Café ', None]
        """
        if value is None or (value.isascii() and "\0" not in value):
            return value
        return value.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")

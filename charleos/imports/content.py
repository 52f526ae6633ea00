"""What stands in a file on the disk, unpacked."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from charleos.errors import BadInput

LARGEST_FILE = 500_000_000


def content_of(path: Path) -> bytes:
    """The file at a path, unpacked when its name ends in .gz. Raises BadInput."""
    try:
        with gzip.open(path) if path.name.endswith(".gz") else path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise BadInput(f"There is no file {path}.") from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise BadInput(f"{path} ends in .gz but cannot be unpacked; save it again.") from None
    except OSError as broken:
        raise BadInput(f"{path} cannot be read: {broken.strerror}.") from None
    if len(content) > LARGEST_FILE:
        raise BadInput(f"{path} holds more than {LARGEST_FILE // 1_000_000} MB; split it into smaller files.")
    return content

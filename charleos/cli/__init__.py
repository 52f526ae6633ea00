"""The `charleos` command."""

from charleos.cli.command import main

__all__ = ["main"]

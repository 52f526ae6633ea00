"""The month end page: every client's month, what to look at before closing, closing itself, and the files."""

"""The sections of the Account page."""

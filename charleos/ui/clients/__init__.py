"""The client list and the dialogs about a client."""

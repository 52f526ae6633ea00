"""CharleOS: the operations dashboard of an agency that sells retainers and bills by value."""

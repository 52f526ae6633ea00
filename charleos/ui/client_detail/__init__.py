"""A client's page: head, panel, and the sections Overview, Work, Time and Ledger."""

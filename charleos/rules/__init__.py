"""Pure rules over frozen values: no clock, no I/O, no database."""

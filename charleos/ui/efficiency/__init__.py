"""The parts of the Efficiency page."""

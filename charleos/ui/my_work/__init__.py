"""My work: the pieces of the page on which people log their time."""

"""Leave: the pieces of the page on which people ask for days off, and see who is away."""

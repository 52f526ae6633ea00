"""The Schedule page: the team day by day, moving several steps at once, and how well clients are planned."""

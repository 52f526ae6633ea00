"""Pieces of screens by the nouns of the trade, shared by pages. They show what they are handed and judge nothing."""

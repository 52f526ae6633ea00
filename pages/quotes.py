"""Quotes: what clients asked for, from the first question to the task it becomes; and what one is asked to size."""

from charleos.ui.quotes.address import chosen_quote
from charleos.ui.quotes.detail import show_quote
from charleos.ui.quotes.listing import show_list
from charleos.ui.session import open_desk

desk = open_desk(__file__)

number = chosen_quote()
if number is None:
    show_list(desk)
else:
    show_quote(desk, number)

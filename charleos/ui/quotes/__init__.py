"""Quotes on screen: the list, one quote, and the dialogs that move it on."""

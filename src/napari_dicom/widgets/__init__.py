"""Docked widgets that show what is open: the door."""

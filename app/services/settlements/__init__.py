"""Settlements: what the customer pays for an order, line by line, and how he paid it."""

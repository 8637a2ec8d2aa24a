"""Measures the program beside plain sqlite3 in the same run. No part of the program imports it."""

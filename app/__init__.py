"""Counterpart: the parts counter and service reception of a vehicle workshop, in one program and one file."""

__version__ = "0.1.0"

"""Complaints (R75–R90): taken within a minute, handled by one named person, closed by his superior, never forgotten."""

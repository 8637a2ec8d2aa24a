"""What a shop's books survive: cuts at random moments of all postings, full and damaged disks, clocks set back.

`python3 dev.py torture` runs all of it and writes docs/reliability.md; tests/test_torture.py runs a little of each.
"""

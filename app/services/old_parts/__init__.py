"""Old parts that come off cars (R68–R71): expected, handed in, registered, and what becomes of each (domain.md §3.14)."""

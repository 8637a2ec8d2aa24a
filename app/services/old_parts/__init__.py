"""Old parts that come off cars (R68–R71): expected, handed in, registered, disposed of (domain.md §3.14)."""

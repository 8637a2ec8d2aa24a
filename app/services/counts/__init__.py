"""Stock counts (domain.md §3.3): rules, workflow, scanning, places, analysis, queries, papers, screens."""

"""Follow-up calls after a delivery, and how satisfied customers are (R103, domain.md §3.19)."""

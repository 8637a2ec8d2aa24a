"""Work orders: from the customer's wish over his signature to the work, and back to him when something changes."""

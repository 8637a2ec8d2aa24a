"""Foreign lists made safe. `reading` to `checking` are pure; only the modules named …_rows know the database."""

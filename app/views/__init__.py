"""The only layer that knows PySide6. Rooms are made of the parts in `kit`; nothing here knows a database session."""

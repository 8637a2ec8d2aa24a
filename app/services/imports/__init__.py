"""Foreign lists made safe: reads files, maps columns, checks rows. Pure: knows no database, no session, no screen."""

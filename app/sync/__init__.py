"""Exchange with other stations by packages in a folder: made, signed, read, and taken in. Knows no screen."""

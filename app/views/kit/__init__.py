"""The parts every room is made of (see README.md beside this file). They know no shop noun and no room."""

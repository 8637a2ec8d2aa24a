"""Turns a checkout into what a shop installs: bundle, Windows setup, Debian package. No part of the program."""

"""The command line, a file for each command: it asks, prints and exits; what it prints is decided elsewhere."""

"""The command line, a file for each command: it asks, prints and exits; what it prints is decided elsewhere.

Comes in: arguments. Goes out: text or JSON on standard output, one line per fault on standard error, an exit status.
"""

"""The command line, with one file for each command. It asks, prints and exits. Other rooms decide what it prints.

Comes in: arguments. Goes out: text or JSON on standard output, one line per fault on standard error, an exit status.
"""

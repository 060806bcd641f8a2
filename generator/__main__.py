"""`python -m generator`: the command line."""

from generator.command_line import main

main()

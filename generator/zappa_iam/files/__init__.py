"""Files: where they are, and how they are read, cached and written (all or nothing).

Comes in: paths. Goes out: checked data, Jinja's environment, folders replaced as a whole. May import: nothing of ours.
"""

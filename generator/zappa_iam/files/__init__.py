"""Files: where everything lies, and how it is read, cached and written, all of it or nothing.

Comes in: paths. Goes out: checked data, Jinja's environment, folders replaced as a whole. May import: nothing of ours.
"""

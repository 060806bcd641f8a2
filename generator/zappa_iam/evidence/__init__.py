"""The evidence: what real Zappa asked AWS for, a folder for each version, written by the recorder alone.

Comes in: the files of `zappa-<version>/`. Goes out: recordings, and what they ask for. May import: `iam`, `requests`.
"""

"""Reports: what people read about catalog, evidence and proof: explanations, tables, comparisons.

Comes in: catalog, recordings, proof. Goes out: rows and text. May import: all but the command line.
"""

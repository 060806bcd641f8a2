"""Runs real Zappa against moto and writes down every AWS call it makes.

This package runs inside an environment that holds one Zappa version (`requirements/zappa-<version>.txt`) and imports
nothing of the other rooms; `record.py` starts it from outside.

Comes in: `scenarios/`, what Zappa is made to do. Goes out: `evidence/zappa-<version>/`, each call with the line of
Zappa that makes it.
"""

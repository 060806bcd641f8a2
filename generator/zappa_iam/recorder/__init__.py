"""Runs real Zappa against moto and writes down every AWS call it makes.

This package runs inside an environment that holds one Zappa version (`requirements/zappa-<version>.txt`) and imports
nothing from the rest of `generator`; `generator/zappa_iam/recorder/record.py` starts it from outside.
"""

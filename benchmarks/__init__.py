"""What the project measures: `make bench` prints it as a table; docs/benchmarks.md keeps the last one."""

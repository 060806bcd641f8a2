"""`python -m zappa_iam`, and `zappa-iam` where it is installed: the command line."""

import gc

gc.disable()  # a command ends long before garbage matters; collecting it takes a twentieth of a render

from zappa_iam.cli.main import main  # noqa: E402 - the imports are what makes most of the garbage

if __name__ == "__main__":
    main()

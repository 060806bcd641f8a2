"""Run by the Python of a Zappa environment: what real Zappa makes of settings, one JSON line in, one out.

In: the folder, the file in it, and the stage. Out: what `ZappaCLI.load_settings` gives, or what it raises.
"""

import contextlib
import io
import json
import os
import sys

from zappa.cli import ZappaCLI


def answer(folder: str, file: str, stage: str) -> dict[str, object]:
    """What Zappa says of the stage, with no AWS configuration."""
    cli = ZappaCLI()
    cli.load_credentials = False
    cli.api_stage = stage
    cli.stage_env = stage
    try:
        with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()):
            cli.load_settings(file)
    except Exception as error:
        return {"error": type(error).__name__, "says": str(getattr(error, "message", error))}
    managed = bool(cli.manage_roles)
    arn = None if managed else cli.zappa.credentials_arn
    return {
        "function": cli.lambda_name,
        "project": cli.project_name,
        "region": cli.aws_region,
        "bucket": cli.s3_bucket_name,
        "manages_role": managed,
        "role": str(cli.zappa.role_name) if not arn else str(arn).rpartition("/")[2],
        "role_arn": arn or None,
        "api": bool(cli.use_apigateway),
        "websocket": bool(cli.use_websocket),
    }


if __name__ == "__main__":
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    for line in sys.stdin:
        print(json.dumps(answer(*json.loads(line))), flush=True)

"""Projects and stages that the module refuses."""

from __future__ import annotations

from tests.shared.case_inputs import Answered

PROJECTS: Answered = {
    "project_wildcard": ({"project_name": "sh*"}, "project_name: Zappa refuses this name"),
    "project_interpolation": ({"project_name": "$${aws:username}"}, "project_name: Zappa refuses this name"),
    "project_newline": ({"project_name": "shop\n"}, "project_name: Zappa refuses this name"),
    "stage_wildcard": ({"stages": ["dev*"]}, "stages: Zappa refuses such a stage"),
    "stage_beside_every_stage": ({"stages": ["*", "dev"]}, 'stages: "*" is every stage already; write it alone'),
    "stage_beyond_ascii": (
        {"stages": ["dev", "größe"]},
        "stages: größe is not ASCII: API Gateway refuses it, and without an API Zappa converts the name",
    ),
    "stage_newline": ({"stages": ["dev\nprod"]}, "stages: Zappa refuses such a stage"),
    "stage_null": ({"stages": [None]}, "stages: Zappa refuses such a stage"),
    "project_with_a_space": ({"project_name": "my shop"}, "project_name: Zappa refuses this name"),
    "project_of_dashes": ({"project_name": "_-"}, "project_name: Zappa refuses this name"),
    "project_missing": ({"project_name": None}, "project_name: least privilege needs the project's name; write it"),
    "stages_missing": ({"stages": []}, "stages: least privilege needs the names of the stages; write them"),
    "stage_without_project": (
        {"project_name": "*", "stages": ["dev"]},
        'stages: a stage belongs to a project; name the project, or write stages = ["*"] for every stage.',
    ),
    "stage_without_a_name": (
        {"stages": ["_", "dev"]},
        'stages: "_" has no letter or digit, so the name of the function is just shop, and grants on that name',
    ),
    "stages_of_one_function": (
        {"stages": ["DEV", "a_b", "a__b", "dev", "dev_", "test"]},
        "stages: DEV and dev and dev_ are the same function to Zappa, shop-dev; "
        "a__b and a_b are the same function to Zappa, shop-a-b; keep one of them.",
    ),
    "stage_of_another_project": (
        {"stages": ["dev", "dev_two"], "other_projects": {"shop": ["dev", "dev_two"], "shop-dev": ["one", "two"]}},
        'stages: "dev_two" of shop and "two" of shop-dev are both shop-dev-two; rename a stage, or name',
    ),
    "stage_under_another_project": (
        {"stages": ["dev_two"], "other_projects": {"Shop_Dev": ["*"]}},
        'stages: "dev_two" of shop and "*" of Shop_Dev are both shop-dev-two; rename a stage',
    ),
    "every_stage_over_another_project": (
        {"stages": ["*"], "other_projects": {"shop-two": ["dev"], "shop-three": ["*"], "blog": ["*"], "sho": ["*"]}},
        'stages: "*" of shop and "*" of shop-three are both shop-three-*; "*" of shop and "dev" of shop-two are both '
        "shop-two-dev; rename a stage",
    ),
    "other_stage_null": (
        {"other_projects": {"blog": [None]}},
        "other_projects: a stage is null; write the stages as in",
    ),
    "managed_role_too_long": (
        {"features": ["apigateway", "events", "manage_roles"], "project_name": "p" * 36, "stages": ["dev"]},
        "makes a role name of over 64 characters, which IAM refuses; shorten",
    ),
    "stage_too_long": (
        {"project_name": "p" * 40, "stages": ["s" * 40]},
        "stages: project and stage make a function name",
    ),
    "many_stages": (
        {"stages": [f"stage_{number}" for number in range(40)]},
        "characters too long for the ten policies of 6144 characters that IAM takes: call the module once for each",
    ),
}

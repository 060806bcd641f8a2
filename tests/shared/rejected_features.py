"""Features, and what they work on, that the module refuses."""

from __future__ import annotations

from tests.shared.case_inputs import Answered

FEATURES: Answered = {
    "unknown_feature": (
        {"features": ["apigateway", "events", "teleport"]},
        "features: unknown teleport; write some of: alb, api_key, apigateway, ",
    ),
    "unknown_feature_in_an_unknown_region": (
        {"features": ["apigateway", "events", "teleport"], "region": "Oregon"},
        "features: unknown teleport; write some of: alb, api_key, apigateway, ",
    ),
    "feature_null": ({"features": ["apigateway", "events", None]}, "features: unknown null; write some of: alb, "),
    "settings_for_features": (
        {"features": ["apigateway", "cors", "keep_warm", "teleport"]},
        "features: cors is a setting of apigateway or apigateway_v2, write that; keep_warm is a setting of events, "
        "write that; unknown teleport; write some of: alb, ",
    ),
    "way_in_and_none": (
        {"features": ["events", "function_url", "no_api"]},
        "features: no_api says none of apigateway, alb, apigateway_v2, function_url, websocket, and function_url is "
        "named; remove one of the two.",
    ),
    "always_on_feature": ({"features": ["apigateway", "core", "events"]}, "features: unknown core"),
    "unknown_profile": (
        {"policy_profile": "admin"},
        'policy_profile: unknown profile; write "least_privilege" or "guide".',
    ),
    "unknown_taker": (
        {"resources": {"teleport": ["x"]}},
        "resources: teleport takes none; the features that do: alb, api_key, async_lambda, ",
    ),
    "resource_interpolation": (
        {
            "features": ["apigateway", "events", "remote_env"],
            "resources": {"remote_env": ["s3://my-config/$${aws:username}"]},
        },
        "resources: remote_env does not take",
    ),
    "resource_quote": (
        {"features": ["apigateway", "certify", "events"], "resources": {"certify": ['shop".example.com']}},
        "resources: certify does not take",
    ),
    "domain_too_long": (
        {
            "features": ["apigateway", "certify", "events"],
            "resources": {"certify": [f"{'a.' * 126}com", "shop.example.com"]},
        },
        'a.a.com", write it as in shop.example.com.',
    ),
    "domain_star_within": (
        {"features": ["apigateway", "certify", "events"], "resources": {"certify": ["*shop.example.com", "a.*.com"]}},
        'resources: certify does not take "*shop.example.com", write it as in shop.example.com; certify does not',
    ),
    "managed_role_by_name": (
        {"features": ["apigateway", "events", "manage_roles", "role_name"]},
        "features: with manage_roles Zappa creates the role that role_name names",
    ),
    "key_alias": (
        {
            "features": ["apigateway", "aws_kms_key_arn", "events"],
            "resources": {"aws_kms_key_arn": ["arn:aws:kms:us-west-2:123456789012:alias/shop"]},
        },
        "write it as in arn:aws:kms:us-west-2:123456789012:key/",
    ),
    "no_features": (
        {"features": []},
        'features: add "apigateway" (Zappa\'s default; else alb, apigateway_v2, function_url, websocket, or no_api), '
        '"events" (Zappa\'s default; else no_events).',
    ),
    "no_way_in": (
        {"features": ["events", "efs_config"]},
        'features: add "apigateway" (Zappa\'s default; else alb, apigateway_v2, function_url, websocket, or no_api), '
        '"vpc_config" (efs_config needs it).',
    ),
    "feature_alone": (
        {"features": ["apigateway", "events", "efs_config", "lets_encrypt_key"]},
        'features: add "vpc_config" (efs_config needs it), "certify" (lets_encrypt_key needs it).',
    ),
    "resource_of_a_feature_that_is_off": (
        {"resources": {"layers": ["arn:aws:lambda:us-west-2:123456789012:layer:my-layer:1"]}},
        "resources: layers is not on; name it in features, too.",
    ),
    "nothing_to_work_on": (
        {
            "features": ["apigateway", "cognito", "dead_letter", "event_source_sqs", "events"],
            "resources": {"dead_letter": ["arn:aws:sns:us-west-2:123456789012:failures"]},
        },
        "resources: cognito, event_source_sqs work on nothing yet; write resources = { cognito = "
        '["us-west-2_abcdefghi"], dead_letter = ["arn:aws:sns:us-west-2:123456789012:failures"], event_source_sqs = '
        '["arn:aws:sqs:us-west-2:123456789012:orders"] }.',
    ),
    "malformed_resource": (
        {"features": ["apigateway", "events", "layers"], "resources": {"layers": ["my-layer"]}},
        'resources: layers does not take "my-layer", write it as in arn:aws:lambda:us-west-2:123456789012:layer:my-',
    ),
    "resource_wildcard": (
        {
            "features": ["apigateway", "event_source_sqs", "events"],
            "resources": {"event_source_sqs": ["arn:aws:sqs:us-west-2:123456789012:*"]},
        },
        "resources: event_source_sqs does not take",
    ),
    "resource_of_no_partition": (
        {
            "features": ["apigateway", "event_source_sqs", "events"],
            "resources": {"event_source_sqs": ["arn:aws-evil:sqs:us-west-2:123456789012:orders"]},
        },
        'resources: event_source_sqs does not take "arn:aws-evil:sqs:us-west-2:123456789012:orders", write it as in '
        "arn:aws:sqs:us-west-2:123456789012:orders.",
    ),
    "resource_null": (
        {
            "features": ["apigateway", "event_source_sqs", "events", "layers"],
            "resources": {"event_source_sqs": [None], "layers": ["arn:aws:lambda:us-west-2:123456789012:layer:a:1"]},
        },
        "resources: event_source_sqs does not take null, write it as in arn:aws:sqs:us-west-2:123456789012:orders.",
    ),
    "resources_null": (
        {"features": ["apigateway", "event_source_sqs", "events"], "resources": {"event_source_sqs": None}},
        "resources: event_source_sqs works on nothing yet; write resources = { event_source_sqs = "
        '["arn:aws:sqs:us-west-2:123456789012:orders"] }.',
    ),
}

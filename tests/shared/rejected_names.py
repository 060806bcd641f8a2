"""Names, tags, bucket and logs that the module refuses."""

from __future__ import annotations

from tests.shared.case_inputs import CHINA, KEY_ARN, Answered
from zappa_iam.module.planning import REQUIRED

NAMES: Answered = {
    "bucket_upper_case": ({"bucket_name": "MyBucket"}, "bucket_name: S3 refuses this name; write 3 to 63"),
    "bucket_too_short": ({"bucket_name": "ab"}, "bucket_name: S3 refuses"),
    "bucket_too_long": ({"bucket_name": "b" * 64}, "bucket_name: S3 refuses"),
    "bucket_ip_address": ({"bucket_name": "192.168.5.4"}, "bucket_name: S3 refuses"),
    "bucket_two_dots": ({"bucket_name": "a..b"}, "bucket_name: S3 refuses"),
    "bucket_interpolation": ({"bucket_name": "a$${path.cwd}b"}, "bucket_name: S3 refuses"),
    "role_with_slash": ({"role_name": "team/role"}, "role_name: IAM refuses this name"),
    "role_too_long": ({"role_name": "r" * 65}, "role_name: IAM refuses"),
    "role_arn": (
        {"role_name": "arn:aws:iam::123456789012:role/team/web/Deploy"},
        'role_name: this is an ARN; write role_name = "Deploy" and path = "/team/web/".',
    ),
    "role_arn_without_path": (
        {"role_name": "arn:aws:iam::123456789012:role/Deploy"},
        'role_name: this is an ARN; write role_name = "Deploy" and path = "/".',
    ),
    "role_wildcard": ({"role_name": "*"}, "role_name: IAM refuses"),
    "account_short": ({"account_id": "1234"}, "account_id: this is not 12 digits"),
    "account_hyphens": ({"account_id": "1234-5678-9012"}, "account_id: this is not 12 digits"),
    "region_name": ({"region": "Oregon"}, 'region: this is not an AWS region; write its code, as in "us-west-2".'),
    "region_zone": ({"region": "us-west-2a"}, "region: this is not an AWS region"),
    "name_quote": ({"name": 'Za"ppa'}, "name: IAM refuses names with this prefix"),
    "name_newline": ({"name": "Zappa\nGroup"}, "name: IAM refuses names with this prefix"),
    "name_too_long": ({"name": "n" * 41}, "name: IAM refuses names with this prefix"),
    "path_without_slash": ({"path": "zappa"}, "path: IAM refuses this path; begin and end it with a slash"),
    "path_wildcard": ({"path": "/*/"}, "path: IAM refuses this path"),
    "tag_interpolation": (
        {"tags": {"Team": "$${aws:username}"}},
        'tags: AWS refuses "Team" = "${aws:username}"; write',
    ),
    "tag_of_aws": ({"tags": {"AWS:team": "web"}}, "tags: AWS keeps keys that begin with aws: for itself"),
    "tag_without_key": ({"tags": {"": "web"}}, 'tags: AWS refuses "" = "web"; write'),
    "tag_long_key": ({"tags": {"k" * 129: "web"}}, 'kkk" = "web"; write letters, digits, spaces'),
    "tag_null": ({"tags": {"Team": None}}, 'tags: AWS refuses "Team" = null; write'),
    "tags_of_one_key": (
        {"tags": {"Team": "web", "TEAM": "shop", "Cost": "42"}},
        "tags: TEAM and Team are the same key to IAM; keep one of them.",
    ),
    "tags_too_many": ({"tags": {f"Key{number}": "" for number in range(51)}}, "tags: there are 51, and AWS takes 50"),
    "tag_quote": ({"tags": {'Te"am': "web"}}, 'tags: AWS refuses "Te\\"am" = "web"; write'),
    "tag_newline": ({"tags": {"Team": "web\nshop"}}, 'tags: AWS refuses "Team" = "web\\nshop"; write'),
    "log_target_upper_case": ({"bucket_log_target": "Logs"}, "bucket_log_target: S3 refuses this name"),
    "expiration_zero": ({"package_expiration_days": 0}, "package_expiration_days: this is not a number of days"),
    "bucket_account_of_a_new_bucket": (
        {"bucket_account_id": "999999999999"},
        "bucket_account_id: the module makes the bucket in the functions' account; leave it out",
    ),
    "bucket_account_short": (
        {"create_bucket": False, "bucket_account_id": "999"},
        "bucket_account_id: this is not 12 digits",
    ),
    "null_bucket": ({"bucket_name": None}, "bucket_name"),
    "log_of_the_log": (
        {"bucket_log_target": REQUIRED["bucket_name"]},
        "bucket_log_target: this is the deployment bucket itself",
    ),
    "kms_alias": ({"bucket_kms_key_arn": "alias/aws/s3"}, "bucket_kms_key_arn: this is not a KMS key"),
    "key_of_another_partition": (
        {**CHINA, "bucket_kms_key_arn": KEY_ARN},
        "bucket_kms_key_arn: this is not a KMS key; write the ARN of a key, not of an alias, as in "
        '"arn:aws-cn:kms:us-west-2:123456789012:key/',
    ),
    "log_groups_of_every_stage": (
        {"stages": ["*"], "create_log_groups": True},
        "create_log_groups: the functions are not known; name the project and its stages",
    ),
    "log_retention_of_no_group": (
        {"log_retention_days": 30},
        "log_retention_days: the module makes no log group to keep logs in; write create_log_groups = true",
    ),
    "log_retention_odd": (
        {"create_log_groups": True, "log_retention_days": 31},
        "log_retention_days: CloudWatch Logs does not offer this time; write one of 1, 3, 5, 7, 14, 30, ",
    ),
    "log_key_of_no_group": (
        {"log_kms_key_arn": KEY_ARN},
        "log_kms_key_arn: the module makes no log group to encrypt; write create_log_groups = true",
    ),
    "log_key_alias": (
        {"create_log_groups": True, "log_kms_key_arn": "alias/logs"},
        "log_kms_key_arn: this is not a KMS key; write the ARN of a key",
    ),
    "other_region": ({"region": "eu-west-1"}, "The AWS provider is set to us-west-2, and region is eu-west-1"),
}

"""What hypothesis draws for the evaluator's laws: small alphabets, so that patterns and requests meet often."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from zappa_iam.iam import Condition, Policy, Request, Statement

ACTIONS = ["s3:Get", "s3:Put", "iam:Get"]


RESOURCES = ["arn:aws:s3:::a", "arn:aws:s3:::a/b", "arn:aws:iam::1:role/a", "*"]


KEYS = ["k:one", "k:two"]


VALUES = ["a", "b", "ab", ""]


conditions = st.builds(
    Condition,
    st.sampled_from(["StringEquals", "StringNotEquals", "StringLikeIfExists", "ForAnyValue:StringLike", "Null"]),
    st.sampled_from(KEYS),
    st.lists(st.sampled_from(["a", "a*", "${k:two}"]), min_size=1, max_size=2, unique=True).map(tuple),
).map(lambda found: replace(found, values=("true",)) if found.operator == "Null" else found)


statements = st.builds(
    Statement,
    st.sampled_from(["Allow", "Allow", "Deny"]),
    st.lists(st.sampled_from([*ACTIONS, "s3:*", "*:G?t", "*"]), min_size=1, max_size=3).map(tuple),
    st.lists(
        st.sampled_from([*RESOURCES, "arn:aws:s3:::a*", "arn:aws:*:role/?", "arn:aws:s3"]), min_size=1, max_size=3
    ).map(tuple),
    st.lists(conditions, max_size=2).map(tuple),
    not_action=st.sampled_from([False, False, False, True]),
    not_resource=st.sampled_from([False, False, False, True]),
)


policies = st.lists(st.lists(statements, min_size=1, max_size=3).map(lambda found: Policy(tuple(found))), max_size=3)


requests = st.builds(
    Request,
    st.sampled_from(ACTIONS),
    st.sampled_from(RESOURCES),
    st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES) | st.lists(st.sampled_from(VALUES), max_size=2)),
)

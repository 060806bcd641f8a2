"""What is true whatever a manifest says, held against AWS's SDK."""

from __future__ import annotations

from botocore.session import get_session

from zappa_iam.fleet import facts


def test_regions_are_those_of_the_sdk() -> None:
    """botocore's endpoints and partitions, less the names that stand for a whole partition."""
    session = get_session()
    found = {}
    for name, key in (("endpoints", "partition"), ("partitions", "id")):
        for partition in session.get_data(name)["partitions"]:
            for region in partition["regions"]:
                if not region.endswith("-global"):
                    found[region] = partition[key]
    assert dict(facts.regions()) == found

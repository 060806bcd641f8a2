"""The guide's documents are kept once, as they were published on November 9, 2018."""

from __future__ import annotations

from hashlib import sha256

from zappa_iam.module import guide

PUBLISHED = {
    "role_policy.json": "d4dff4761d74f4da1e927753acb278a7973a370131839331366d066858244856",
    "trust_policy.json": "4b8df2dcc2a23f0c905de942a422362cfd608b23ae0bc5b7459ff9b54a99303f",
    "user_general_policy.json": "d6fadeef890cd2912a223a8aa470a4f16f074304b38600b6c9e78095c19f28aa",
    "user_s3_policy.json": "3f30a9a755ed84097da9906eac8dadf7375bf12696aca0734e34703a27e77119",
}


def test_documents_are_the_published_ones() -> None:
    """Not a byte of them was changed."""
    assert {path.name: sha256(path.read_bytes()).hexdigest() for path in guide.FOLDER.iterdir()} == PUBLISHED

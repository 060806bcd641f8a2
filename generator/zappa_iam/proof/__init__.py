"""The proof that the planned policies are sufficient, minimal and tight; pure.

proof = prove(recordings(), lambda scenario: {"plan": {"deployer": [...], "role": [...]}}, catalog.load())
assert proof.faults == []

Comes in: recordings, planned policies, the catalog, `expectations/` (what must be denied, what is excused) and
`chains/` (what an attacker would try). Goes out: faults, scores, and the verdict on each chain.
"""

from zappa_iam.evidence.recordings import Names
from zappa_iam.proof.corpus import ForbiddenRequest
from zappa_iam.proof.denial import Denial
from zappa_iam.proof.limits import Limits, LimitsError
from zappa_iam.proof.limits import load as load_limits
from zappa_iam.proof.prove import allowing, prove
from zappa_iam.proof.recording import RecordedRequests, recordings
from zappa_iam.proof.score import Mutant, Policies, Score
from zappa_iam.proof.summary import Proof, Share
from zappa_iam.proof.variation import variations

__all__ = [
    "Denial",
    "ForbiddenRequest",
    "Limits",
    "LimitsError",
    "Mutant",
    "Names",
    "Policies",
    "Proof",
    "RecordedRequests",
    "Score",
    "Share",
    "allowing",
    "load_limits",
    "prove",
    "recordings",
    "variations",
]

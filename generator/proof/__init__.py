"""The proof that the planned policies are sufficient, minimal and tight; pure.

proof = prove(recordings(), lambda scenario: {"plan": {"deployer": [...], "role": [...]}}, catalog.load())
assert proof.faults == []
"""

from generator.proof.corpus import Refused
from generator.proof.denial import Denial
from generator.proof.limits import Limits, LimitsError
from generator.proof.limits import load as load_limits
from generator.proof.prove import allowing, prove
from generator.proof.recording import Recording, recordings
from generator.proof.score import Mutant, Policies, Score
from generator.proof.summary import Proof, Share
from generator.proof.variation import variations
from generator.recordings import Names

__all__ = [
    "Denial",
    "Limits",
    "LimitsError",
    "Mutant",
    "Names",
    "Policies",
    "Proof",
    "Recording",
    "Refused",
    "Score",
    "Share",
    "allowing",
    "load_limits",
    "prove",
    "recordings",
    "variations",
]

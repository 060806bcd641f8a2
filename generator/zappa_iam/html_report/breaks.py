"""What happens without an action: loudly, in silence, or where nobody looks."""

from __future__ import annotations

from typing import Any

from zappa_iam.audit.lacking import silent_denials
from zappa_iam.html_report.facts import Fact


def breaks(action: str, principal: str, sid: str, fact: Fact | None) -> dict[str, Any]:
    """What happens without the action: in silence, loudly, or unseen, as AWS asks and not Zappa."""
    row = silent_denials().get((sid, action))
    if row:
        return {"how": "silently", "lost": row.lost, "notices": row.notices, "commands": row.commands}
    asking = fact.commands if fact and fact.recorded else []
    own = [each for each in asking if not each.startswith("AWS, to ")]
    if own:
        return {
            "how": "loudly",
            "lost": "The command fails and names the action.",
            "notices": "Everybody.",
            "commands": own,
        }
    lost = "AWS asks for it on its own, so that no run of Zappa shows what fails; its reason is above."
    return {"how": "unseen", "lost": lost, "notices": "", "commands": []}

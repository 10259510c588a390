"""Label sample 4, and hold the campaign's database until a line comes in; then keep the label.

The argument is the campaign's folder.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.log import NewLabel, add_labels, add_step
from fastlabel_core.campaign.schema import StepKind

database = CampaignFolder(Path(sys.argv[1])).find_database()
assert database is not None
with database.writing() as connection:
    step = add_step(connection, StepKind.ANSWER, "Dan", 0)
    add_labels(connection, step, [NewLabel(4, "fruit")])
    print("held", flush=True)
    sys.stdin.readline()

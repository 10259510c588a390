"""Answer ten times, once a line comes in: each time another sample, and one that all race for.

The arguments are the campaign's folder, the person, and the label that the person gives.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from fastlabel_core.campaign import Campaign

folder, who, label = sys.argv[1:]
campaign = Campaign(folder)
with tempfile.TemporaryDirectory() as temporary:
    file = Path(temporary) / "answers.csv"
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(10):
        file.write_text(f"sampleId,label\n{who}{number},{label}\nboth,{label}\n")
        campaign.answer(file, who=who)

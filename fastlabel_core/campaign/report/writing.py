"""Writing the report of a campaign."""

from __future__ import annotations

from pathlib import Path

from fastlabel_core.campaign.database import Database
from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.report.gathering import gather_findings
from fastlabel_core.campaign.report.page import render_page
from fastlabel_core.durable import write_whole
from fastlabel_core.output_place import refuse_no_place


def write_report(folder: CampaignFolder, database: Database, path: Path) -> None:
    """Write the report of a campaign as an HTML file, which appears whole or not at all.

    Raises
    ------
    UsageError
        If a file of the last round is missing or broken, and the campaign is not finished; if there
        is no folder for the file, or if it is a folder itself.
    """
    refuse_no_place(path)
    with database.reading() as connection:
        findings = gather_findings(connection, folder)
    write_whole(path, render_page(findings))

"""The page of the report: findings and charts, put into its template."""

from __future__ import annotations

import json
from dataclasses import asdict

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from fastlabel_core.campaign.report.drawing import (
    MOST_BARS,
    MOST_MATRIX_CLASSES,
    Charts,
    draw_charts,
)
from fastlabel_core.campaign.report.findings import Findings
from fastlabel_core.campaign.settings import Settings
from fastlabel_core.campaign.stopping import AGREEMENTS, HIGHEST_UNCERTAINTY, LEAST_AGREEMENT
from fastlabel_core.confusion import ConfusedPair

MOST_PAIRS = 10


def render_page(findings: Findings) -> str:
    """Return the report as HTML: one file that loads nothing, the same for the same findings."""
    template = _environment().get_template("report.html")
    return template.render(
        findings=findings,
        status=findings.status,
        rounds=findings.status.rounds,
        last=findings.status.rounds[-1] if findings.status.rounds else None,
        validation=findings.validation,
        why_no_validation=_why_no_validation(findings),
        by_model=sum(each.predicted for each in findings.balance),
        pairs=_confused_pairs(findings),
        charts=_as_markup(draw_charts(findings)),
        settings=_settings_rows(findings.status.settings),
        most_bars=MOST_BARS,
        most_matrix_classes=MOST_MATRIX_CLASSES,
        agreements=AGREEMENTS,
        least_agreement=LEAST_AGREEMENT,
        highest_uncertainty=HIGHEST_UNCERTAINTY,
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"whole": _whole, "decimals": _decimals}
    return environment


def _whole(number: int) -> str:
    return f"{number:,}"


def _decimals(number: float | None, places: int = 3) -> str:
    return "\N{EN DASH}" if number is None else f"{number:,.{places}f}"


def _why_no_validation(findings: Findings) -> str | None:
    """Return why nothing can be said of the validation set; None if something can."""
    if not findings.predicted_round:
        return "no model has predicted anything yet"
    if findings.is_validation_gone:
        return f"what round {findings.predicted_round} left is gone"
    validation = findings.validation
    if validation is None:
        return "the campaign has no validation set"
    if validation.unreadable == validation.samples:
        return f"none of the {validation.samples:,} validation samples could be read"
    return None


def _confused_pairs(findings: Findings) -> list[ConfusedPair]:
    return findings.validation.confusion.most_confused(MOST_PAIRS) if findings.validation else []


def _as_markup(charts: Charts) -> dict[str, Markup | None]:
    """Return charts as what is safe to put on a page: they have escaped their texts themselves."""
    return {name: None if svg is None else Markup(svg) for name, svg in asdict(charts).items()}


def _settings_rows(settings: Settings) -> list[tuple[str, str]]:
    return [
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in settings.model_dump().items()
    ]

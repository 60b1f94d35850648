"""Report: the service report and the maintenance advice beside the pages that will be signed."""

from fieldkit.ui.screens.report.stage import ReportStage

__all__ = ["ReportStage"]

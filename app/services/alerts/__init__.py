"""Stock alerts: raised right after a posting and once a day, known to purchasing, bought, resolved (R12, R13, §3.4)."""

from app.services.alerts import watching
from app.services.alerts.daily import Checked, is_due, run

__all__ = ["Checked", "is_due", "run", "watching"]

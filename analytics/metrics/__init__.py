"""All metrics by name, in the contract's order; each family defines its own in a file beside."""

from __future__ import annotations

from typing import get_args

from analytics.metrics.base import Metric, MetricName
from analytics.metrics.dates import DATES
from analytics.metrics.flows import FLOWS
from analytics.metrics.leads import LEADS
from analytics.metrics.quota import QUOTAS
from analytics.metrics.stages import STAGES
from analytics.metrics.stocks import STOCKS

__all__ = ["METRICS", "Metric", "MetricName"]

_ALL = {metric.name: metric for metric in (*FLOWS, *STOCKS, *DATES, *STAGES, *LEADS, *QUOTAS)}
METRICS: dict[str, Metric] = {name: _ALL[name] for name in get_args(MetricName)}

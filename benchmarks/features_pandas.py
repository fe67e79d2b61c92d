"""The same features at one day, written in pandas as one would: read what is needed, group, merge.

    python -m benchmarks.features_pandas DIR OUT.parquet

Reads only the columns and days that it needs, and looks only at deals that are open then.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.features_data import AS_OF

DAY = pd.Timestamp(AS_OF)
DEAL = "opportunity_id"
SHRINKING_DEALS, RECORD_DAYS, ACTIVITY_DAYS = 20, 365, 28


def _read(folder: Path, name: str, columns: list[str], dated: str = "") -> pd.DataFrame:
    until = [(dated, "<=", AS_OF)] if dated else None
    frame = pd.read_parquet(folder / f"{name}.parquet", columns=columns, filters=until)
    if dated:
        frame[dated] = pd.to_datetime(frame[dated])
    return frame


def _days(later: pd.Series | pd.Timestamp, earlier: pd.Series) -> pd.Series:
    return (later - earlier).dt.days.astype("float64")


def open_deals(deals: pd.DataFrame) -> pd.DataFrame:
    """Deals begun by the day and not closed by its end."""
    is_open = (deals["started_on"] <= DAY) & ~(deals["closed_on"] <= DAY)
    return deals[is_open].sort_values(DEAL, ignore_index=True)


def add_stages(rows: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Stage reached and days in it; a stage recorded again is not entered again."""
    history = _read(folder, "stage_history", [DEAL, "stage", "entered_on"], "entered_on")
    history = history[history[DEAL].isin(rows[DEAL])]
    history = history.sort_values([DEAL, "entered_on"], kind="stable")
    history = history[history["stage"] != history.groupby(DEAL)["stage"].shift()]
    stages = _read(folder, "stages", ["stage", "position", "status"])
    history = history.merge(stages[stages["status"] == "open"], on="stage")
    last = history.sort_values("entered_on", kind="stable").drop_duplicates(DEAL, keep="last")
    rows = rows.merge(last[[DEAL, "position", "entered_on"]], on=DEAL, how="left")
    rows["stage_position"] = rows["position"].astype("float64")
    rows["days_in_stage"] = _days(DAY, rows["entered_on"])
    return rows


def add_activities(rows: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Days since the last activity, and how many there were of late."""
    done = _read(folder, "activities", [DEAL, "happened_on"], "happened_on")
    done = done[done[DEAL].isin(rows[DEAL])]
    recent = done[done["happened_on"] > DAY - pd.Timedelta(days=ACTIVITY_DAYS)]
    last = done.groupby(DEAL)["happened_on"].max()
    since = rows[DEAL].map(last).fillna(rows["started_on"])
    rows["days_since_activity"] = _days(DAY, since)
    counts = recent.groupby(DEAL).size()
    rows["activities_28d"] = rows[DEAL].map(counts).fillna(0.0)
    return rows


def add_closing_dates(rows: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Pushes, and the recorded closing date against the day."""
    columns = [DEAL, "recorded_close_on", "changed_on"]
    history = _read(folder, "close_date_history", columns, "changed_on")
    history = history[history[DEAL].isin(rows[DEAL])].sort_values([DEAL, "changed_on"])
    history["recorded_close_on"] = pd.to_datetime(history["recorded_close_on"])
    before = history.groupby(DEAL)["recorded_close_on"].shift()
    pushes = (history["recorded_close_on"] > before).groupby(history[DEAL]).sum()
    rows["push_count"] = rows[DEAL].map(pushes).fillna(0.0)
    last = history.drop_duplicates(DEAL, keep="last").set_index(DEAL)["recorded_close_on"]
    left = (rows[DEAL].map(last) - DAY).dt.days
    rows["days_overdue"] = (-left).clip(lower=0)
    rows["days_to_recorded_close"] = left.clip(lower=0)
    return rows


def add_size(rows: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Amount and list value in the reporting currency, discount, lines, family."""
    products = _read(folder, "products", ["product", "family", "list_price"]).set_index("product")
    lines = _read(folder, "opportunity_lines", [DEAL, "product", "quantity"])
    lines = lines[lines[DEAL].isin(rows[DEAL])]
    lines = lines.assign(value=lines["quantity"] * lines["product"].map(products["list_price"]))
    per_deal = lines.groupby(DEAL)["value"].agg(["size", "count", "sum"])
    per_deal.loc[per_deal["size"] != per_deal["count"], "sum"] = np.nan
    counts = rows[DEAL].map(per_deal["size"])
    own_price = rows["product"].map(products["list_price"])
    listed = own_price.where(counts.isna(), rows[DEAL].map(per_deal["sum"]))
    rates = _read(folder, "rates", ["currency", "rate"]).set_index("currency")["rate"]
    amount = rows["amount"] * rows["currency"].map(rates).where(rows["currency"].notna(), 1.0)
    size = amount.fillna(listed)
    rows["log_amount"] = np.log(size.where(size > 0))
    rows["log_list_value"] = np.log(listed.where(listed > 0))
    rows["discount_rate"] = 1 - amount / listed.where(listed != 0)
    rows["line_count"] = counts.fillna(0.0)
    rows["family"] = rows["product"].map(products["family"])
    return rows


def add_owners(rows: pd.DataFrame, deals: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """The owner's record, load, tenure, and region on the day."""
    is_recent = (deals["closed_on"] <= DAY) & (
        deals["closed_on"] > DAY - pd.Timedelta(days=RECORD_DAYS)
    )
    closed = deals[is_recent]
    record = closed["is_won"].groupby(closed["rep"]).agg(["size", "sum"])
    count = rows["rep"].map(record["size"]).fillna(0.0)
    won = rows["rep"].map(record["sum"]).fillna(0.0)
    company = closed["is_won"].mean()
    rows["rep_win_rate"] = (won + SHRINKING_DEALS * company) / (count + SHRINKING_DEALS)
    rows["rep_closed_365d"] = count
    rows["rep_open_deals"] = rows.groupby("rep")[DEAL].transform("size").astype("float64")
    first = deals.groupby("rep")["started_on"].min()
    rows["rep_tenure_days"] = _days(DAY, rows["rep"].map(first))
    history = _read(folder, "rep_history", ["rep", "region", "changed_on"], "changed_on")
    last = history.sort_values("changed_on").drop_duplicates("rep", keep="last")
    rows["region"] = rows["rep"].map(last.set_index("rep")["region"])
    return rows


def add_customers(rows: pd.DataFrame, deals: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Segment, sector, deals won before, other open deals."""
    accounts = _read(folder, "accounts", ["account", "segment", "sector"])
    rows = rows.merge(accounts, on="account", how="left")
    won = deals[deals["is_won"] & (deals["closed_on"] <= DAY)].groupby("account").size()
    has_account = rows["account"].notna()
    rows["account_won_deals"] = rows["account"].map(won).fillna(0.0).where(has_account)
    opened = rows.groupby("account")[DEAL].transform("size")
    rows["account_has_other_open"] = (opened > 1).astype("float64").where(has_account)
    return rows


def run(folder: Path, out: Path) -> None:
    """Compute the rows and write them."""
    deals = pd.read_parquet(folder / "opportunities.parquet")
    for name in ("created_on", "engaged_on", "closed_on"):
        deals[name] = pd.to_datetime(deals[name])
    deals["started_on"] = deals[["created_on", "engaged_on"]].min(axis=1)
    stages = _read(folder, "stages", ["stage", "status"]).set_index("stage")["status"]
    deals["is_won"] = deals["stage"].map(stages) == "won"
    rows = open_deals(deals)
    rows["day"] = DAY
    rows["age_days"] = _days(DAY, rows["started_on"])
    for add in (add_stages, add_activities, add_closing_dates, add_size):
        rows = add(rows, folder)
    rows = add_owners(rows, deals, folder)
    rows = add_customers(rows, deals, folder)
    rows.to_parquet(out)


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))

"""A second import that changes nothing: told by identifiers and fingerprints, before any event is built.

Only then are bare rows written, which the store compares and then leaves aside. The fingerprint changes with every cell
that is read, with the mapping, and with the version of this code that understands them.
"""

from __future__ import annotations

from geo.intake.job import Job

_KEPT = "k.row NOT IN (SELECT row FROM dropped)"


def nothing_changed(job: Job) -> bool:
    """Whether the rows that stand are those of the data set as it is, no more and no less."""
    if job.before is None:
        return False
    with job.reading_before():
        n_now = job.one(f"SELECT count(*) FROM keys k WHERE {_KEPT}")
        n_before = job.one("SELECT count(*) FROM before.details")
        same = (
            "SELECT count(*) FROM keys k JOIN before.details o ON o.id = k.id AND o.fingerprint = k.fingerprint "
            f"WHERE {_KEPT}"
        )
        return n_now == n_before and job.one(same) == n_now


def write_bare(job: Job) -> None:
    """Fills incoming_events with what the comparison of the store needs, and whether a row is a summary."""
    job.run(
        "INSERT INTO incoming_events BY NAME SELECT k.row, k.id, k.fingerprint, '' AS title, 'other' AS type, "
        "'open' AS date_precision, 'unknown' AS precision, 'public' AS sensitivity, "
        "k.row IN (SELECT row FROM findings WHERE kind IN ('summary', 'supporting', 'stock')) AS is_summary "
        f"FROM keys k WHERE {_KEPT}"
    )
    job.tick("writing", job.n_rows, job.n_rows)

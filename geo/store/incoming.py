"""The tables that an import fills: the border between reading a file (geo.intake) and keeping it (geo.store).

A Draft's connection holds them, empty. Whoever imports inserts rows; `Draft.finish` turns them into a data set file.
Words are those of geo.vocab. An event's `id` is unique in its data set and carries no prefix; it is published as
`<data set>:<id>`, a place as `<data set>:p<key>`.
"""

from __future__ import annotations

import duckdb

FIGURE = 'STRUCT("min" BIGINT, best BIGINT, "max" BIGINT, qualifier VARCHAR, "text" VARCHAR, who VARCHAR)'

PLACES_DDL = """
CREATE TABLE incoming_places (
    key UINTEGER PRIMARY KEY,
    name VARCHAR NOT NULL,
    name_ar VARCHAR,
    precision VARCHAR NOT NULL,
    lon DOUBLE,
    lat DOUBLE,
    radius_m DOUBLE,
    country VARCHAR,          -- ISO 3166-1 alpha-2
    admin1_pcode VARCHAR,
    admin1_name VARCHAR,
    admin2_pcode VARCHAR,
    admin3_pcode VARCHAR,
    sensitivity VARCHAR NOT NULL,
    publish_key UINTEGER,     -- the place that is published instead where this one is restricted
    note VARCHAR
)"""

_EVENT_COLUMNS = f"""
    row UBIGINT NOT NULL,     -- number of the record in the file
    id VARCHAR NOT NULL,
    fingerprint UBIGINT NOT NULL,   -- changes with anything in the record
    title VARCHAR NOT NULL,
    type VARCHAR NOT NULL,
    tags VARCHAR[],
    summary_text VARCHAR,
    date_start DATE,
    date_end DATE,
    date_precision VARCHAR NOT NULL,
    date_text VARCHAR,
    place_key UINTEGER,
    role VARCHAR,             -- location or near
    precision VARCHAR NOT NULL,
    location_text VARCHAR,
    killed {FIGURE},
    injured {FIGURE},
    displaced {FIGURE},
    grade VARCHAR,
    grade_reason VARCHAR,
    sensitivity VARCHAR NOT NULL,
    is_summary BOOLEAN NOT NULL,
    part_of VARCHAR,          -- the id of another event of the data set
    duplicate_of VARCHAR,
    claims STRUCT(claimant VARCHAR, claimant_role VARCHAR, stance VARCHAR, about VARCHAR, "text" VARCHAR, quote VARCHAR,
                  said_on DATE, said_precision VARCHAR, term VARCHAR,
                  source INTEGER /* 1-based into sources */, responds_to INTEGER /* 1-based into claims */)[],
    sources STRUCT(publisher VARCHAR, author VARCHAR, title VARCHAR, url VARCHAR, archive_url VARCHAR,
                   published_at VARCHAR, language VARCHAR, licence VARCHAR)[]
"""
MOVEMENT_CLAIMS = f"""STRUCT(
    id VARCHAR, claimant VARCHAR, claimant_role VARCHAR, stance VARCHAR, about VARCHAR, "text" VARCHAR, quote VARCHAR,
    figures STRUCT(killed {FIGURE}, injured {FIGURE}, displaced {FIGURE}), said_on DATE, said_precision VARCHAR,
    term VARCHAR, source_id VARCHAR /* id of a source */, responds_to VARCHAR /* id of a claim */)[]"""
MOVEMENT_SOURCES = """STRUCT(
    id VARCHAR, publisher VARCHAR, author VARCHAR, title VARCHAR, url VARCHAR, archive_url VARCHAR,
    published_at VARCHAR, captured_at VARCHAR, sha256 VARCHAR, language VARCHAR, licence VARCHAR, via VARCHAR)[]"""
MOVEMENTS_DDL = f"""
CREATE TABLE incoming_movements (
    row UBIGINT NOT NULL,
    id VARCHAR NOT NULL,
    fingerprint UBIGINT NOT NULL,
    title VARCHAR NOT NULL,
    move VARCHAR NOT NULL,    -- a word of vocab.MOVES
    origins UINTEGER[],       -- keys of incoming_places; empty where the origin is not known
    destinations UINTEGER[],
    transit UINTEGER[],
    split_known BOOLEAN NOT NULL,
    shares STRUCT(place UINTEGER, people {FIGURE})[],   -- by key of a destination
    date_start DATE,
    date_end DATE,
    date_precision VARCHAR NOT NULL,
    people {FIGURE},
    grp VARCHAR NOT NULL,
    group_text VARCHAR,
    terms STRUCT(claimant VARCHAR, term VARCHAR)[],
    note VARCHAR,
    grade VARCHAR,
    grade_reason VARCHAR,
    sensitivity VARCHAR NOT NULL,
    part_of VARCHAR,          -- the id of another movement of the data set
    duplicate_of VARCHAR,
    claimant VARCHAR,         -- who says it, and in which words
    said VARCHAR,
    said_on DATE,
    source STRUCT(publisher VARCHAR, title VARCHAR, url VARCHAR, published_at VARCHAR, licence VARCHAR),
    claims {MOVEMENT_CLAIMS},     -- instead of claimant and source, where more than one is known
    sources {MOVEMENT_SOURCES}    -- of these claims
)"""

STOCKS_DDL = f"""
CREATE TABLE incoming_stocks (
    row UBIGINT NOT NULL,
    id VARCHAR NOT NULL,
    fingerprint UBIGINT NOT NULL,
    stock VARCHAR NOT NULL,   -- a word of vocab.STOCK_KINDS
    place_key UINTEGER NOT NULL,
    origin_key UINTEGER,
    date_start DATE,
    date_end DATE,
    date_precision VARCHAR NOT NULL,
    round BIGINT,
    people {FIGURE},
    grp VARCHAR NOT NULL,
    sensitivity VARCHAR NOT NULL,
    note VARCHAR
)"""

EVENTS_DDL = f"CREATE TABLE incoming_events ({_EVENT_COLUMNS})"
DETAILS_DDL = f"CREATE TABLE details (num UBIGINT NOT NULL, {_EVENT_COLUMNS})"
"""The same columns in the file of a data set, as the cold part of its events."""


def create_incoming(con: duckdb.DuckDBPyConnection) -> None:
    """Makes the empty tables in the database of `con`."""
    con.execute(PLACES_DDL)
    con.execute(EVENTS_DDL)
    con.execute(MOVEMENTS_DDL)
    con.execute(STOCKS_DDL)

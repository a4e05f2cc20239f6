-- One file of the store, schema version 2: the native records, or one imported data set. Words of closed vocabularies
-- are numbers (geo/codes.py). `num` is slot << 40 | row and joins everything that belongs to an event; `place`
-- numbers places over all data sets. `pub_` columns hold what may be published, `own_` columns what was recorded.
-- mx, my are Web Mercator (EPSG:3857) as unsigned 32-bit integers over the whole square, x eastward from 180 W, y
-- southward from 85.0511 N; z interleaves their bits (x in the even ones), so that z >> 2k is a cell 2^k units wide.
-- Hot tables (events, spots) are sorted by z of the (first) published point; cold ones by num, texts nearly so.
CREATE TABLE meta (key VARCHAR NOT NULL, value VARCHAR NOT NULL);
CREATE TABLE datasets (slot USMALLINT NOT NULL, id VARCHAR NOT NULL, record VARCHAR NOT NULL);
CREATE TABLE places (
    place UINTEGER NOT NULL,
    id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    admin1_pcode VARCHAR,
    admin1_name VARCHAR,
    pcode VARCHAR,
    country USMALLINT NOT NULL,
    lon DOUBLE,
    lat DOUBLE,
    mx UINTEGER,
    my UINTEGER,
    area BOOLEAN NOT NULL,
    sensitivity UTINYINT NOT NULL,
    publish_as VARCHAR,
    shown BOOLEAN NOT NULL,    -- false: recorded only, another place is published instead of it
    record VARCHAR NOT NULL    -- JSON of geo.model.Place
);
CREATE TABLE area_codes (place UINTEGER NOT NULL, code VARCHAR NOT NULL);
CREATE TABLE sources (id VARCHAR NOT NULL, record VARCHAR NOT NULL);
-- Per kind of figure: its bounds, whether it says "more than" its minimum, whether any number is given.
CREATE TABLE events (
    num UBIGINT NOT NULL,
    slot USMALLINT NOT NULL,
    type UTINYINT NOT NULL,
    date_start DATE,
    date_end DATE,
    date_precision UTINYINT NOT NULL,
    grade UTINYINT,
    sensitivity UTINYINT NOT NULL,
    killed_low BIGINT,         -- minimum, else best
    coarsened BOOLEAN NOT NULL,
    is_summary BOOLEAN NOT NULL,
    part_of UBIGINT,
    duplicate_of UBIGINT,
    pub_point BOOLEAN NOT NULL,
    own_point BOOLEAN NOT NULL,
    pub_country USMALLINT NOT NULL,
    own_country USMALLINT NOT NULL,
    killed_min BIGINT, killed_best BIGINT, killed_max BIGINT, killed_more BOOLEAN NOT NULL, killed_given BOOLEAN NOT NULL,
    injured_min BIGINT, injured_best BIGINT, injured_max BIGINT, injured_more BOOLEAN NOT NULL, injured_given BOOLEAN NOT NULL,
    displaced_min BIGINT, displaced_best BIGINT, displaced_max BIGINT, displaced_more BOOLEAN NOT NULL, displaced_given BOOLEAN NOT NULL
);
-- One row per event and place. mx, my, z are empty where the place has no point, and where the event has a row at the
-- same point already (points and areas apart), so that rows with a z are events per point. pick is (spots at that point) << 32 | place.
CREATE TABLE spots (
    num UBIGINT NOT NULL,
    slot USMALLINT NOT NULL,
    type UTINYINT NOT NULL,
    date_start DATE,
    date_end DATE,
    grade UTINYINT,
    sensitivity UTINYINT NOT NULL,
    killed_low BIGINT,
    role UTINYINT NOT NULL,
    pub_place UINTEGER NOT NULL,
    pub_kind UTINYINT NOT NULL,
    pub_first UTINYINT NOT NULL,
    pub_mx UINTEGER,
    pub_my UINTEGER,
    pub_z UBIGINT,
    pub_pick UBIGINT,
    own_place UINTEGER NOT NULL,
    own_kind UTINYINT NOT NULL,
    own_first UTINYINT NOT NULL,
    own_mx UINTEGER,
    own_my UINTEGER,
    own_z UBIGINT,
    own_pick UBIGINT
);
CREATE TABLE claimants (claimant UBIGINT NOT NULL, name VARCHAR NOT NULL);
CREATE TABLE claims (
    num UBIGINT NOT NULL,
    claimant UBIGINT NOT NULL,
    stance UTINYINT NOT NULL,
    said_on DATE,
    first UTINYINT NOT NULL
);
-- The whole record of a native event as JSON, in the shape that geo.codec reads; of an imported one in columns
-- (geo/store/incoming.py), which geo/store/records.py turns into the same shape when it is read.
CREATE TABLE records (num UBIGINT NOT NULL, id VARCHAR NOT NULL, record VARCHAR NOT NULL);
CREATE TABLE texts (num UBIGINT NOT NULL, pub_search VARCHAR NOT NULL, own_search VARCHAR);
CREATE TABLE movements (
    id VARCHAR NOT NULL,
    dataset VARCHAR NOT NULL,
    event_num UBIGINT,
    date_start DATE,
    date_end DATE,
    grp VARCHAR NOT NULL,
    grade UTINYINT,
    sensitivity UTINYINT NOT NULL,
    record VARCHAR NOT NULL
);
CREATE TABLE movement_places (
    movement_id VARCHAR NOT NULL,
    role UTINYINT NOT NULL,
    pub_place UINTEGER NOT NULL,
    own_place UINTEGER NOT NULL
);
CREATE TABLE movement_claims (
    movement_id VARCHAR NOT NULL,
    claimant UBIGINT NOT NULL,
    stance UTINYINT NOT NULL,
    said_on DATE
);
CREATE TABLE movement_texts (movement_id VARCHAR NOT NULL, pub_search VARCHAR NOT NULL, own_search VARCHAR);

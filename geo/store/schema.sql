-- One file of the store, schema version 3: the native records, or one imported data set. Words of closed vocabularies
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
-- One row per movement. pub_origin, pub_destination (own_ …) are the one place at that end: empty where the end is not
-- known, and where there are several; pub_simple (own_simple) says that there are never several, so that the movement is
-- one arrow. people_low is the minimum, else the best estimate. Movements of the native records come with num < 2^40.
CREATE TABLE movements (
    num UBIGINT NOT NULL,
    slot USMALLINT NOT NULL,
    event_num UBIGINT,
    move UTINYINT NOT NULL,
    date_start DATE,
    date_end DATE,
    date_precision UTINYINT NOT NULL,
    grp UTINYINT NOT NULL,
    grade UTINYINT,
    sensitivity UTINYINT NOT NULL,
    n_origins USMALLINT NOT NULL,
    n_destinations USMALLINT NOT NULL,
    split_known BOOLEAN NOT NULL,
    pub_origin UINTEGER,
    pub_destination UINTEGER,
    pub_simple BOOLEAN NOT NULL,
    own_origin UINTEGER,
    own_destination UINTEGER,
    own_simple BOOLEAN NOT NULL,
    people_low BIGINT,
    people_min BIGINT, people_best BIGINT, people_max BIGINT, people_more BOOLEAN NOT NULL, people_given BOOLEAN NOT NULL,
    part_of UBIGINT,
    duplicate_of UBIGINT
);
CREATE TABLE movement_places (
    num UBIGINT NOT NULL,
    role UTINYINT NOT NULL,
    pub_place UINTEGER NOT NULL,
    own_place UINTEGER NOT NULL
);
-- The shares of a movement from one origin to several destinations, where the sources give them.
CREATE TABLE movement_shares (
    num UBIGINT NOT NULL,
    pub_destination UINTEGER NOT NULL,
    own_destination UINTEGER NOT NULL,
    people_min BIGINT, people_best BIGINT, people_max BIGINT, people_more BOOLEAN NOT NULL, people_given BOOLEAN NOT NULL
);
CREATE TABLE movement_claims (num UBIGINT NOT NULL, claimant UBIGINT NOT NULL, stance UTINYINT NOT NULL, said_on DATE);
CREATE TABLE movement_texts (num UBIGINT NOT NULL, pub_search VARCHAR NOT NULL, own_search VARCHAR);
-- The whole record as JSON in the shape that geo.codec reads. `id` is short in an imported data set, without its prefix.
CREATE TABLE movement_records (
    num UBIGINT NOT NULL, id VARCHAR NOT NULL, dataset VARCHAR NOT NULL, fingerprint UBIGINT NOT NULL, record VARCHAR NOT NULL
);
-- People at a place, of one round or one span of days. Never a movement, never added over rounds. `num` is numbered
-- apart from movements (bit 39 is set), so that both can share the tables of texts.
CREATE TABLE stocks (
    num UBIGINT NOT NULL,
    slot USMALLINT NOT NULL,
    id VARCHAR NOT NULL,
    fingerprint UBIGINT NOT NULL,
    line UBIGINT NOT NULL,     -- number of the row in the file
    stock UTINYINT NOT NULL,
    grp UTINYINT NOT NULL,
    date_start DATE,
    date_end DATE,
    date_precision UTINYINT NOT NULL,
    round BIGINT,
    sensitivity UTINYINT NOT NULL,
    pub_place UINTEGER NOT NULL,
    own_place UINTEGER NOT NULL,
    pub_origin UINTEGER,
    own_origin UINTEGER,
    people_low BIGINT,
    people_min BIGINT, people_best BIGINT, people_max BIGINT, people_more BOOLEAN NOT NULL, people_given BOOLEAN NOT NULL,
    people_text VARCHAR,
    note VARCHAR
);

-- The embedded store. `pub_` columns hold what may be published, `own_` columns what was recorded; both are empty
-- where there is no point. mx, my are Web Mercator (EPSG:3857) as unsigned 32-bit integers over the whole square,
-- x eastward from 180 W, y southward from 85.0511 N.
CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);
CREATE TABLE datasets (id VARCHAR PRIMARY KEY, record VARCHAR NOT NULL);
CREATE TABLE places (id VARCHAR PRIMARY KEY, record VARCHAR NOT NULL);
CREATE TABLE sources (id VARCHAR PRIMARY KEY, record VARCHAR NOT NULL);
CREATE TABLE place_within (area_id VARCHAR NOT NULL, place_id VARCHAR NOT NULL);
CREATE TABLE events (
    id VARCHAR PRIMARY KEY,
    dataset VARCHAR NOT NULL,
    type VARCHAR NOT NULL,
    date_start DATE,
    date_end DATE,
    date_precision VARCHAR NOT NULL,
    grade VARCHAR,
    sensitivity VARCHAR NOT NULL,
    coarsened BOOLEAN NOT NULL,
    killed_min BIGINT,
    killed_best BIGINT,
    killed_max BIGINT,
    pub_search VARCHAR NOT NULL,
    own_search VARCHAR NOT NULL,
    record VARCHAR NOT NULL
);
CREATE TABLE event_places (
    event_id VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    pub_place_id VARCHAR NOT NULL,
    pub_pcode VARCHAR,
    pub_country VARCHAR,
    pub_lon DOUBLE,
    pub_lat DOUBLE,
    pub_mx UINTEGER,
    pub_my UINTEGER,
    own_place_id VARCHAR NOT NULL,
    own_pcode VARCHAR,
    own_country VARCHAR,
    own_lon DOUBLE,
    own_lat DOUBLE,
    own_mx UINTEGER,
    own_my UINTEGER
);
CREATE TABLE movements (
    id VARCHAR PRIMARY KEY,
    dataset VARCHAR NOT NULL,
    event_id VARCHAR,
    date_start DATE,
    date_end DATE,
    grp VARCHAR NOT NULL,
    grade VARCHAR,
    sensitivity VARCHAR NOT NULL,
    pub_search VARCHAR NOT NULL,
    own_search VARCHAR NOT NULL,
    record VARCHAR NOT NULL
);
CREATE TABLE movement_places (
    movement_id VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    pub_place_id VARCHAR NOT NULL,
    pub_pcode VARCHAR,
    pub_country VARCHAR,
    pub_lon DOUBLE,
    pub_lat DOUBLE,
    pub_mx UINTEGER,
    pub_my UINTEGER,
    own_place_id VARCHAR NOT NULL,
    own_pcode VARCHAR,
    own_country VARCHAR,
    own_lon DOUBLE,
    own_lat DOUBLE,
    own_mx UINTEGER,
    own_my UINTEGER
);
CREATE TABLE claims (owner_id VARCHAR NOT NULL, claimant VARCHAR NOT NULL, stance VARCHAR NOT NULL, said_on DATE);

-- Turns the incoming tables of a draft into a data set file attached as `made`. One statement per part, in this order;
-- variables: slot, dataset, place_base. The rule of what is published is that of geo.publish, tested against it.

-- Places: each as recorded
CREATE TEMP TABLE own_places AS
SELECT p.*, (getvariable('place_base') + row_number() OVER (ORDER BY p.key) - 1)::UINTEGER AS place,
    getvariable('dataset') || ':p' || p.key AS id,
    p.precision IN ('facility', 'neighbourhood', 'village') AS fine,
    mercator_x(p.lon)::UINTEGER AS mx, mercator_y(p.lat)::UINTEGER AS my,
    coalesce(p.admin3_pcode, p.admin2_pcode, p.admin1_pcode) AS pcode,
    lower('near-' || coalesce(nullif(p.admin1_pcode, ''), nullif(p.country, ''), 'unknown')) AS near
FROM incoming_places p;

-- Places: the governorate or country that stands for a place that is withheld
CREATE TEMP TABLE near_places AS
SELECT near AS id,
    (getvariable('place_base') + (SELECT count(*) FROM incoming_places) + row_number() OVER (ORDER BY near) - 1)::UINTEGER AS place,
    min(country) AS country, min(nullif(admin1_pcode, '')) AS admin1_pcode, min(admin1_name) AS admin1_name
FROM own_places
WHERE sensitivity <> 'public' OR (fine AND (EXISTS (SELECT 1 FROM incoming_events WHERE sensitivity <> 'public')
    OR EXISTS (SELECT 1 FROM incoming_movements WHERE sensitivity <> 'public')
    OR EXISTS (SELECT 1 FROM incoming_stocks WHERE sensitivity <> 'public')))
GROUP BY near;

-- Places: what is published of each, at an event of the public and at one that is restricted
CREATE TEMP TABLE placed AS
SELECT * EXCLUDE (own_said, pub_said), normal_text(own_said) AS own_words, normal_text(pub_said) AS pub_words
FROM (SELECT o.key, risk, o.place AS own_place, o.mx AS own_mx, o.my AS own_my, morton(o.mx, o.my) AS own_z,
    o.precision IN ('area', 'subdistrict', 'district', 'governorate', 'country') AS own_area,
    country_number(o.country) AS own_country,
    NOT open AS withheld,
    CASE WHEN open THEN o.place WHEN stands THEN s.place ELSE n.place END AS pub_place,
    CASE WHEN open THEN o.mx WHEN stands THEN s.mx END AS pub_mx,
    CASE WHEN open THEN o.my WHEN stands THEN s.my END AS pub_my,
    morton(CASE WHEN open THEN o.mx WHEN stands THEN s.mx END, CASE WHEN open THEN o.my WHEN stands THEN s.my END) AS pub_z,
    CASE WHEN open THEN o.precision WHEN stands THEN s.precision ELSE 'country' END
        IN ('area', 'subdistrict', 'district', 'governorate', 'country') AS pub_area,
    country_number(CASE WHEN stands AND NOT open THEN s.country ELSE o.country END) AS pub_country,
    concat_ws(' ', o.name, o.name_ar, o.admin1_name) AS own_said,
    -- Words of a place that is not public are never searched: the place that stands for it has words of its own.
    CASE WHEN open THEN own_said WHEN stands THEN concat_ws(' ', s.name, s.name_ar, s.admin1_name)
         ELSE concat_ws(' ', withheld_name(n.admin1_name, n.country), n.admin1_name) END AS pub_said
FROM (SELECT own.*, r.risk, own.sensitivity = 'public' AND NOT (r.risk AND own.fine) AS open
      FROM own_places own CROSS JOIN (VALUES (FALSE), (TRUE)) r(risk)) o
LEFT JOIN (SELECT *, sensitivity = 'public' AND NOT fine AS stands FROM own_places) s ON s.key = o.publish_key AND s.stands
LEFT JOIN near_places n ON n.id = o.near);

-- Places
INSERT INTO made.places
SELECT place, id, name, admin1_pcode, admin1_name, pcode, country_number(country), lon, lat, mx, my,
    precision IN ('area', 'subdistrict', 'district', 'governorate', 'country'), enum_code(sensitivity::sensitivity_word),
    publish_as, shown,
    to_json({'id': id, 'name': name, 'name_ar': name_ar, 'precision': precision, 'lon': lon, 'lat': lat,
        'radius_m': radius_m, 'country': country, 'admin1_pcode': admin1_pcode, 'admin1_name': admin1_name,
        'admin2_pcode': admin2_pcode, 'admin3_pcode': admin3_pcode, 'sensitivity': sensitivity,
        'publish_as': publish_as, 'note': note})::VARCHAR
FROM (
    SELECT o.place, o.id, o.name, o.name_ar, o.precision, o.lon, o.lat, o.mx, o.my, o.radius_m, o.country,
        o.admin1_pcode, o.admin1_name, o.admin2_pcode, o.admin3_pcode, o.pcode, o.sensitivity, o.note,
        s.id AS publish_as, o.sensitivity = 'public' AS shown
    FROM own_places o LEFT JOIN own_places s ON s.key = o.publish_key
    UNION ALL
    SELECT place, id, withheld_name(admin1_name, country), NULL,
        CASE WHEN admin1_pcode IS NULL THEN 'country' ELSE 'governorate' END, NULL, NULL, NULL, NULL, NULL, country,
        admin1_pcode, admin1_name, NULL, NULL, admin1_pcode, 'public',
        'The exact place is withheld to protect people there.', NULL, TRUE
    FROM near_places)
ORDER BY place;

-- Places that are areas
INSERT INTO made.area_codes SELECT place, pcode FROM made.places WHERE area AND pcode IS NOT NULL AND shown;

-- Events: which follow from which
CREATE TEMP TABLE links AS
SELECT e.rowid AS line,
    event_num(p.rowid) AS part_of, event_num(d.rowid) AS duplicate_of
FROM (SELECT rowid, part_of, duplicate_of FROM incoming_events WHERE part_of IS NOT NULL OR duplicate_of IS NOT NULL) e
LEFT JOIN incoming_events p ON p.id = e.part_of
LEFT JOIN incoming_events d ON d.id = e.duplicate_of;

-- Events: the narrow columns
CREATE TEMP TABLE narrow AS
SELECT event_num(e.rowid) AS num, enum_code(e.type::type_word) AS type,
    e.date_start, e.date_end, enum_code(e.date_precision::date_precision_word) AS date_precision,
    enum_code(e.grade::grade_word) AS grade, enum_code(e.sensitivity::sensitivity_word) AS sensitivity,
    enum_code(coalesce(e.role, 'location')::role_word) AS role, e.is_summary, e.place_key, e.killed, e.injured, e.displaced,
    coalesce(p.withheld, FALSE) AS withheld, p.own_place, p.own_mx, p.own_my, p.own_z, p.own_area, p.own_country,
    p.pub_place, p.pub_mx, p.pub_my, p.pub_z, p.pub_area, p.pub_country
FROM incoming_events e LEFT JOIN placed p ON p.key = e.place_key AND p.risk = (e.sensitivity <> 'public');

-- Events
INSERT INTO made.events
SELECT num, getvariable('slot'), type, date_start, date_end, date_precision, grade, sensitivity,
    coalesce(killed."min", killed.best), withheld, is_summary, l.part_of, l.duplicate_of,
    pub_z IS NOT NULL, own_z IS NOT NULL,
    CASE WHEN pub_z IS NULL THEN 0 ELSE pub_country END, CASE WHEN own_z IS NULL THEN 0 ELSE own_country END,
    killed."min", killed.best, killed."max", coalesce(killed.qualifier = 'more than' AND killed."min" IS NOT NULL, FALSE),
    coalesce(killed."min", killed.best, killed."max") IS NOT NULL,
    injured."min", injured.best, injured."max", coalesce(injured.qualifier = 'more than' AND injured."min" IS NOT NULL, FALSE),
    coalesce(injured."min", injured.best, injured."max") IS NOT NULL,
    displaced."min", displaced.best, displaced."max", coalesce(displaced.qualifier = 'more than' AND displaced."min" IS NOT NULL, FALSE),
    coalesce(displaced."min", displaced.best, displaced."max") IS NOT NULL
FROM narrow LEFT JOIN links l ON l.line = num & 1099511627775
ORDER BY pub_z NULLS LAST, num;

-- Events on the map
INSERT INTO made.spots
SELECT s.num, getvariable('slot'), s.type, s.date_start, s.date_end, s.grade, s.sensitivity,
    coalesce(s.killed."min", s.killed.best), s.role,
    s.pub_place, s.type + CASE WHEN s.pub_area THEN 32 ELSE 0 END, 3, s.pub_mx, s.pub_my, s.pub_z, p.n * 4294967296 + s.pub_place,
    s.own_place, s.type + CASE WHEN s.own_area THEN 32 ELSE 0 END, 3, s.own_mx, s.own_my, s.own_z, o.n * 4294967296 + s.own_place
FROM narrow s
LEFT JOIN (SELECT pub_z AS z, count(*)::UBIGINT AS n FROM narrow GROUP BY pub_z) p ON p.z = s.pub_z
LEFT JOIN (SELECT own_z AS z, count(*)::UBIGINT AS n FROM narrow GROUP BY own_z) o ON o.z = s.own_z
WHERE s.place_key IS NOT NULL
ORDER BY s.pub_z NULLS LAST, s.num;

-- Claimants
INSERT INTO made.claimants
SELECT getvariable('slot') * 4294967296 + row_number() OVER (ORDER BY name), name
FROM (SELECT DISTINCT unnest(list_transform(claims, lambda c: c.claimant)) AS name FROM incoming_events);

-- Claims
INSERT INTO made.claims
SELECT event_num(line), k.claimant, enum_code(c.stance::stance_word), c.said_on,
    CASE WHEN nth = 1 OR nth = list_position(list_transform(claims, lambda x: x.claimant), c.claimant) THEN 1 ELSE 0 END
    + CASE WHEN nth = 1 OR nth = list_position(list_transform(claims, lambda x: x.stance), c.stance) THEN 2 ELSE 0 END
FROM (SELECT rowid AS line, CASE WHEN len(claims) > 1 THEN claims END AS claims, unnest(claims) AS c,
             generate_subscripts(claims, 1) AS nth FROM incoming_events) e
JOIN made.claimants k ON k.name = c.claimant;

-- Words to search
INSERT INTO made.texts
SELECT num, trim(words || ' ' || coalesce(pub_words, '')), CASE WHEN withheld THEN trim(words || ' ' || own_words) END
FROM (SELECT num, withheld, pub_words, own_words, normal_text(raw) AS words
      FROM (SELECT event_num(e.rowid) AS num, p.withheld, p.own_words, p.pub_words,
                concat_ws(' ', e.title, e.summary_text, e.location_text, array_to_string(e.tags, ' '), 
                    array_to_string(list_transform(e.claims, lambda c: concat_ws(' ', c.claimant, c.text, c.quote, c.term)), ' ')) AS raw
            FROM incoming_events e
            LEFT JOIN placed p ON p.key = e.place_key AND p.risk = (e.sensitivity <> 'public')));

-- Records
INSERT INTO made.details SELECT event_num(e.rowid), e.* FROM incoming_events e;

-- The movements and stocks of a draft, after its places and events (loading.sql): one statement per part, in this order.

-- Movements: each end with the place that is published for it
CREATE TEMP TABLE ends AS
SELECT m.num, m.nth, m.role, m.key, p.own_place, p.pub_place, p.own_words, p.pub_words
FROM (SELECT event_num(rowid) AS num, sensitivity <> 'public' AS risk, 'origin' AS role, unnest(origins) AS key,
             generate_subscripts(origins, 1) AS nth FROM incoming_movements
      UNION ALL SELECT event_num(rowid), sensitivity <> 'public', 'destination', unnest(destinations),
             generate_subscripts(destinations, 1) FROM incoming_movements
      UNION ALL SELECT event_num(rowid), sensitivity <> 'public', 'transit', unnest(transit),
             generate_subscripts(transit, 1) FROM incoming_movements) m
JOIN placed p ON p.key = m.key AND p.risk = m.risk;

-- Movements: what holds per movement of its ends
CREATE TEMP TABLE ends_of AS
SELECT num,
    count(*) FILTER (role = 'origin')::USMALLINT AS n_origins,
    count(*) FILTER (role = 'destination')::USMALLINT AS n_destinations,
    count(DISTINCT pub_place) FILTER (role = 'origin') AS pub_origins, min(pub_place) FILTER (role = 'origin') AS pub_origin,
    count(DISTINCT pub_place) FILTER (role = 'destination') AS pub_destinations,
    min(pub_place) FILTER (role = 'destination') AS pub_destination,
    count(DISTINCT own_place) FILTER (role = 'origin') AS own_origins, min(own_place) FILTER (role = 'origin') AS own_origin,
    count(DISTINCT own_place) FILTER (role = 'destination') AS own_destinations,
    min(own_place) FILTER (role = 'destination') AS own_destination,
    string_agg(pub_words, ' ' ORDER BY role, nth) AS pub_words, string_agg(own_words, ' ' ORDER BY role, nth) AS own_words,
    bool_or(own_place <> pub_place) AS withheld
FROM ends GROUP BY num;

-- Movements: which are part or copy of which
CREATE TEMP TABLE movement_links AS
SELECT event_num(m.rowid) AS num, event_num(p.rowid) AS part_of, event_num(d.rowid) AS duplicate_of
FROM (SELECT rowid, part_of, duplicate_of FROM incoming_movements WHERE part_of IS NOT NULL OR duplicate_of IS NOT NULL) m
LEFT JOIN incoming_movements p ON p.id = m.part_of
LEFT JOIN incoming_movements d ON d.id = m.duplicate_of;

-- Movements
INSERT INTO made.movements
SELECT event_num(m.rowid), getvariable('slot'), NULL, enum_code(m.move::move_word), m.date_start, m.date_end,
    enum_code(m.date_precision::date_precision_word), enum_code(m.grp::group_word), enum_code(m.grade::grade_word),
    enum_code(m.sensitivity::sensitivity_word), coalesce(e.n_origins, 0), coalesce(e.n_destinations, 0), m.split_known,
    CASE WHEN e.pub_origins = 1 THEN e.pub_origin END, CASE WHEN e.pub_destinations = 1 THEN e.pub_destination END,
    coalesce(e.pub_origins, 0) < 2 AND coalesce(e.pub_destinations, 0) < 2,
    CASE WHEN e.own_origins = 1 THEN e.own_origin END, CASE WHEN e.own_destinations = 1 THEN e.own_destination END,
    coalesce(e.own_origins, 0) < 2 AND coalesce(e.own_destinations, 0) < 2,
    coalesce(people."min", people.best), people."min", people.best, people."max",
    coalesce(people.qualifier = 'more than' AND people."min" IS NOT NULL, FALSE),
    coalesce(people."min", people.best, people."max") IS NOT NULL, l.part_of, l.duplicate_of
FROM incoming_movements m
LEFT JOIN ends_of e ON e.num = event_num(m.rowid)
LEFT JOIN movement_links l ON l.num = event_num(m.rowid)
ORDER BY m.rowid;

-- Movements: their places
INSERT INTO made.movement_places
SELECT num, enum_code(role::role_word), pub_place, own_place FROM ends ORDER BY num, role, nth;

-- Movements: shares where the split is known
INSERT INTO made.movement_shares
SELECT s.num, p.pub_place, p.own_place, s.people."min", s.people.best, s.people."max",
    coalesce(s.people.qualifier = 'more than' AND s.people."min" IS NOT NULL, FALSE),
    coalesce(s.people."min", s.people.best, s.people."max") IS NOT NULL
FROM (SELECT num, risk, unnest(shares).place AS key, unnest(shares).people AS people
      FROM (SELECT event_num(rowid) AS num, sensitivity <> 'public' AS risk, shares FROM incoming_movements
            WHERE split_known AND len(coalesce(origins, [])) < 2)) s
JOIN placed p ON p.key = s.key AND p.risk = s.risk;

-- Movements: who says so
INSERT INTO made.claimants
SELECT getvariable('slot') * 4294967296 + (SELECT count(*) FROM made.claimants) + row_number() OVER (ORDER BY claimant), claimant
FROM (SELECT DISTINCT claimant FROM (
          SELECT claimant FROM incoming_movements WHERE claims IS NULL
          UNION ALL SELECT unnest(claims).claimant FROM incoming_movements WHERE claims IS NOT NULL)
      WHERE claimant NOT IN (SELECT name FROM made.claimants));

-- Movements: claims
INSERT INTO made.movement_claims
SELECT event_num(m.line), k.claimant, enum_code(m.stance::stance_word), m.said_on
FROM (SELECT rowid AS line, 1 AS nth, claimant, 'asserts' AS stance, said_on FROM incoming_movements WHERE claims IS NULL
      UNION ALL SELECT line, nth, claim.claimant, claim.stance, claim.said_on
          FROM (SELECT rowid AS line, unnest(claims) AS claim, generate_subscripts(claims, 1) AS nth
                FROM incoming_movements WHERE claims IS NOT NULL)) m
JOIN made.claimants k ON k.name = m.claimant ORDER BY m.line, m.nth;

-- Movements: words to search
INSERT INTO made.movement_texts
SELECT num, trim(words || ' ' || coalesce(pub_words, '')), CASE WHEN withheld THEN trim(words || ' ' || own_words) END
FROM (SELECT event_num(m.rowid) AS num, e.withheld, e.pub_words, e.own_words, coalesce(normal_text(
          nullif(concat_ws(' ', CASE WHEN e.withheld THEN NULL ELSE m.title END, m.note, m.group_text, CASE WHEN m.claims IS NULL THEN concat_ws(' ', m.said, m.claimant)
              ELSE list_aggregate(list_transform(m.claims, lambda c: concat_ws(' ', c."text", c.claimant, c.quote)), 'string_agg', ' ') END),
          '')), '') AS words
      FROM incoming_movements m LEFT JOIN ends_of e ON e.num = event_num(m.rowid));

-- Movements: records
INSERT INTO made.movement_records
SELECT event_num(m.rowid), m.id, getvariable('dataset'), m.fingerprint, to_json({
    'id': getvariable('dataset') || ':' || m.id, 'title': m.title, 'event_id': NULL, 'kind': m.move,
    'origins': place_ids(m.origins), 'destinations': place_ids(m.destinations), 'transit': place_ids(m.transit),
    'split_known': m.split_known,
    'shares': CASE WHEN m.split_known AND m.shares IS NOT NULL
        THEN map_from_entries(list_transform(m.shares, lambda s: {'k': place_id(s.place), 'v': s.people})) END,
    'date_start': m.date_start, 'date_end': m.date_end, 'date_precision': m.date_precision, 'people': m.people,
    'group': m.grp, 'group_text': m.group_text, 'term_by_claimant': coalesce(m.terms, []),
    'claims': CASE WHEN m.claims IS NOT NULL THEN to_json(list_transform(m.claims, lambda c: struct_update(c,
            id := getvariable('dataset') || ':' || c.id, source_id := getvariable('dataset') || ':' || c.source_id,
            responds_to := getvariable('dataset') || ':' || c.responds_to)))
        WHEN m.claimant IS NULL THEN '[]'::JSON ELSE to_json([{
        'id': getvariable('dataset') || ':' || m.id || '-c1', 'claimant': m.claimant, 'stance': 'asserts', 'about': 'occurrence',
        'text': coalesce(m.said, m.title), 'figures': map([]::VARCHAR[], []::VARCHAR[]), 'said_on': m.said_on,
        'source_id': CASE WHEN m.source IS NOT NULL THEN source_id(m.source) END}]) END,
    'source_ids': CASE WHEN m.claims IS NOT NULL
            THEN list_transform(coalesce(m.sources, []), lambda s: getvariable('dataset') || ':' || s.id)
        WHEN m.source IS NULL THEN [] ELSE [source_id(m.source)] END,
    'sources': CASE WHEN m.claims IS NOT NULL THEN to_json(list_transform(coalesce(m.sources, []),
            lambda s: struct_update(s, id := getvariable('dataset') || ':' || s.id)))
        WHEN m.source IS NULL THEN '[]'::JSON ELSE to_json([struct_insert(m.source, id := source_id(m.source))]) END,
    'grade': m.grade, 'grade_reason': m.grade_reason,
    'part_of': getvariable('dataset') || ':' || m.part_of, 'duplicate_of': getvariable('dataset') || ':' || m.duplicate_of,
    'sensitivity': m.sensitivity, 'note': m.note})::VARCHAR
FROM incoming_movements m ORDER BY m.rowid;

-- Stocks
INSERT INTO made.stocks
SELECT event_num(s.rowid + 549755813888), getvariable('slot'), s.id, s.fingerprint, s.row, enum_code(s.stock::stock_word),
    enum_code(s.grp::group_word), s.date_start, s.date_end, enum_code(s.date_precision::date_precision_word), s.round,
    enum_code(s.sensitivity::sensitivity_word), p.pub_place, p.own_place, o.pub_place, o.own_place,
    coalesce(s.people."min", s.people.best), s.people."min", s.people.best, s.people."max",
    coalesce(s.people.qualifier = 'more than' AND s.people."min" IS NOT NULL, FALSE),
    coalesce(s.people."min", s.people.best, s.people."max") IS NOT NULL, s.people."text", s.note
FROM incoming_stocks s
JOIN placed p ON p.key = s.place_key AND p.risk = (s.sensitivity <> 'public')
LEFT JOIN placed o ON o.key = s.origin_key AND o.risk = (s.sensitivity <> 'public')
ORDER BY s.rowid;

-- Stocks: words to search
INSERT INTO made.movement_texts
SELECT event_num(s.rowid + 549755813888), trim(concat_ws(' ', coalesce(normal_text(s.note), ''), p.pub_words, o.pub_words)),
    CASE WHEN p.own_place <> p.pub_place OR o.own_place <> o.pub_place
        THEN trim(concat_ws(' ', coalesce(normal_text(s.note), ''), p.own_words, o.own_words)) END
FROM incoming_stocks s
JOIN placed p ON p.key = s.place_key AND p.risk = (s.sensitivity <> 'public')
LEFT JOIN placed o ON o.key = s.origin_key AND o.risk = (s.sensitivity <> 'public');

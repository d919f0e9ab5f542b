-- The sweep by hand, for PostgreSQL: whoever is due is told at the highest rung reached, stand-ins included; the rungs
-- passed over are recorded as folded; what goes at once is queued. Written from DOMAIN.md on the product's schema.
-- Bound: tick, at, the days of a lapse and a stall, bands (ladder, part, rung, after, until), anchors (duty, day),
-- steps (ladder, rung, parts, until), as JSON. Parts: 1 person, 2 their manager, 4 lead, 8 lead's manager, 16 manager,
-- 32 manager's manager, 64 coordinator, 128 head, 256 contact, 512 the lead while no meeting is arranged.

INSERT INTO ticks (id, job, started_at, finished_at, made, looked_at_everything)
VALUES (%(tick)s, 'sweep', %(at)s, %(at)s, 0, FALSE);

WITH RECURSIVE bands AS MATERIALIZED (
    SELECT value->>0 AS ladder, (value->>1)::int AS part, (value->>2)::int AS rung, (value->>3)::date AS after_on,
        (value->>4)::date AS until_on
    FROM jsonb_array_elements(%(bands)s::jsonb)
), opened AS (
    SELECT 'lead_not_answered' AS duty, case_id, id AS subject_id, 'leads' AS cause, id AS cause_id,
        CASE WHEN fast_track THEN 'lead_not_answered.fast_track' ELSE 'lead_not_answered' END AS ladder,
        pending_on AS anchor_on, TRUE AS by_act, nominated_by_id AS actor_id, user_id AS person_id, NULL::int AS agency_id
    FROM leads WHERE pending_on = ANY(%(lead_not_answered)s::date[])
        AND nominated_on > CASE WHEN fast_track THEN %(lapsed_fast_on)s::date ELSE %(lapsed_on)s::date END
    UNION ALL
    SELECT 'no_lead', case_id, case_id, 'step_downs', id, 'no_lead.of_manager', vacant_on, TRUE, recorded_by_id, NULL,
        receiving_agency_id
    FROM step_downs WHERE vacant_on = ANY(%(no_lead)s::date[])
    UNION ALL
    SELECT 'no_lead', leads.case_id, leads.case_id, 'leads', leads.id,
        CASE WHEN s.id IS NOT NULL AND s.outcome IS NULL THEN 'no_lead.of_manager' ELSE 'no_lead.of_coordinator' END,
        leads.vacant_on, leads.ended_as <> 'lapsed', leads.ended_by_id, NULL, s.receiving_agency_id
    FROM leads LEFT JOIN step_downs s ON s.case_id = leads.case_id AND s.current
    WHERE leads.vacant_on = ANY(%(no_lead)s::date[])
    UNION ALL
    SELECT 'no_lead', leads.case_id, leads.case_id, 'leads', leads.id,
        CASE WHEN s.id IS NOT NULL AND s.outcome IS NULL THEN 'no_lead.of_manager_after' ELSE 'no_lead.of_coordinator_after' END
            || CASE WHEN fast_track THEN '_fast_lapse' ELSE '_lapse' END,
        leads.pending_on, FALSE, NULL, NULL, s.receiving_agency_id
    FROM leads LEFT JOIN step_downs s ON s.case_id = leads.case_id AND s.current
    WHERE leads.pending_on = ANY(%(no_lead)s::date[])
        AND nominated_on <= CASE WHEN fast_track THEN %(lapsed_fast_on)s::date ELSE %(lapsed_on)s::date END
        AND NOT EXISTS (SELECT FROM leads other WHERE other.case_id = leads.case_id AND other.accepted_at IS NOT NULL
            AND other.ended_at IS NULL)
        AND ((s.outcome IS NULL AND s.recommendation = 'caf')
            OR EXISTS (SELECT FROM cafs WHERE cafs.case_id = leads.case_id AND cafs.closed_at IS NULL))
    UNION ALL
    SELECT 'agreement_not_recorded', case_id, case_id, 'leads', id, 'agreement_not_recorded', agreement_awaited_on, TRUE,
        user_id, NULL, NULL
    FROM leads WHERE agreement_awaited_on = ANY(%(agreement_not_recorded)s::date[])
    UNION ALL
    SELECT 'step_down_unfinished', case_id, id, 'step_downs', id, 'step_down_unfinished', unfinished_on, TRUE,
        recorded_by_id, NULL, NULL
    FROM step_downs WHERE unfinished_on = ANY(%(step_down_unfinished)s::date[])
    UNION ALL
    SELECT 'caf_not_started', case_id, s.id, 'step_downs', s.id,
        CASE WHEN comes_from IN ('care_proceedings', 'child_protection', 'looked_after') OR not_started_on < turns_one_on
            THEN 'caf_not_started.fast_track' ELSE 'caf_not_started' END,
        not_started_on, TRUE, close_recorded_by_id, NULL, receiving_agency_id
    FROM step_downs s JOIN cases ON cases.id = s.case_id WHERE not_started_on = ANY(%(caf_not_started)s::date[])
    UNION ALL
    SELECT 'handover_not_confirmed', s.case_id, s.id, 'step_downs', s.id, 'handover_not_confirmed', unconfirmed_on, TRUE,
        CASE WHEN cafs.started_at < s.decided_at THEN s.recorded_by_id ELSE cafs.started_by_id END, NULL, NULL
    FROM step_downs s LEFT JOIN cafs ON cafs.case_id = s.case_id AND cafs.closed_at IS NULL
    WHERE unconfirmed_on = ANY(%(handover_not_confirmed)s::date[])
    UNION ALL
    SELECT 'refusal_undecided', a.case_id, a.case_id, 'agreements', a.id,
        CASE WHEN s.id IS NOT NULL AND s.outcome IS NULL THEN 'refusal_undecided.of_manager'
            ELSE 'refusal_undecided.of_leads_manager' END,
        a.undecided_on, TRUE, a.recorded_by_id, NULL, NULL
    FROM agreements a LEFT JOIN step_downs s ON s.case_id = a.case_id AND s.current
    WHERE a.undecided_on = ANY(%(refusal_undecided)s::date[])
    UNION ALL
    SELECT 'meeting_undecided', case_id, id, 'meeting_triggers', id,
        CASE WHEN kind = 'step_down' THEN 'meeting_undecided.of_manager' ELSE 'meeting_undecided.of_lead' END,
        undecided_on, TRUE, raised_by_id, NULL, NULL
    FROM meeting_triggers WHERE undecided_on = ANY(%(meeting_undecided)s::date[])
    UNION ALL
    SELECT 'handover_stalled', case_id, id, 'step_downs', id, 'handover_stalled', not_started_on, FALSE, NULL, NULL, NULL
    FROM step_downs WHERE not_started_on = ANY(%(handover_stalled)s::date[]) AND not_started_on <= %(stalled_on)s
    UNION ALL
    SELECT 'approval_waiting', case_id, id, 'approval_requests', id, 'approval_waiting', waiting_on, TRUE, requested_by_id,
        asked_id, NULL
    FROM approval_requests WHERE waiting_on = ANY(%(approval_waiting)s::date[])
    UNION ALL
    SELECT 'assessment_not_complete', case_id, id, 'cafs', id, 'assessment_not_complete', unassessed_on, TRUE, started_by_id,
        NULL, NULL
    FROM cafs WHERE unassessed_on = ANY(%(assessment_not_complete)s::date[])
    UNION ALL
    SELECT 'plan_not_shared', case_id, id, 'cafs', id, 'plan_not_shared', plan_unshared_on, TRUE, started_by_id, NULL, NULL
    FROM cafs WHERE plan_unshared_on = ANY(%(plan_not_shared)s::date[])
    UNION ALL
    SELECT 'review_not_held', case_id, case_id, cause, cause_id,
        'review_not_held.' || which || CASE WHEN soon THEN '_soon' ELSE '' END, counted_from, FALSE, NULL, NULL, NULL
    FROM (
        SELECT awaited.*, turns_one_on > counted_from OR EXISTS (
            SELECT 1 FROM step_downs s WHERE s.case_id = awaited.case_id AND s.closed_on <= counted_from
                AND counted_from < CAST(s.closed_on + INTERVAL '6 months' AS date)
        ) AS soon
        FROM (
            SELECT case_id, 'cafs' AS cause, id AS cause_id, 'first' AS which, first_review_from AS counted_from
            FROM cafs WHERE first_review_from = ANY(%(review_not_held)s::date[])
            UNION ALL
            SELECT case_id, 'meetings', reviewed_id, 'next', next_review_from
            FROM cafs WHERE next_review_from = ANY(%(review_not_held)s::date[])
        ) AS awaited JOIN cases ON cases.id = awaited.case_id
    ) AS reviews
    WHERE counted_from <= CASE WHEN soon THEN %(soon_review_on)s WHEN which = 'first' THEN %(first_review_on)s
        ELSE %(next_review_on)s END
    UNION ALL
    SELECT 'action_not_done', case_id, id, 'plan_actions', id,
        'action_not_done.of_' || CASE WHEN owner_id IS NOT NULL THEN 'person' WHEN owner_agency_id IS NOT NULL THEN 'agency'
            ELSE 'family' END || CASE WHEN reminded_before THEN '' ELSE '_at_short_notice' END,
        undone_on, FALSE, NULL, owner_id, owner_agency_id
    FROM plan_actions WHERE undone_on = ANY(%(action_not_done)s::date[]) AND (undone_on <= %(actions_on)s OR NOT reminded_before)
    UNION ALL
    SELECT 'engagement_unknown', case_id, id, cause, cause_id,
        'engagement_unknown.' || CASE WHEN EXISTS (
            SELECT 1 FROM leads JOIN users ON users.id = leads.user_id
            WHERE leads.case_id = asked.case_id AND leads.accepted_at IS NOT NULL AND leads.ended_at IS NULL
                AND users.agency_id = asked.agency_id
        ) THEN 'of_lead' ELSE 'of_contact' END || stale || CASE WHEN young THEN '_young' ELSE '' END,
        anchor_on, stale = '', actor_id, NULL, agency_id
    FROM (
        SELECT team.case_id, team.id, agency_id, 'team_agencies' AS cause, team.id AS cause_id, never_known_on AS anchor_on,
            never_known_on < turns_one_on AS young, '' AS stale, added_by_id AS actor_id
        FROM team_agencies team JOIN cases ON cases.id = team.case_id WHERE never_known_on = ANY(%(engagement_unknown)s::date[])
        UNION ALL
        SELECT team.case_id, team.id, team.agency_id, 'observations', unknown_id, asked_again_on,
            asked_again_on < turns_one_on, '', recorded_by_id
        FROM team_agencies team JOIN cases ON cases.id = team.case_id JOIN observations ON observations.id = unknown_id
        WHERE asked_again_on = ANY(%(engagement_unknown)s::date[])
        UNION ALL
        SELECT team.case_id, team.id, agency_id, 'observations', known_id, last_known_on,
            last_known_on + 28 < turns_one_on, '_stale', NULL
        FROM team_agencies team JOIN cases ON cases.id = team.case_id
        WHERE last_known_on = ANY(%(engagement_unknown)s::date[]) AND last_known_on <= %(stale_young_on)s
    ) AS asked
    WHERE stale = '' OR young OR anchor_on <= %(stale_on)s
), wanted AS MATERIALIZED (
    SELECT opened.*, bands.part, bands.rung, cases.area_id, cases.coordinator_id, s.manager_id,
        COALESCE(accepted.user_id, CASE WHEN duty NOT IN ('approval_waiting', 'assessment_not_complete',
            'plan_not_shared', 'review_not_held', 'action_not_done', 'engagement_unknown') THEN nominee.user_id END) AS lead_id
    FROM opened
    JOIN bands ON bands.ladder = opened.ladder AND anchor_on > after_on AND anchor_on <= until_on
    JOIN cases ON cases.id = opened.case_id
    LEFT JOIN step_downs s ON s.case_id = opened.case_id AND s.current
    LEFT JOIN leads accepted ON accepted.case_id = opened.case_id AND accepted.accepted_at IS NOT NULL
        AND accepted.ended_at IS NULL
    LEFT JOIN leads nominee ON nominee.case_id = opened.case_id AND nominee.accepted_at IS NULL AND nominee.ended_at IS NULL
        AND nominee.nominated_on > CASE WHEN nominee.fast_track THEN %(lapsed_fast_on)s::date ELSE %(lapsed_on)s::date END
    WHERE part <> 512 OR NOT EXISTS (
        SELECT 1 FROM meetings WHERE meetings.case_id = opened.case_id AND meetings.kind IN ('taf', 'review')
            AND planned_for >= %(today)s AND held_on IS NULL AND cancelled_at IS NULL
    )
), line (user_id, candidate_id, step) AS (
    SELECT id, line_manager_id, 1 FROM users
    WHERE (disabled_at IS NOT NULL OR bounced_at IS NOT NULL) AND line_manager_id IS NOT NULL
    UNION ALL
    SELECT line.user_id, above.line_manager_id, step + 1 FROM line JOIN users above ON above.id = line.candidate_id
    WHERE (above.disabled_at IS NOT NULL OR above.bounced_at IS NOT NULL) AND above.line_manager_id IS NOT NULL AND step < 10
), acting AS MATERIALIZED (
    -- Who acts for each user: themself, else the first who can be reached up their line.
    SELECT id AS user_id, id AS acting_id FROM users WHERE disabled_at IS NULL AND bounced_at IS NULL
    UNION ALL
    SELECT line.user_id, users.id FROM line JOIN users ON users.id = line.candidate_id
    WHERE users.disabled_at IS NULL AND users.bounced_at IS NULL
), of_area AS MATERIALIZED (
    -- Coordinators, heads, administrators: the alphabet has them in the order in which they stand in.
    SELECT areas.id AS area_id, users.role, users.id AS user_id FROM areas
    JOIN users ON (users.area_id = areas.id OR users.area_id IS NULL) AND disabled_at IS NULL AND bounced_at IS NULL
        AND role IN ('early_help_coordinator', 'head_of_service')
    UNION ALL
    SELECT areas.id, role, users.id FROM areas
    CROSS JOIN users WHERE role = 'system_admin' AND disabled_at IS NULL AND bounced_at IS NULL
), coordinators AS MATERIALIZED (
    SELECT area_id, user_id FROM (
        SELECT of_area.*, rank() OVER (PARTITION BY area_id ORDER BY role) AS place FROM of_area
    ) ranked WHERE place = 1
), heads AS MATERIALIZED (
    SELECT area_id, user_id FROM (
        SELECT of_area.*, rank() OVER (PARTITION BY area_id ORDER BY role) AS place FROM of_area
        WHERE role <> 'early_help_coordinator'
    ) ranked WHERE place = 1
), single AS MATERIALIZED (
    SELECT wanted.*, acting.acting_id
    FROM wanted
    LEFT JOIN users above ON part IN (2, 8, 32)
        AND above.id = CASE part WHEN 2 THEN person_id WHEN 8 THEN lead_id WHEN 32 THEN manager_id END
    LEFT JOIN acting ON acting.user_id = CASE part WHEN 1 THEN person_id WHEN 4 THEN lead_id WHEN 512 THEN lead_id
        WHEN 16 THEN manager_id ELSE above.line_manager_id END
    WHERE part < 64 OR part = 512
), told AS (
    SELECT duty, case_id, subject_id, cause, cause_id, ladder, anchor_on, by_act, actor_id, part, rung,
        acting_id AS user_id, NULL::int AS agency_id FROM single WHERE acting_id IS NOT NULL
    UNION ALL
    SELECT duty, case_id, subject_id, cause, cause_id, ladder, anchor_on, by_act, actor_id, part, rung,
        COALESCE(own.id, coordinators.user_id), NULL
    FROM (
        SELECT duty, case_id, subject_id, cause, cause_id, ladder, anchor_on, by_act, actor_id, part, rung, area_id,
            coordinator_id FROM wanted WHERE part = 64
        UNION ALL
        SELECT duty, case_id, subject_id, cause, cause_id, ladder, anchor_on, by_act, actor_id, part, rung, area_id,
            coordinator_id FROM single WHERE acting_id IS NULL
    ) AS coordinated
    LEFT JOIN users own ON own.id = coordinated.coordinator_id AND own.disabled_at IS NULL AND own.bounced_at IS NULL
    LEFT JOIN coordinators ON own.id IS NULL AND coordinators.area_id = coordinated.area_id
    WHERE own.id IS NOT NULL OR coordinators.user_id IS NOT NULL
    UNION ALL
    SELECT duty, case_id, subject_id, cause, cause_id, ladder, anchor_on, by_act, actor_id, part, rung, heads.user_id, NULL
    FROM wanted JOIN heads ON heads.area_id = wanted.area_id WHERE part = 128
    UNION ALL
    SELECT duty, case_id, subject_id, cause, cause_id, ladder, anchor_on, by_act, actor_id, part, rung, contact.id,
        CASE WHEN contact.id IS NULL THEN agencies.id END
    FROM wanted JOIN agencies ON agencies.id = wanted.agency_id
    LEFT JOIN users contact ON contact.id = agencies.contact_id AND contact.disabled_at IS NULL
        AND contact.bounced_at IS NULL
    WHERE part = 256 AND (contact.id IS NOT NULL OR (mailbox IS NOT NULL AND mailbox_bounced_at IS NULL))
), due AS (
    SELECT duty, case_id, subject_id, cause, cause_id, ladder, anchor_on, by_act, actor_id, user_id, agency_id,
        max(rung) AS rung, sum(part) AS parts
    FROM told GROUP BY duty, case_id, subject_id, cause, cause_id, ladder, anchor_on, by_act, actor_id, user_id, agency_id
)
INSERT INTO tellings (duty, case_id, subject_id, cause, cause_id, ladder, anchor_on, rung, user_id, agency_id, parts, mail,
    told_at, tick_id)
SELECT duty, case_id, subject_id, cause, cause_id, ladder, anchor_on, rung, user_id, agency_id, parts,
    CASE WHEN duty = 'handover_stalled' THEN 'now' WHEN rung = 0 AND by_act AND actor_id = user_id THEN 'no'
        WHEN rung = 0 AND by_act THEN 'now' ELSE 'digest' END,
    %(at)s, %(tick)s
FROM due
WHERE NOT EXISTS (SELECT FROM tellings t WHERE t.duty = due.duty AND t.subject_id = due.subject_id AND t.cause = due.cause
        AND t.cause_id = due.cause_id AND t.user_id = due.user_id AND t.rung >= due.rung)
    AND NOT EXISTS (SELECT FROM tellings t WHERE t.duty = due.duty AND t.subject_id = due.subject_id AND t.cause = due.cause
        AND t.cause_id = due.cause_id AND t.agency_id = due.agency_id AND t.closed_period_id IS NULL
        AND t.rung >= due.rung)
ORDER BY duty, case_id, subject_id, cause, cause_id, user_id, agency_id
ON CONFLICT DO NOTHING;

WITH steps AS MATERIALIZED (
    SELECT value->>0 AS ladder, (value->>1)::int AS rung, (value->>2)::int AS parts, (value->>3)::date AS until_on
    FROM jsonb_array_elements(%(steps)s::jsonb)
), told AS MATERIALIZED (
    -- With the last rung that the same recipient was told before.
    SELECT made.*, COALESCE(
        (SELECT max(rung) FROM tellings t WHERE t.duty = made.duty AND t.subject_id = made.subject_id
            AND t.cause = made.cause AND t.cause_id = made.cause_id AND t.user_id = made.user_id AND t.rung < made.rung),
        (SELECT max(rung) FROM tellings t WHERE t.duty = made.duty AND t.subject_id = made.subject_id
            AND t.cause = made.cause AND t.cause_id = made.cause_id AND t.agency_id = made.agency_id
            AND t.closed_period_id IS NULL AND t.rung < made.rung),
        -1) AS last
    FROM tellings made WHERE made.tick_id = %(tick)s
)
INSERT INTO tellings (duty, case_id, subject_id, cause, cause_id, ladder, anchor_on, rung, user_id, agency_id, parts, mail,
    told_at, tick_id)
SELECT told.duty, told.case_id, told.subject_id, told.cause, told.cause_id, told.ladder, told.anchor_on, steps.rung,
    told.user_id, told.agency_id, steps.parts & told.parts, 'folded', told.told_at, told.tick_id
FROM told
JOIN steps ON steps.ladder = told.ladder AND steps.rung < told.rung AND steps.rung > told.last
    AND steps.parts & told.parts <> 0 AND told.anchor_on <= steps.until_on
WHERE TRUE
ON CONFLICT DO NOTHING;

INSERT INTO mails (kind, user_id, agency_id, message_id, created_at, next_try_at, attempts)
SELECT DISTINCT 'telling', user_id, agency_id, 'telling-' || %(tick)s::int || coalesce('-user-' || user_id, '-agency-' || agency_id),
    %(at)s, %(at)s, 0 FROM tellings
WHERE tick_id = %(tick)s AND mail = 'now';

UPDATE tellings SET mail_id = mails.id FROM mails
WHERE tellings.tick_id = %(tick)s AND tellings.mail = 'now'
    AND mails.message_id = 'telling-' || %(tick)s::int || coalesce('-user-' || tellings.user_id, '-agency-' || tellings.agency_id);

INSERT INTO audit_events (at, job, act, details) VALUES (%(at)s, 'sweep', 'tell', json_build_object('tick', %(tick)s::int))

-- The facts of every case in `plan`, for both engines. The tables made before it: plan (id, kind, first, recent:
-- working days before the morning), kinds (what has happened on a case of that kind), days, births, names.
-- Ids follow from the case's: 2 × id and 2 × id + 1 where a case has two of something.

CREATE TEMPORARY TABLE made AS
SELECT chosen.*, 1 + area AS area_id, :lead_of AS lead_id, :next_lead_of AS next_lead_id, :manager_of AS manager_id,
    CASE WHEN seed % 20 <> 0 THEN :coordinator_of END AS coordinator_id,
    CASE WHEN kind = 'not_started_fast' OR (quiet AND seed % 4 = 0) THEN 'care_proceedings'
         WHEN seed % 2 = 0 THEN 'child_in_need' ELSE 'assessment' END AS comes_from
FROM (
    SELECT plan.id, kinds.*, plan.first AS back, plan.id % 8 AS area, plan.id % 104729 * 8191 % 99991 AS seed,
        decided.day AS decided_on, decided.morning AS decided_at, recent.day AS recent_on, recent.morning AS recent_at,
        CASE WHEN kinds.latest THEN recent.day ELSE decided.day END AS led_on,
        CASE WHEN kinds.latest THEN recent.morning ELSE decided.morning END AS led_at,
        CASE WHEN kinds.confirmed THEN decided.day ELSE recent.day END AS started_on,
        CASE WHEN kinds.confirmed THEN decided.morning ELSE recent.morning END AS started_at,
        CASE WHEN kinds.closed_lately THEN recent.day ELSE decided.day END AS closed_on,
        CASE WHEN kinds.closed_lately THEN recent.morning ELSE decided.morning END AS closed_at
    FROM plan
    JOIN kinds ON kinds.kind = plan.kind
    JOIN days decided ON decided.back = plan.first
    JOIN days recent ON recent.back = plan.recent
) AS chosen;

INSERT INTO cases (id, version, area_id, coordinator_id, opened_at, opened_by_id, involved_since, closed_at, turns_one_on)
SELECT made.id, 1, area_id, coordinator_id, decided_at, manager_id, decided_at, CASE WHEN returned THEN recent_at END,
    births.turns_one_on
FROM made JOIN births ON births.place = CASE WHEN quiet THEN seed % 6000 ELSE 800 + seed % 5200 END;

INSERT INTO children (id, version, case_id, name, name_key, born, nhs_number)
SELECT 2 * made.id + second.place, 1, made.id, forename || ' ' || surname, lower(forename || ' ' || surname), births.born,
    CASE WHEN check_digit < 10 AND second.place = 0 THEN '999' || substr('' || (1000000 + made.id % 1000000), 2) || check_digit END
FROM (
    SELECT *, (1100 - (243
        + made.id / 100000 % 10 * 7 + made.id / 10000 % 10 * 6 + made.id / 1000 % 10 * 5
        + made.id / 100 % 10 * 4 + made.id / 10 % 10 * 3 + made.id % 10 * 2)) % 11 AS check_digit
    FROM made
) AS made
JOIN (SELECT 0 AS place UNION ALL SELECT 1) AS second ON second.place <= made.seed % 2
JOIN births ON births.place = CASE WHEN quiet THEN seed % 6000 ELSE 800 + seed % 5200 END + 900 * second.place
JOIN names ON names.place = (seed + 31 * second.place) % :names;

INSERT INTO adults (id, version, case_id, name)
SELECT 2 * made.id + second.place, 1, made.id, CASE WHEN second.place = 0 OR seed % 3 <> 0 THEN forename || ' ' || surname END
FROM made
JOIN (SELECT 0 AS place UNION ALL SELECT 1) AS second ON second.place <= made.seed % 5
JOIN names ON names.place = (seed + 57 + 113 * second.place) % :names;

INSERT INTO adult_relations (adult_id, child_id, relation, parental_responsibility)
SELECT 2 * id, 2 * id, 'mother', TRUE FROM made
UNION ALL SELECT 2 * id, 2 * id + 1, 'mother', TRUE FROM made WHERE seed % 2 = 1
UNION ALL SELECT 2 * id + 1, 2 * id, 'father', CASE WHEN seed % 3 <> 0 THEN TRUE END FROM made WHERE seed % 5 <> 0;

INSERT INTO leads (id, case_id, user_id, nominated_at, nominated_on, nominated_by_id, fast_track, accepted_at, accepted_on,
    ended_at, ended_as, ended_by_id, end_reason, vacant_on, agreement_awaited)
SELECT 2 * made.id, made.id, lead_id, led_at, led_on, manager_id, comes_from = 'care_proceedings' OR turns_one_on > led_on,
    CASE WHEN led THEN led_at END, CASE WHEN led THEN led_on END,
    CASE WHEN returned OR kind = 'lead_lost' THEN recent_at END,
    CASE WHEN returned THEN 'case_closed' WHEN kind = 'lead_lost' THEN 'ended' END,
    CASE WHEN returned OR kind = 'lead_lost' THEN manager_id END,
    CASE WHEN kind = 'lead_lost' THEN 'Moved to another post' END,
    CASE WHEN kind = 'lead_lost' THEN recent_on END,
    kind = 'agreement_awaited'
FROM made JOIN cases ON cases.id = made.id
WHERE led OR kind = 'lapsed';

INSERT INTO leads (id, case_id, user_id, nominated_at, nominated_on, nominated_by_id, fast_track, agreement_awaited)
SELECT 2 * id + 1, id, next_lead_id, recent_at, recent_on, manager_id, FALSE, FALSE FROM made WHERE kind = 'successor_asked';

-- The lead's agency, and with a CAF a second one; both have said lately what they know, unless that is what is asked.
INSERT INTO observations (id, case_id, agency_id, status, as_of, evidence, recorded_at, recorded_by_id)
SELECT 2 * made.id + second.place, made.id, 3 + (users.agency_id - 3 + second.place * (1 + seed % 57)) % 58,
    CASE WHEN seed % 5 = 0 THEN 'partial' ELSE 'engaged' END, said.day, 'direct', said.morning, lead_id
FROM made JOIN users ON users.id = made.lead_id
JOIN (SELECT 0 AS place UNION ALL SELECT 1) AS second ON second.place = 0 OR (caf AND kind <> 'engagement_asked')
JOIN days said ON said.back = 1 + (seed + second.place) % 15
WHERE led;

INSERT INTO team_agencies (version, case_id, agency_id, worker_id, joined_at, joined_on, added_by_id, known_id, known_on,
    ended_with_case_at)
SELECT 1, made.id, said.agency_id, CASE WHEN kind <> 'lead_lost' AND said.id % 2 = 0 THEN lead_id END, led_at, led_on,
    lead_id, said.id, said.as_of, CASE WHEN returned THEN recent_at END
FROM made JOIN observations said ON said.case_id = made.id
UNION ALL
SELECT 1, made.id, 3 + (users.agency_id - 3 + 1 + seed % 57) % 58, NULL, recent_at, recent_on, lead_id, NULL, NULL, NULL
FROM made JOIN users ON users.id = made.lead_id WHERE kind = 'engagement_asked';

INSERT INTO agreements (id, case_id, adult_id, agreed, withdrawal, reason, recorded_at, recorded_on, recorded_by_id, undecided)
SELECT 2 * id, id, 2 * id, agreed, FALSE, CASE WHEN NOT agreed THEN 'Does not want help now' END,
    CASE WHEN agreed THEN led_at ELSE recent_at END, CASE WHEN agreed THEN led_on ELSE recent_on END, lead_id, NOT agreed
FROM made WHERE agreed OR kind = 'refused'
UNION ALL
SELECT 2 * id + 1, id, 2 * id, FALSE, TRUE, 'Wishes to stop', recent_at, recent_on, lead_id, TRUE
FROM made WHERE kind = 'withdrawn';

-- Every plan is shared and was reviewed in the last days.
INSERT INTO meetings (id, case_id, kind, chair_id, held_on, hold_recorded_at, hold_recorded_by_id)
SELECT made.id, made.id, 'review', lead_id, held.day, held.morning, lead_id
FROM made JOIN days held ON held.back = 1 + seed % 5 WHERE caf;

INSERT INTO cafs (id, case_id, started_at, started_on, started_by_id, lead_id, lead_accepted_at, agreement_id, agreed,
    assessed_at, assessed_on, assessed_by_id, plan_shared_on, reviewed_id, reviewed_on)
SELECT made.id, made.id, started_at, started_on, lead_id, 2 * made.id, led_at, 2 * made.id, TRUE,
    started_at, started_on, lead_id, started_on, made.id, held_on
FROM made JOIN meetings ON meetings.id = made.id WHERE caf;

INSERT INTO step_downs (id, version, case_id, social_care_reference, comes_from, recommendation, receiving_agency_id,
    main_reason, other_reasons, decided_on, decided_at, manager_id, recorded_by_id, closed_on, close_recorded_at,
    close_recorded_by_id, outcome, outcome_reason, outcome_at, outcome_by_id, outcome_on, current, caf_started_on, vacant_on)
SELECT made.id, 1, made.id, 'CSC-' || made.id, comes_from, CASE WHEN kind = 'no_caf' THEN 'single_agency' ELSE 'caf' END,
    CASE WHEN kind = 'no_caf' OR seed % 3 <> 0 THEN users.agency_id END,
    CASE WHEN seed % 3 = 0 THEN 'needs_met' ELSE 'needs_reduced' END, '[]',
    decided_on, decided_at, manager_id, manager_id,
    CASE WHEN closed THEN closed_on END, CASE WHEN closed THEN closed_at END, CASE WHEN closed THEN manager_id END,
    CASE WHEN confirmed THEN 'caf_confirmed' WHEN returned THEN 'returned_to_social_care' END,
    CASE WHEN returned THEN 'New worries' END,
    CASE WHEN confirmed OR returned THEN closed_at END, CASE WHEN confirmed OR returned THEN manager_id END,
    CASE WHEN returned THEN closed_on END,
    TRUE, CASE WHEN caf THEN started_on END, CASE WHEN kind = 'never_led' THEN decided_on END
FROM made JOIN users ON users.id = made.lead_id;

INSERT INTO handovers (step_down_id, confirmed_at, confirmed_by_id, papers_received, joint_visit, actions_owned, family_knows)
SELECT id, closed_at, manager_id, TRUE, TRUE, TRUE, TRUE FROM made WHERE confirmed;

INSERT INTO meeting_decisions (id, case_id, hold, reason, decided_at, decided_by_id)
SELECT id, id, seed % 2 = 0, 'Settled with the health visitor', decided_at, manager_id
FROM made WHERE kind <> 'first_meeting_undecided';

INSERT INTO meeting_triggers (id, case_id, kind, raised_on, raised_at, raised_by_id, decision_id)
SELECT 2 * id, id, 'step_down', decided_on, decided_at, manager_id,
    CASE WHEN kind <> 'first_meeting_undecided' THEN id END FROM made
UNION ALL SELECT 2 * id + 1, id, 'other', recent_on, recent_at, lead_id, NULL FROM made WHERE kind = 'meeting_undecided';

INSERT INTO approval_requests (id, case_id, step_down_id, kind, asked_id, requested_by_id, requested_at, requested_on, reason)
SELECT id, id, id, 'end_without_caf', COALESCE(coordinator_id, :head_of), manager_id, recent_at, recent_on, 'The family moved away'
FROM made WHERE kind = 'approval_waiting';

-- What quiet cases were told in their time: the tick of a day and the digest of a person are numbered so.
INSERT INTO tellings (duty, case_id, subject_id, cause, cause_id, ladder, anchor_on, rung, user_id, parts, mail, told_at,
    tick_id, mail_id)
SELECT 'lead_not_answered', id, 2 * id, 'leads', 2 * id, 'lead_not_answered', led_on, 2, lead_id, 1, 'digest',
    led_at, 1000 - back, lead_id
FROM made WHERE quiet AND led
UNION ALL
SELECT 'handover_not_confirmed', id, id, 'step_downs', id, 'handover_not_confirmed', started_on, 3, manager_id, 16, 'digest',
    started_at, 1000 - back, manager_id
FROM made WHERE quiet AND confirmed;

INSERT INTO audit_events (at, user_id, act, case_id, details)
SELECT at, user_id, act, case_id, '{}'
FROM (
    SELECT decided_at AS at, manager_id AS user_id, 'open_case' AS act, id AS case_id FROM made
    UNION ALL SELECT decided_at, manager_id, 'decide_step_down', id FROM made
    UNION ALL SELECT led_at, lead_id, 'accept_lead', id FROM made WHERE led
) AS acts;

DROP TABLE made;
DELETE FROM plan

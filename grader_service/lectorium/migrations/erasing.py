"""Functions of the database that erase a person from the audit, which refuses every other change (G2)."""

from __future__ import annotations

APPEND_ONLY_BUT_ERASURE_FUNCTION = """
CREATE OR REPLACE FUNCTION lectorium_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'audit_events'
    AND current_setting('lectorium.erasing', true) = 'on'
    AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID)
  THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$
"""
"""The one exception: erasing a person replaces identities in the audit, as the tables' owner.

The application's role isn't their owner: for it there is no way but ``lectorium_erase_from_audit``.
"""

UNNAMED_FUNCTION = """
CREATE FUNCTION lectorium_unnamed(part jsonb, names text[], pseudonym text, remarks boolean)
RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  said text := part::text;
  word text;
BEGIN
  IF part IS NULL THEN RETURN NULL; END IF;
  FOREACH word IN ARRAY names LOOP
    said := replace(said, to_json(word)::text, to_json(pseudonym)::text);
  END LOOP;
  part := said::jsonb;
  IF remarks THEN
    FOREACH word IN ARRAY ARRAY['reason', 'comment', 'feedback', 'manual_feedback', 'private_notes'] LOOP
      IF coalesce(part ->> word, '') <> '' THEN
        part := jsonb_set(part, ARRAY[word], '"[erased]"');
      END IF;
    END LOOP;
  END IF;
  RETURN part;
END
$$
"""
"""A part of an event without somebody's names, which stand in it as whole texts, and without remarks."""

ERASE_FUNCTION = """
CREATE FUNCTION lectorium_erase_from_audit(person uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  who users%ROWTYPE;
  unique_names text[];
  all_names text[];
  things text[];
  pseudonym text := 'erased-' || right(replace(person::text, '-', ''), 12);
  changed bigint;
BEGIN
  SELECT * INTO STRICT who FROM users WHERE id = person;
  IF NOT EXISTS (
    SELECT FROM data_requests WHERE user_id = person AND decided_at IS NOT NULL AND done_at IS NULL
      AND answer = '') THEN
    RAISE EXCEPTION 'nobody has decided to erase %', person USING ERRCODE = 'restrict_violation';
  END IF;
  unique_names := array_remove(
    ARRAY[who.username, who.login_name, who.email, lower(who.email), who.external_identity], NULL);
  SELECT array_agg(DISTINCT word), array_agg(DISTINCT word) FILTER (WHERE is_unique)
  INTO all_names, unique_names FROM (
    SELECT word, is_unique FROM (
      SELECT who.name AS word, false AS is_unique
      UNION ALL SELECT unnest(unique_names), true
      UNION ALL
      SELECT said.word, said.is_unique
      FROM audit_events e CROSS JOIN LATERAL (VALUES
        (e.before ->> 'name', false), (e.after ->> 'name', false),
        (e.before ->> 'username', true), (e.after ->> 'username', true),
        (e.before ->> 'external_identity', true), (e.after ->> 'external_identity', true)
      ) AS said (word, is_unique)
      WHERE e.organization_id = who.organization_id AND e.target_type = 'user'
        AND e.target_ids = jsonb_build_array(person::text)
    ) ever WHERE word <> ''
  ) names;
  things := ARRAY[person::text]
    || ARRAY(SELECT id::text FROM enrollments WHERE user_id = person)
    || ARRAY(SELECT id::text FROM gradebook_entries WHERE student_id = person)
    || ARRAY(SELECT id::text FROM item_overrides WHERE student_id = person)
    || ARRAY(SELECT id::text FROM journey_reviews WHERE student_id = person)
    || ARRAY(SELECT id::text FROM exam_sittings WHERE student_id = person)
    || ARRAY(SELECT id::text FROM llm_interactions WHERE user_id = person);
  PERFORM set_config('lectorium.erasing', 'on', true);
  WITH told AS (
    SELECT e.id,
      person IN (e.actor_id, e.authenticated_actor_id) AS acts,
      e.target_ids ?| things OR person::text IN (
        e.meta_data ->> 'student', e.meta_data ->> 'student_id', e.before ->> 'student_id',
        e.after ->> 'student_id', e.before ->> 'student', e.after ->> 'student') AS about,
      concat_ws(' ', e.before::text, e.after::text, e.meta_data::text) AS said
    FROM audit_events e WHERE e.organization_id = who.organization_id
  ), wanted AS (
    SELECT t.id, t.acts, coalesce(t.about, false) AS about FROM told t
    WHERE t.acts OR t.about
      OR EXISTS (SELECT FROM unnest(unique_names) word WHERE strpos(t.said, to_json(word)::text) > 0)
  )
  UPDATE audit_events e SET
    actor_name = CASE
      WHEN NOT w.acts THEN e.actor_name
      WHEN e.actor_id = e.authenticated_actor_id THEN pseudonym
      WHEN e.actor_id = person THEN regexp_replace(e.actor_name, ' as .*$', ' as ' || pseudonym)
      ELSE regexp_replace(e.actor_name, '^.* as ', pseudonym || ' as ') END,
    before = lectorium_unnamed(e.before, CASE WHEN w.about THEN all_names ELSE unique_names END,
      pseudonym, w.about),
    after = lectorium_unnamed(e.after, CASE WHEN w.about THEN all_names ELSE unique_names END,
      pseudonym, w.about),
    meta_data = lectorium_unnamed(e.meta_data, CASE WHEN w.about THEN all_names ELSE unique_names END,
      pseudonym, w.about)
  FROM wanted w WHERE w.id = e.id;
  GET DIAGNOSTICS changed = ROW_COUNT;
  PERFORM set_config('lectorium.erasing', '', true);
  RETURN changed;
END
$$
"""
"""Replaces a person's identity in the school's audit: as who acted, and in what events say about them.

Only where it is decided that this person be erased, and before the account itself loses its names.  No event
goes, and none changes what was done, when, and to what.
"""

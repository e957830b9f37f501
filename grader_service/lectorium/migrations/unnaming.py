"""How a part of an event loses somebody's names, without losing what else is called so (G2)."""

from __future__ import annotations

UNNAMED_FUNCTION = """
CREATE OR REPLACE FUNCTION lectorium_unnamed(part jsonb, names text[], pseudonym text, remarks boolean)
RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  said jsonb;
  called text;
  value jsonb;
BEGIN
  IF part IS NULL THEN RETURN NULL; END IF;
  CASE jsonb_typeof(part)
  WHEN 'array' THEN
    SELECT coalesce(jsonb_agg(lectorium_unnamed(each, names, pseudonym, remarks) ORDER BY place), '[]')
    INTO said FROM jsonb_array_elements(part) WITH ORDINALITY AS of (each, place);
  WHEN 'object' THEN
    said := '{}';
    FOR called, value IN SELECT * FROM jsonb_each(part) LOOP
      IF jsonb_typeof(value) <> 'string' THEN
        IF called = ANY(names) AND value ?& ARRAY['role', 'section', 'time_multiplier'] THEN
          called := pseudonym;
        END IF;
        value := lectorium_unnamed(value, names, pseudonym, remarks);
      ELSIF value #>> '{}' = ANY(names) AND (
        called IN ('user', 'username', 'login_name', 'email', 'external_identity', 'student')
        OR (remarks AND called = 'name') OR strpos(value #>> '{}', '@') > 0)
      THEN
        value := to_jsonb(pseudonym);
      ELSIF remarks AND value <> '""'
        AND called IN ('reason', 'comment', 'feedback', 'manual_feedback', 'private_notes')
      THEN
        value := '"[erased]"';
      END IF;
      said := said || jsonb_build_object(called, value);
    END LOOP;
  ELSE
    said := part;
  END CASE;
  RETURN said;
END
$$
"""
"""A part of an event without somebody's names where people are named, and without remarks.

Elsewhere a word that is a name, too, such as a state that is also a username, stays as it is: the trail of
others doesn't change.  Keys are usernames in what an import of a roster changed, and nowhere else.
"""

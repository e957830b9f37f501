"""Functions and triggers of the database, for migrations to make.

``lectorium_now()`` is the clock; append-only tables refuse UPDATE and DELETE, for every role.
``lectorium_effective(item, student)`` is the one resolver of dates, time and attempts (I5): a student's own
override beats the most lenient of their labels', which beats the item's own; null clears, what isn't set is
inherited, and nobody is worse off than without any override.  The same in Python: authoring's ``effective``.
``lectorium_words`` gives the stems of a text's words and ``lectorium_terms`` how often each stands in it.
``lectorium_exam_end`` is when a sitting ends (I6), ``lectorium_exam_over`` when the last student's may,
``lectorium_exam_on`` whether that or the window's end is still ahead (I8), and ``lectorium_sitting`` a
student's own: rooms below the one that keeps sittings ask these.
"""

from __future__ import annotations

NOW_FUNCTION = """
CREATE OR REPLACE FUNCTION lectorium_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
  SELECT CASE
    WHEN coalesce(current_setting('lectorium.now', true), '') <> ''
         AND pg_has_role(session_user, 'lectorium_clock', 'MEMBER')
    THEN current_setting('lectorium.now')::timestamptz
    ELSE clock_timestamp()
  END
$$
"""

APPEND_ONLY_FUNCTION = """
CREATE OR REPLACE FUNCTION lectorium_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$
"""


def append_only(table: str) -> str:
    """The statement that makes a table append-only."""
    return (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION lectorium_append_only()"
    )


NO_DELETE_FUNCTION = """
CREATE OR REPLACE FUNCTION lectorium_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % stay', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$
"""


def no_delete(table: str) -> str:
    """The statement that makes a table keep its rows, which may be completed."""
    return (
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION lectorium_no_delete()"
    )


EFFECTIVE_FUNCTION = """
CREATE OR REPLACE FUNCTION lectorium_effective(item uuid, student uuid)
RETURNS TABLE (release_date timestamptz, due_date timestamptz, duration_minutes integer, max_attempts integer)
LANGUAGE sql STABLE AS $$
  SELECT
    nullif(least(d.release_date,
      CASE WHEN 'release_date' = ANY (o.sets) THEN coalesce(o.release_date, '-infinity')
           ELSE coalesce(l.release_date, d.release_date) END), '-infinity'),
    nullif(greatest(d.due_date,
      CASE WHEN 'due_date' = ANY (o.sets) THEN coalesce(o.due_date, 'infinity')
           ELSE coalesce(l.due_date, d.due_date) END), 'infinity'),
    nullif(greatest(d.duration_minutes,
      CASE WHEN 'duration_minutes' = ANY (o.sets) THEN coalesce(o.duration_minutes, 2147483647)
           ELSE coalesce(l.duration_minutes, d.duration_minutes) END), 2147483647),
    nullif(greatest(d.max_attempts,
      CASE WHEN 'max_attempts' = ANY (o.sets) THEN coalesce(o.max_attempts, 2147483647)
           ELSE coalesce(l.max_attempts, d.max_attempts) END), 2147483647)
  FROM (
    SELECT coalesce(i.release_date, '-infinity') AS release_date,
           coalesce(i.due_date, 'infinity') AS due_date,
           coalesce((a.config ->> 'time_limit_mins')::integer, 2147483647) AS duration_minutes,
           coalesce((a.config ->> 'max_attempts')::integer, 2147483647) AS max_attempts
    FROM content_items i LEFT JOIN assignments a ON a.id = i.id
    WHERE i.id = item
  ) d
  LEFT JOIN item_overrides o ON o.content_item_id = item AND o.student_id = student
  CROSS JOIN LATERAL (
    SELECT
      min(coalesce(g.release_date, '-infinity')) FILTER (WHERE 'release_date' = ANY (g.sets)) AS release_date,
      max(coalesce(g.due_date, 'infinity')) FILTER (WHERE 'due_date' = ANY (g.sets)) AS due_date,
      max(coalesce(g.duration_minutes, 2147483647)) FILTER (WHERE 'duration_minutes' = ANY (g.sets))
        AS duration_minutes,
      max(coalesce(g.max_attempts, 2147483647)) FILTER (WHERE 'max_attempts' = ANY (g.sets)) AS max_attempts
    FROM item_overrides g
    JOIN student_label_members m ON m.label_id = g.label_id
    JOIN enrollments e ON e.id = m.enrollment_id
    WHERE g.content_item_id = item AND e.user_id = student
  ) l
$$
"""

EXAM_END_FUNCTION = """
CREATE OR REPLACE FUNCTION lectorium_exam_end(
  began timestamptz, opens timestamptz, closes timestamptz, minutes integer, multiplier numeric,
  extra integer)
RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT least(
      began + make_interval(secs => round(given * multiplier, 6)::float8),
      closes + make_interval(secs => round(given * (multiplier - 1), 6)::float8))
    + make_interval(mins => extra)
  FROM (SELECT greatest(coalesce(minutes * 60, extract(epoch FROM closes - coalesce(opens, began))), 0)
    AS given) g
$$
"""
"""Begun then, within this window, with so many minutes (null: as long as the window) and so much longer.

A window that nobody said the beginning of is, for each student, from when they begin.
"""

EXAM_OVER_FUNCTION = """
CREATE OR REPLACE FUNCTION lectorium_exam_over(item uuid) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT coalesce(max(
      CASE WHEN s.id IS NULL THEN coalesce(lectorium_exam_end(
             'infinity', coalesce(f.release_date, lectorium_now()), f.due_date, f.duration_minutes,
             e.time_multiplier, coalesce(x.minutes, 0)), 'infinity')
           ELSE coalesce(s.closed_at, s.deadline_at) END),
    max(coalesce(i.due_date, 'infinity')), 'infinity')
  FROM content_items i
  JOIN modules m ON m.id = i.module_id
  LEFT JOIN enrollments e ON e.class_id = m.class_id AND e.role = 'student' AND e.status = 'active'
  LEFT JOIN LATERAL lectorium_effective(i.id, e.user_id) f ON true
  LEFT JOIN exam_extensions x ON x.content_item_id = i.id AND x.student_id = e.user_id
  LEFT JOIN exam_sittings s ON s.content_item_id = i.id AND s.student_id = e.user_id
  WHERE i.id = item
$$
"""

EXAM_ON_FUNCTION = """
CREATE OR REPLACE FUNCTION lectorium_exam_on(item uuid, moment timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (
    SELECT coalesce(moment <= i.due_date, true)
      OR EXISTS (
        SELECT FROM exam_sittings s
        WHERE s.content_item_id = i.id AND s.closed_at IS NULL AND moment <= s.deadline_at)
      OR EXISTS (
        SELECT FROM modules m
        JOIN enrollments e ON e.class_id = m.class_id AND e.role = 'student' AND e.status = 'active'
        LEFT JOIN exam_extensions x ON x.content_item_id = i.id AND x.student_id = e.user_id
        CROSS JOIN LATERAL lectorium_effective(i.id, e.user_id) f
        WHERE m.id = i.module_id
          AND (e.time_multiplier > 1 OR x.minutes > 0
            OR EXISTS (SELECT FROM item_overrides o WHERE o.content_item_id = i.id))
          AND NOT EXISTS (
            SELECT FROM exam_sittings s WHERE s.content_item_id = i.id AND s.student_id = e.user_id)
          AND coalesce(moment <= lectorium_exam_end(
            'infinity', coalesce(f.release_date, moment), f.due_date, f.duration_minutes,
            e.time_multiplier, coalesce(x.minutes, 0)), true))
    FROM content_items i WHERE i.id = item);
END
$$
"""
"""Asked at much that students do: only who has more time than others is looked at one by one."""

SITTING_FUNCTION = """
CREATE OR REPLACE FUNCTION lectorium_sitting(item uuid, student uuid)
RETURNS TABLE (started_at timestamptz, deadline_at timestamptz, closed_at timestamptz)
LANGUAGE sql STABLE AS $$
  SELECT s.started_at, s.deadline_at, s.closed_at FROM exam_sittings s
  WHERE s.content_item_id = item AND s.student_id = student
$$
"""

WORDS = (
    """
CREATE TEXT SEARCH DICTIONARY lectorium_stem (TEMPLATE = snowball, LANGUAGE = english)
""",
    "CREATE TEXT SEARCH CONFIGURATION lectorium (COPY = english)",
    """
ALTER TEXT SEARCH CONFIGURATION lectorium
  ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part WITH lectorium_stem
""",
    r"""
CREATE FUNCTION lectorium_words(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
BEGIN ATOMIC
  SELECT to_tsvector('lectorium'::regconfig, regexp_replace(words, '[-./_\\:@]+', ' ', 'g'));
END
""",
    """
CREATE FUNCTION lectorium_terms(words text) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
BEGIN ATOMIC
  SELECT coalesce(jsonb_object_agg(w.lexeme, cardinality(w.positions)), '{}'::jsonb)
  FROM unnest(lectorium_words(words)) w;
END
""",
)
"""Stop words are stems like all others: ``for``, ``while`` and ``not`` are what programs are about.

What joins names (``np.linalg``, ``read_csv``) separates words, since nobody asks for the whole.
"""
NO_WORDS = (
    "DROP FUNCTION lectorium_terms(text)",
    "DROP FUNCTION lectorium_words(text)",
    "DROP TEXT SEARCH CONFIGURATION lectorium",
    "DROP TEXT SEARCH DICTIONARY lectorium_stem",
)

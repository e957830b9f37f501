// Made from lectorium_wire by tools/generate_types.py. Change the shapes there, then run it again.

/** One page of a list; `next` is null on the last one. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** An announcement with its text. */
export interface Announcement {
  id: string;
  module_id: string;
  class_id: string;
  content_type: 'assignment' | 'quiz' | 'material' | 'announcement';
  title: string;
  order_index: number;
  is_published: boolean;
  release_date: string | null;
  due_date: string | null;
  points_total: number | null;
  mode: 'practice' | 'homework' | 'exam' | null;
  state: 'not started' | 'in progress' | 'submitted' | 'grading' | 'graded' | 'returned' | 'missing' | 'excused' | 'closed' | null;
  score: number | null;
  challenge_ids: string[];
  body_markdown: string;
  updated_at: string;
}

/** An announcement at the end of a module. */
export interface AnnouncementCreate {
  title: string;
  /** Markdown; `$…$` is mathematics */
  body_markdown: string;
  is_published?: boolean;
  /** When students begin to see it */
  release_date?: string | null;
}

/** What may change about an announcement; absent keys stay, null clears the date. */
export interface AnnouncementPatch {
  title?: string | null;
  body_markdown?: string | null;
  is_published?: boolean | null;
  release_date?: string | null;
}

/** How many gave an answer. */
export interface AnswerCount {
  option_id: string | null;
  /** The option, or what was written, cut to 500 characters */
  text: string;
  count: number;
  is_right: boolean;
}

/** What a teacher says of an answer. */
export interface AnswerReview {
  interaction_id: string;
  reviewer: Person;
  verdict: 'good' | 'wrong' | 'gave_away' | 'unhelpful';
  comment: string;
  updated_at: string;
}

/** What I say of an answer. */
export interface AnswerReviewPut {
  verdict: 'good' | 'wrong' | 'gave_away' | 'unhelpful';
  comment?: string;
}

/** An answer in a list, without its text. */
export interface AnswerRow {
  id: string;
  challenge_id: string;
  challenge: string;
  student: Person;
  kind: 'chat' | 'explain' | 'hint' | 'code_run';
  asked_at: string;
  /** Its beginning */
  question: string;
  guarding: 'none' | 'passed' | 'rewritten' | 'withheld';
  rating: -1 | 1 | null;
  /** How many have reviewed it */
  reviews: number;
  my_verdict: 'good' | 'wrong' | 'gave_away' | 'unhelpful' | null;
}

/** A word or the name of an error, and in how many questions it is. */
export interface AskedTopic {
  name: string;
  questions: number;
}

/** An assignment or quiz for who edits it: settings, and problems in order. */
export interface AssignmentContents {
  item_id: string;
  class_id: string;
  title: string;
  content_type: 'assignment' | 'quiz';
  mode: 'practice' | 'homework' | 'exam';
  difficulty: 'easy' | 'medium' | 'hard';
  points_total: number;
  max_attempts: number | null;
  accept_late: boolean;
  time_limit_mins: number | null;
  allowed_languages: string[] | null;
  hint_cost: number;
  problems: AssignmentProblem[];
  /** Problems of an exam that students have seen already, and what is closed meanwhile */
  warnings: string[];
}

/** An assignment over frozen versions. */
export interface AssignmentCreate {
  title: string;
  description?: string;
  mode?: 'practice' | 'homework' | 'exam';
  difficulty?: 'easy' | 'medium' | 'hard';
  release_date?: string | null;
  due_date?: string | null;
  max_attempts?: number | null;
  accept_late?: boolean;
  /** Of an exam's sitting; null: the whole window, from the release date to the due date */
  time_limit_mins?: number | null;
  is_published?: boolean;
  problem_version_ids: string[];
}

/** A problem where it stands in an assignment. */
export interface AssignmentProblem {
  challenge_id: string;
  problem_id: string;
  version_id: string;
  number: number;
  /** Larger than `number` where a newer version is published */
  newest_number: number;
  title: string;
  kind: 'notebook' | 'program' | 'question';
  /** What it counts for here */
  points: number;
  /** What its tests are worth; they scale to `points` */
  version_points: number;
  /** null: the version's own */
  custom_points: number | null;
  /** What it may be written in here */
  languages: string[];
  allowed_languages: string[] | null;
  hint_count: number;
  /** null: the assignment's */
  hint_cost: number | null;
  /** Students with a draft */
  begun: number;
  /** Students who have handed in; then it can't be removed any more */
  handed_in: number;
}

/** A file the notebook reads: its name beside the notebook, and its bytes in base64. */
export interface AttachedFile {
  name: string;
  content: string;
}

/** The receipt of an attempt and how far it has come. */
export interface Attempt {
  id: string;
  challenge_id: string;
  student_id: string;
  type: 'test_run' | 'final_submission';
  attempt_number: number;
  sha256: string;
  language: string;
  accepted_at: string;
  is_late: boolean;
  /** `held`: of an exam its student is told no more than that it was handed in */
  status: 'queued' | 'processing' | 'completed' | 'error' | 'superseded' | 'held';
  /** The draft's revision after this attempt's save */
  revision: number;
  /** While it is queued; not in lists */
  queue: QueuePlace | null;
}

/** Hand in, or run the visible tests; `content` is saved as the draft first. */
export interface AttemptCreate {
  type: 'test_run' | 'final_submission';
  /** The draft revision this work is based on */
  revision: number;
  /** The notebook */
  content: Record<string, JsonValue>;
  focused_seconds?: number;
}

/** One graded attempt of somebody; `student` is the username for staff. */
export interface AttemptRow {
  attempt_id: string;
  student: string;
  item_id: string;
  item: string;
  challenge_id: string;
  type: 'test_run' | 'final_submission';
  attempt_number: number;
  accepted_at: string;
  is_late: boolean;
  status: string;
  score: number | null;
  points: number | null;
  passed: number | null;
  total: number | null;
  execution_time_ms: number | null;
  time_focused_seconds: number;
}

/** One event. `before` and `after` hold only what changed; `meta` a reason, where one was given. Somebody who acts for another person has signed in as `authenticated_actor_id`. */
export interface AuditEvent {
  id: string;
  timestamp: string;
  class_id: string | null;
  actor_id: string | null;
  authenticated_actor_id: string | null;
  actor_name: string;
  action: string;
  target_type: string;
  target_ids: string[];
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  meta: Record<string, unknown>;
}

/** What the item, a label's exception or the student's own says about one field. */
export interface Candidate {
  source: 'item' | 'label' | 'student';
  /** null: no limit */
  value: string | number | null;
  /** The student has this value because of it */
  decides: boolean;
  why: string;
  override: Override | null;
}

/** A test that came, went or differs. */
export interface CaseChange {
  key: string;
  name: string;
  fate: 'added' | 'removed' | 'changed';
  facts: FactChange[];
  lines: DiffLine[];
}

/** A cell of the student's own, and line by line how it came from the state it is compared with. */
export interface CellChange {
  key: string;
  name: string;
  kind: 'code' | 'markdown' | 'raw';
  fate: 'same' | 'changed' | 'added' | 'removed';
  source: string;
  /** Empty where it is the same */
  lines: DiffLine[];
}

/** Something to solve, with its rules for the caller. */
export interface Challenge {
  id: string;
  title: string;
  kind: 'notebook' | 'program' | 'question';
  class_id: string | null;
  points_total: number;
  class_name: string | null;
  item_id: string | null;
  item_title: string | null;
  assignment_position: number | null;
  description_markdown: string;
  languages: string[];
  mode: 'practice' | 'homework' | 'exam';
  /** Of an exam that was begun, when my own sitting ends */
  due_date: string | null;
  release_date: string | null;
  max_attempts: number | null;
  accept_late: boolean;
  attempts_used: number;
  attempts_left: number | null;
  is_closed: boolean;
  closed_reason: string | null;
  version_number: number;
  /** 0 in an exam, where they are closed */
  hint_count: number;
  visible_tests: VisibleTest[];
  /** Whether there are any; an exam doesn't say */
  hidden_tests: boolean;
  state: string;
  best_score: number | null;
  /** A good name for the notebook in the student's home, with folder */
  file_name: string;
}

/** Something to solve. */
export interface ChallengeCard {
  id: string;
  title: string;
  kind: 'notebook' | 'program' | 'question';
  class_id: string | null;
  points_total: number;
}

/** A standalone challenge: practice for the whole school, in no class. */
export interface ChallengeCreate {
  problem_version_id: string;
  title?: string | null;
}

/** Another title for a standalone challenge. */
export interface ChallengePatch {
  title: string;
}

/** A version of a challenge's problem; `attempts` final submissions count as it graded them. */
export interface ChallengeVersion {
  version_id: string;
  number: number;
  title: string;
  created_at: string;
  points_total: number;
  tests: number;
  is_pinned: boolean;
  attempts: number;
}

/** Which versions to compare, by their numbers. */
export interface ChangesQuery {
  before: number;
  after: number;
}

/** A source that an answer names, as `[number]`, and that was looked up for it. */
export interface Citation {
  number: number;
  title: string;
  /** Such as “page 3”; empty for the whole */
  place: string;
  /** The page that opens there, below the pages' address; null where students don't open it */
  address: string | null;
}

/** A class as its members see it; `join_code` only for its staff. */
export interface Class {
  id: string;
  name: string;
  section: string;
  description: string;
  time_zone: string;
  is_archived: boolean;
  hold_grades: boolean;
  before_joining: 'excused' | 'missing';
  join_code: string | null;
  copied_from_id: string | null;
  my_role: 'student' | 'ta' | 'teacher' | null;
  my_content: 'none' | 'view' | 'edit';
  my_student_data: 'none' | 'view' | 'grade';
}

/** What I may do in one class. */
export interface ClassAccess {
  class_id: string;
  class_name: string;
  role: 'student' | 'ta' | 'teacher';
  content: 'none' | 'view' | 'edit';
  student_data: 'none' | 'view' | 'grade';
}

/** A class made of another's structure, without its people; say `days` or `starts_on`, or neither. */
export interface ClassCopy {
  name: string;
  /** The new term's label, such as Fall 2027 */
  section?: string;
  /** Another IANA name; else the same */
  time_zone?: string | null;
  /** How many days all dates move */
  days?: number | null;
  /** The day on which the first date falls */
  starts_on?: string | null;
  /** Hide every item until it is shown; exams always are */
  hidden?: boolean;
}

/** A class; its creator becomes its teacher. */
export interface ClassCreate {
  name: string;
  /** The term's label, such as Fall 2026 */
  section?: string;
  description?: string;
  /** IANA name, such as Europe/Berlin */
  time_zone?: string;
}

/** What may change about a class; absent keys stay. */
export interface ClassPatch {
  name?: string | null;
  section?: string | null;
  description?: string | null;
  time_zone?: string | null;
  is_archived?: boolean | null;
  /** Return every grade by hand */
  hold_grades?: boolean | null;
  /** What work due before a student joined is, with nothing handed in */
  before_joining?: 'excused' | 'missing' | null;
  /** Archive it although students sit an exam in it */
  confirm?: boolean;
}

/** The receipt of a run. */
export interface CodeRun {
  id: string;
  session_id: string;
  created_at: string;
}

/** A run of code in one's own kernel, for the journey. */
export interface CodeRunCreate {
  /** Made by who runs, new for each run */
  message_key: string;
  code: string;
  stdin?: string;
  /** What it wrote, errors included */
  stdout?: string;
  cell_id?: string | null;
}

/** A use of my data that I am asked about, and what I said. */
export interface Consent {
  purpose: 'research';
  /** What I would agree to, in words */
  text: string;
  /** Of these words; other words are another version */
  text_version: number;
  /** To these words; what I said to others doesn't count */
  given: boolean;
  given_at: string | null;
  /** The version that I agreed to */
  given_version: number | null;
}

/** Give my consent to the words of this version, or withdraw it. */
export interface ConsentChange {
  purpose: 'research';
  given: boolean;
  text_version: number;
}

/** What came together in a group; null where it isn't grouped by that. */
export interface CostRow {
  day: string | null;
  /** Null for practice, too */
  class_id: string | null;
  class_name: string;
  model_id: string | null;
  model_name: string;
  /** `tutor`: students' questions; `replay`: asked again */
  use: 'tutor' | 'replay';
  currency: string;
  questions: number;
  prompt_tokens: number;
  completion_tokens: number;
  /** Exact, as a text */
  cost: string;
  /** For so many of the questions tokens and cost are estimates */
  estimated: number;
}

/** A line of a comparison; a `gap` stands for unchanged lines that are left out. */
export interface DiffLine {
  kind: 'same' | 'added' | 'removed' | 'gap';
  text: string;
}

/** A submission that two versions judge differently, or that staff lowered though it passes everything. */
export interface DoubtfulAttempt {
  attempt_id: string;
  challenge_id: string;
  student: Person;
  attempt_number: number;
  doubt: 'passes_now' | 'fails_now' | 'passes_but_lowered';
  passed: number;
  total: number;
  passed_before: number | null;
  total_before: number | null;
  number_before: number | null;
}

/** The work as the server holds it; `content` is the notebook with outputs stripped. */
export interface Draft {
  challenge_id: string;
  revision: number;
  sha256: string;
  saved_at: string;
  language: string;
  time_spent_seconds: number;
  content: Record<string, JsonValue> | null;
}

/** A save: refused with 409 and the server's draft if `revision` isn't the one held there. */
export interface DraftSave {
  /** The revision this work is based on; 0 for none */
  revision: number;
  /** The notebook */
  content: Record<string, JsonValue>;
  /** Focused time since the last save */
  focused_seconds?: number;
}

/** The receipt of a save: the server has it. */
export interface DraftSaved {
  revision: number;
  sha256: string;
  saved_at: string;
  changed: boolean;
}

/** How many of the organization's pieces have a vector, by the model in use and the next one. */
export interface EmbeddingState {
  model: string;
  chunks: number;
  embedded: number;
  next_model: string | null;
  next_embedded: number;
}

/** Somebody's place in a class. `labels` are a student's section and labels, `sections` those that an assistant works with: none of them is the whole class. */
export interface Enrollment {
  id: string;
  class_id: string;
  person: Person;
  email: string;
  role: 'student' | 'ta' | 'teacher';
  content: 'none' | 'view' | 'edit';
  student_data: 'none' | 'view' | 'grade';
  status: 'active' | 'dropped';
  joined_at: string;
  dropped_at: string | null;
  time_multiplier: number;
  labels: LabelRef[];
  sections: LabelRef[];
}

/** Put a known person into a class. */
export interface EnrollmentCreate {
  /** Username or e-mail address */
  username: string;
  role?: 'student' | 'ta' | 'teacher';
}

/** Change somebody's place in a class; absent keys stay. */
export interface EnrollmentPatch {
  role?: 'student' | 'ta' | 'teacher' | null;
  content?: 'none' | 'view' | 'edit' | null;
  student_data?: 'none' | 'view' | 'grade' | null;
  status?: 'active' | 'dropped' | null;
  /** How much longer than others in exams: 1.25 is a quarter more */
  time_multiplier?: number | string | null;
  /** The sections whose students an assistant sees; an empty list is the whole class */
  section_ids?: string[] | null;
}

/** Erase: the username again, so that nobody is erased by mistake. */
export interface ErasureDecision {
  username: string;
}

/** What a table's rows about a person lose. */
export interface ErasureLoss {
  table: string;
  what: string;
  rows: number;
}

/** What erasing somebody will do, found out by trying it and taking it back. */
export interface ErasurePlan {
  id: string;
  person: Person;
  requested_at: string;
  losses: ErasureLoss[];
  /** What must be settled before, each with what to do */
  obstacles: string[];
}

/** Don't erase, and say why: the person reads it. */
export interface ErasureRefusal {
  answer: string;
}

/** My request to be erased. */
export interface ErasureRequest {
  id: string;
  requested_at: string;
  withdrawn_at: string | null;
  decided_at: string | null;
  /** Why it was declined; empty otherwise */
  answer: string;
}

/** Which events: mine, or those of a whole class for its staff. */
export interface EventQuery {
  /** A class whose student data the caller may see */
  class_id?: string | null;
}

/** One problem of an exam and what the server holds of my work on it. */
export interface ExamWork {
  challenge_id: string;
  title: string;
  /** Of the last saved draft; null where nothing is saved */
  saved_at: string | null;
  revision: number;
  handed_in_at: string | null;
}

/** Why a student's dates, time and attempts on an item are what they are. */
export interface Explanation {
  item_id: string;
  student: Person;
  /** How much longer than others the student has in exams */
  time_multiplier: number;
  /** Since when the student is in the class */
  joined_at: string;
  /** What it is with nothing handed in, where it was due before that; else null */
  before_joining: 'excused' | 'missing' | null;
  fields: FieldWhy[];
}

/** Whom more time has reached. */
export interface Extended {
  running: number;
  not_started: number;
}

/** A value that differs, in words; empty where a side has none. */
export interface FactChange {
  name: string;
  before: string;
  after: string;
}

/** One field: what holds for the student, and all that was considered. */
export interface FieldWhy {
  name: 'release_date' | 'due_date' | 'duration_minutes' | 'max_attempts';
  /** null: no limit */
  value: string | number | null;
  candidates: Candidate[];
}

/** One line of a publishing report, in a teacher's words. */
export interface Finding {
  level: 'error' | 'warning';
  code: string;
  message: string;
  cell_index: number | null;
  cell_id: string | null;
}

/** Something staff should know of an attempt; `suspect` is worth a look, a `note` has no consequence. */
export interface Flag {
  /** What it is, for programs: tampering, test_missing, test_duplicated… */
  code: string;
  level: 'suspect' | 'note';
  message: string;
  /** The keys of the tests it concerns */
  tests: string[];
}

/** A device for kernels. */
export interface Gpu {
  id: string;
  name: string;
  state: 'free' | 'taken';
  mine: boolean;
}

/** The devices of this installation; none is no fault. */
export interface Gpus {
  devices: Gpu[];
}

/** One entry; for its student only once returned. */
export interface Grade {
  content_item_id: string;
  student_id: string;
  status: 'graded' | 'pending' | 'missing' | 'excused';
  score: number | null;
  raw_score: number | null;
  /** What hints took away */
  hint_deduction: number;
  adjustment: number;
  max_score: number;
  feedback: string;
  submitted_at: string | null;
  returned_at: string | null;
  is_override: boolean;
  needs_manual: boolean;
}

/** A column of the gradebook. */
export interface GradeColumn {
  item_id: string;
  title: string;
  max_score: number;
  due_date: string | null;
}

/** What staff may change; absent keys stay. */
export interface GradePatch {
  adjustment?: number | string | null;
  feedback?: string | null;
  private_notes?: string | null;
  excused?: boolean | null;
  returned?: boolean | null;
}

/** A student's line; `grades` stand in the order of the columns, null where there is none. What was due before the student joined, with nothing handed in, is `excused` or `missing`, as the class says, and without points. */
export interface GradeRow {
  student: Person;
  grades: (StaffGrade | null)[];
  /** In the same order: whether an attempt handed in there is worth a look */
  flagged: boolean[];
  total: number | null;
  maximum: number;
}

/** Students × items. */
export interface Gradebook {
  class_id: string;
  columns: GradeColumn[];
  rows: GradeRow[];
  next: string | null;
}

/** What the event stream says: ask for the result again. */
export interface GradingEvent {
  attempt_id: string;
  challenge_id: string;
  type: 'test_run' | 'final_submission';
  status: 'queued' | 'processing' | 'completed' | 'error' | 'superseded';
}

/** How far one test of a notebook can be trusted, in words for its author. */
export interface Guarantee {
  /** The test's name in the notebook */
  key: string;
  judged: 'outside' | 'asserts' | 'person';
  message: string;
  cell_index: number | null;
}

/** The service, its database and its queue answer. */
export interface Health {
  status: 'ok';
  version: string;
}

/** Hidden tests, as far as the teacher allows. */
export interface HiddenSummary {
  count: number;
  passed: number;
  score: number;
  points: number;
}

/** One step of help that was taken; `cost` is what it cost then, in points. */
export interface Hint {
  step: number;
  of: number;
  markdown: string;
  cost: number;
  revealed_at: string;
}

/** Which step of help, and the price that was shown; both may be left out. */
export interface HintReveal {
  /** Absent: the next one */
  step?: number | null;
  /** Taken only if that is what it costs, in points */
  cost?: number | string | null;
}

/** The steps of help that were taken; `next_cost` in points, null after the last one. */
export interface Hints {
  items: Hint[];
  left: number;
  next_cost: number | null;
}

/** One saved state. */
export interface HistoryEntry {
  revision: number;
  sha256: string;
  saved_at: string;
  size: number;
}

/** A question and its answer with the code as it stood, or a run with what it read and wrote. */
export interface Interaction {
  id: string;
  challenge_id: string;
  student_id: string;
  /** The session of work it belongs to */
  session_id: string;
  kind: 'chat' | 'explain' | 'hint' | 'code_run';
  state: 'asked' | 'answering' | 'completed' | 'failed' | 'stopped';
  /** The question; empty for a run */
  text: string;
  /** Markdown, as the student saw it; while it grows, so far */
  answer: string;
  /** Why there is no answer, for people to read */
  error: string | null;
  /** Whether the answer ends because the model may write no more */
  is_cut: boolean;
  created_at: string;
  ended_at: string | null;
  /** The draft's revision at that moment */
  solution_revision: number | null;
  cell_id: string | null;
  help_level: 'off' | 'concepts' | 'steps' | 'open' | null;
  /** 1 nudge, 2 concept, 3 where to look, 4 pseudo-code */
  hint_step: number | null;
  /** What the check of the answer did: `rewritten` into a hint, `withheld`, `passed` */
  guarding: 'none' | 'passed' | 'rewritten' | 'withheld';
  /** Null where no model was asked */
  model: ModelName | null;
  /** The model that was meant and couldn't answer any more */
  fell_back_from: ModelName | null;
  citations: Citation[];
  rating: -1 | 1 | null;
  code: string;
  stdin: string | null;
  stdout: string | null;
  /** Questions left to the caller today; null without a limit */
  left_today: number | null;
}

/** A question; asked again with the same `message_key` it is the same question. */
export interface InteractionCreate {
  /** Made by who asks, new for each question */
  message_key: string;
  kind?: 'chat' | 'explain' | 'hint';
  /** May be empty to have an error explained, or a hint */
  text?: string;
  /** Of the active cell; empty: the saved draft's */
  code?: string;
  context?: QuestionContext;
}

/** A question and its answer, or a run of code; without the code, as in lists. */
export interface InteractionRow {
  id: string;
  challenge_id: string;
  student_id: string;
  /** The session of work it belongs to */
  session_id: string;
  kind: 'chat' | 'explain' | 'hint' | 'code_run';
  state: 'asked' | 'answering' | 'completed' | 'failed' | 'stopped';
  /** The question; empty for a run */
  text: string;
  /** Markdown, as the student saw it; while it grows, so far */
  answer: string;
  /** Why there is no answer, for people to read */
  error: string | null;
  /** Whether the answer ends because the model may write no more */
  is_cut: boolean;
  created_at: string;
  ended_at: string | null;
  /** The draft's revision at that moment */
  solution_revision: number | null;
  cell_id: string | null;
  help_level: 'off' | 'concepts' | 'steps' | 'open' | null;
  /** 1 nudge, 2 concept, 3 where to look, 4 pseudo-code */
  hint_step: number | null;
  /** What the check of the answer did: `rewritten` into a hint, `withheld`, `passed` */
  guarding: 'none' | 'passed' | 'rewritten' | 'withheld';
  /** Null where no model was asked */
  model: ModelName | null;
  /** The model that was meant and couldn't answer any more */
  fell_back_from: ModelName | null;
  citations: Citation[];
  rating: -1 | 1 | null;
}

/** An item in an outline, with the caller's own state; what is only read has no state and no points. */
export interface ItemCard {
  id: string;
  module_id: string;
  class_id: string;
  content_type: 'assignment' | 'quiz' | 'material' | 'announcement';
  title: string;
  order_index: number;
  is_published: boolean;
  release_date: string | null;
  due_date: string | null;
  points_total: number | null;
  mode: 'practice' | 'homework' | 'exam' | null;
  state: 'not started' | 'in progress' | 'submitted' | 'grading' | 'graded' | 'returned' | 'missing' | 'excused' | 'closed' | null;
  score: number | null;
  challenge_ids: string[];
}

/** An item that was just made. */
export interface ItemMade {
  id: string;
  module_id: string;
  class_id: string;
  content_type: 'assignment' | 'quiz' | 'material' | 'announcement';
  title: string;
  order_index: number;
  is_published: boolean;
  release_date: string | null;
  due_date: string | null;
  points_total: number | null;
  mode: 'practice' | 'homework' | 'exam' | null;
  state: 'not started' | 'in progress' | 'submitted' | 'grading' | 'graded' | 'returned' | 'missing' | 'excused' | 'closed' | null;
  score: number | null;
  challenge_ids: string[];
  /** Problems of an exam that students have seen already, and what is closed meanwhile */
  warnings: string[];
}

/** What may change about an item; absent keys stay, null clears a date. */
export interface ItemPatch {
  title?: string | null;
  description?: string | null;
  is_published?: boolean | null;
  release_date?: string | null;
  due_date?: string | null;
  max_attempts?: number | null;
  accept_late?: boolean | null;
  order_index?: number | null;
  /** Take time away from students who counted on it, or an exam from who sits it */
  confirm?: boolean;
}

/** The code a teacher gave out; upper and lower case alike. */
export interface JoinClass {
  code: string;
}

/** A page of a student's way, oldest first, without code and texts. */
export interface Journey {
  items: Step[];
  next: string | null;
  student: Person;
  challenge_id: string;
  title: string;
  class_id: string | null;
  item_id: string | null;
  /** Time at the notebook, as saves have counted it */
  worked_seconds: number;
  counts: StepCounts;
}

/** What a teacher makes of a journey; no part of a grade. */
export interface JourneyReview {
  id: string;
  reviewer: Person;
  marks: number | null;
  max_marks: number;
  comment: string;
  /** Since when the student sees it; null: not yet */
  shown_at: string | null;
  updated_at: string;
}

/** My own review of a journey, whole. */
export interface JourneyReviewPut {
  /** null: words alone */
  marks?: number | string | null;
  max_marks?: number | string;
  comment?: string;
  /** Whether the student sees it */
  shown?: boolean;
  /** My review's as I have seen it; null: there was none */
  updated_at?: string | null;
}

/** A step with its texts: the code then and what had changed, the conversation so far, the tests. */
export interface JourneyStep {
  step: Step;
  /** The saved state at that moment; 0 before the first */
  revision: number;
  /** The saved state it is compared with; 0: what was given */
  since_revision: number;
  /** The step that this was the state of; null: the save before */
  since_step: string | null;
  cells: CellChange[];
  /** The last of the conversation up to this step, oldest first */
  said: Said[];
  /** Of a run or submission */
  result: Result | null;
  hint: string | null;
  /** The step before, of those shown */
  before: string | null;
  after: string | null;
}

/** An entry without its words. */
export interface Knowledge {
  id: string;
  /** Null where it is the school's, or a standalone challenge's */
  class_id: string | null;
  challenge_id: string | null;
  title: string;
  file: MaterialFile | null;
  shown_to_students: boolean;
  index_state: 'waiting' | 'indexed' | 'failed';
  /** Why it failed, or what of it wasn't read */
  index_message: string;
  /** Pieces it was cut into */
  chunks: number;
  /** Of those, how many can be found by meaning, not only by words */
  embedded: number;
  author: string;
  created_at: string;
  updated_at: string;
}

/** A piece of an entry as it was read, and where it stands: pages and the like count from 1. */
export interface KnowledgeChunk {
  order_index: number;
  place_kind: 'page' | 'slide' | 'cell' | 'line' | 'paragraph';
  page_number: number;
  heading: string;
  content: string;
}

/** An entry: words in Markdown, a file whose words can be read, or both. */
export interface KnowledgeCreate {
  title: string;
  content?: string;
  file?: UploadedFile | null;
  /** Students may open it where it is cited */
  shown_to_students?: boolean;
}

/** What the tutor would read for a question, the best first. */
export interface KnowledgeFindings {
  items: KnowledgeFound[];
  /** The embedding model didn't answer: found by words alone */
  words_only: boolean;
}

/** A piece that a question finds. */
export interface KnowledgeFound {
  order_index: number;
  place_kind: 'page' | 'slide' | 'cell' | 'line' | 'paragraph';
  page_number: number;
  heading: string;
  content: string;
  title: string;
  score: number;
  knowledge_id: string | null;
  material_id: string | null;
  /** The page that opens there; null for what students don't open */
  address: string | null;
}

/** What may change about an entry; absent keys stay, null takes the file away. */
export interface KnowledgePatch {
  title?: string | null;
  content?: string | null;
  file?: UploadedFile | null;
  shown_to_students?: boolean | null;
}

/** A question to try. */
export interface KnowledgeQuestion {
  question: string;
  limit?: number;
}

/** An entry with the words that were typed. */
export interface KnowledgeText {
  id: string;
  /** Null where it is the school's, or a standalone challenge's */
  class_id: string | null;
  challenge_id: string | null;
  title: string;
  file: MaterialFile | null;
  shown_to_students: boolean;
  index_state: 'waiting' | 'indexed' | 'failed';
  /** Why it failed, or what of it wasn't read */
  index_message: string;
  /** Pieces it was cut into */
  chunks: number;
  /** Of those, how many can be found by meaning, not only by words */
  embedded: number;
  author: string;
  created_at: string;
  updated_at: string;
  content: string;
}

/** A section or label of a class, and how many active students (that I see) bear it. */
export interface Label {
  id: string;
  class_id: string;
  name: string;
  kind: 'section' | 'label';
  students: number;
}

/** A section, which assistants can be confined to, or any other label. */
export interface LabelCreate {
  name: string;
  kind?: 'section' | 'label';
}

/** Another name. */
export interface LabelPatch {
  name: string;
}

/** A section or a label, by name. */
export interface LabelRef {
  id: string;
  name: string;
  kind: 'section' | 'label';
}

/** Who comes into a section or label and who leaves it, by enrollment; all of it or nothing. */
export interface LabelStudents {
  put_in?: string[];
  take_out?: string[];
}

/** A material with its text, and what its file is. */
export interface Material {
  id: string;
  module_id: string;
  class_id: string;
  content_type: 'assignment' | 'quiz' | 'material' | 'announcement';
  title: string;
  order_index: number;
  is_published: boolean;
  release_date: string | null;
  due_date: string | null;
  points_total: number | null;
  mode: 'practice' | 'homework' | 'exam' | null;
  state: 'not started' | 'in progress' | 'submitted' | 'grading' | 'graded' | 'returned' | 'missing' | 'excused' | 'closed' | null;
  score: number | null;
  challenge_ids: string[];
  body_markdown: string;
  file: MaterialFile | null;
  updated_at: string;
}

/** A material at the end of a module: words, a file, or both. */
export interface MaterialCreate {
  title: string;
  /** Markdown; `$…$` is mathematics */
  body_markdown?: string;
  file?: UploadedFile | null;
  is_published?: boolean;
  /** When students begin to see it */
  release_date?: string | null;
}

/** A material's file, told from its content; its bytes are at `/materials/{item_id}/file`. */
export interface MaterialFile {
  name: string;
  media_type: string;
  size_bytes: number;
}

/** What may change about a material; absent keys stay, null takes the date or the file away. */
export interface MaterialPatch {
  title?: string | null;
  body_markdown?: string | null;
  file?: UploadedFile | null;
  is_published?: boolean | null;
  release_date?: string | null;
}

/** The caller. */
export interface Me {
  id: string;
  username: string;
  name: string;
  email: string;
  role: 'student' | 'teacher' | 'ta' | 'admin' | 'researcher';
  organization_id: string;
  created_at: string;
  last_login_at: string | null;
  disabled: boolean;
  /** What the school's own sign-in calls this person */
  external_identity: string | null;
  organization_name: string;
  classes: ClassAccess[];
}

/** The model that answered. */
export interface ModelName {
  name: string;
  version: string;
}

/** How a model is asked; `context_tokens` is what question and answer share. */
export interface ModelSettings {
  v?: 1;
  temperature?: number;
  max_tokens?: number;
  context_tokens?: number;
}

/** Other settings; absent keys stay. */
export interface ModelSettingsChange {
  temperature?: number | null;
  max_tokens?: number | null;
  context_tokens?: number | null;
}

/** A module and its items, in order. */
export interface Module {
  id: string;
  class_id: string;
  title: string;
  description: string;
  order_index: number;
  is_published: boolean;
  items: ItemCard[];
}

/** A module at the end of a class's outline. */
export interface ModuleCreate {
  title: string;
  description?: string;
  is_published?: boolean;
}

/** A module, and the items in it from top to bottom. */
export interface ModuleOrder {
  id: string;
  items: string[];
}

/** What may change about a module; absent keys stay. */
export interface ModulePatch {
  title?: string | null;
  description?: string | null;
  is_published?: boolean | null;
  order_index?: number | null;
  /** Take an exam from who sits it */
  confirm?: boolean;
}

/** A line of My grades; the grade once it is returned, or where it was due before I joined. */
export interface MyGrade {
  item_id: string;
  title: string;
  max_score: number;
  /** Of an exam that was begun, when my own sitting ends */
  due_date: string | null;
  grade: Grade | null;
  message: string;
}

/** My grades in a class. */
export interface MyGrades {
  class_id: string;
  grades: MyGrade[];
}

/** A notebook to be looked at, changing nothing. */
export interface NotebookCheck {
  notebook: Record<string, JsonValue>;
  files?: AttachedFile[];
  run_solution?: boolean;
}

/** Which of a version's notebooks. */
export interface NotebookQuery {
  /** What students get, instead of the full notebook */
  release?: boolean;
}

/** Somebody who asks to be erased. */
export interface OpenRequest {
  id: string;
  person: Person;
  requested_at: string;
}

/** A class from top to bottom. */
export interface Outline {
  class_id: string;
  class_name: string;
  time_zone: string;
  /** Counts changes of the order; a new order is compared with it */
  revision: number;
  modules: Module[];
  /** Announcements that I learn from and haven't read as they are now, by item */
  news: Record<string, 'new' | 'changed'>;
}

/** A whole class from top to bottom: every module and item exactly once; items may change modules. */
export interface OutlineOrder {
  /** The outline's `revision` this was made from */
  revision: number;
  modules: ModuleOrder[];
}

/** An exception; of `student` and `label` one is null. A key that `sets` doesn't name says nothing. */
export interface Override {
  id: string;
  item_id: string;
  item_title: string;
  student: Person | null;
  label: OverrideLabel | null;
  sets: ('release_date' | 'due_date' | 'duration_minutes' | 'max_attempts')[];
  release_date: string | null;
  due_date: string | null;
  duration_minutes: number | null;
  max_attempts: number | null;
  reason: string;
  made_by: string;
  created_at: string;
}

/** How an exception is taken away. */
export interface OverrideDelete {
  reason?: string;
  /** Take time away from students who counted on it */
  confirm?: boolean;
}

/** The section or label that an exception is for. */
export interface OverrideLabel {
  id: string;
  name: string;
  kind: 'section' | 'label';
}

/** What an exception says; an absent key is as without it, null takes the limit away. It gives more and never less: a stricter value is refused with 422 and code `gives_less`. */
export interface OverridePut {
  release_date?: string | null;
  due_date?: string | null;
  /** Of an exam; null: the whole window */
  duration_minutes?: number | null;
  /** Per problem; null: unlimited */
  max_attempts?: number | null;
  /** For the class's staff and the audit */
  reason?: string;
  /** Take time away from students who counted on it */
  confirm?: boolean;
}

/** One's own password. */
export interface PasswordChange {
  current: string;
  new: string;
}

/** A person as others may see them. */
export interface Person {
  id: string;
  username: string;
  name: string;
}

/** It is done. */
export interface PersonErased {
  /** What their rows are called from now on */
  pseudonym: string;
  /** What is left of them on the Hub, with a folder: delete it there */
  login_name: string;
}

/** What may change about a problem in an assignment; absent keys stay, null gives back the default. */
export interface PlacePatch {
  title?: string | null;
  custom_points?: number | string | null;
  allowed_languages?: string[] | null;
  hint_cost?: number | string | null;
}

/** Where students will find it. */
export interface Placement {
  module_id: string;
  title?: string | null;
  mode?: 'practice' | 'homework' | 'exam';
  difficulty?: 'easy' | 'medium' | 'hard';
  release_date?: string | null;
  due_date?: string | null;
  /** null: unlimited */
  max_attempts?: number | null;
  /** After the due date: taken and marked late, or refused */
  accept_late?: boolean;
  /** Of an exam's sitting; null: the whole window, from the release date to the due date */
  time_limit_mins?: number | null;
  is_published?: boolean;
}

/** What holds, and who says so. */
export interface PolicyValue {
  value: string | number | boolean | null;
  source: 'challenge' | 'class' | 'organization' | 'default';
}

/** A standalone challenge, with how far I have come in it. */
export interface PracticeCard {
  id: string;
  title: string;
  kind: 'notebook' | 'program' | 'question';
  class_id: string | null;
  points_total: number;
  topics: string[];
  difficulty: 'easy' | 'medium' | 'hard';
  languages: string[];
  /** Who set it */
  author_name: string;
  state: string;
  best_score: number | null;
  /** Whether I may rename it and take it away */
  may_change: boolean;
}

/** An error as `application/problem+json` (RFC 9457). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  /** Stable: programs may rely on it */
  code: string;
  /** What happened, what is safe, what to do */
  detail: string;
  /** The key at fault, dotted */
  field: string | null;
  /** What the server holds, on a conflict */
  current: unknown;
}

/** Put a frozen version at the end of an assignment. */
export interface ProblemAdd {
  problem_version_id: string;
  title?: string | null;
  /** null: the version's own */
  custom_points?: number | string | null;
}

/** A problem in the library, with its newest version. */
export interface ProblemCard {
  id: string;
  slug: string;
  title: string;
  kind: 'notebook' | 'program' | 'question';
  latest_number: number;
  latest_version_id: string;
  topics: string[];
  difficulty: 'easy' | 'medium' | 'hard';
  author_id: string;
  author: string;
  created_at: string;
  /** When the newest version was published */
  changed_at: string;
}

/** The problems' challenges as they stand, and as they should. */
export interface ProblemOrder {
  before: string[];
  after: string[];
}

/** How a problem is found; absent keys stay. */
export interface ProblemPatch {
  /** Kept in small letters, each once; at most 10 */
  topics?: string[] | null;
  difficulty?: 'easy' | 'medium' | 'hard' | null;
}

/** Freeze a notebook as version 1 of a new problem, and set it if `place` says where. */
export interface ProblemPublish {
  notebook: Record<string, JsonValue>;
  title?: string | null;
  files?: AttachedFile[];
  place?: Placement | null;
}

/** A place of a problem that the reader may know of. */
export interface ProblemUse {
  challenge_id: string;
  title: string;
  /** The version that is set there */
  number: number;
  /** null: practice that stands alone */
  class_id: string | null;
  class_name: string | null;
  class_section: string | null;
  item_id: string | null;
  item_title: string | null;
  /** Who has handed in; null where the reader sees only some of the class's students */
  students: number | null;
  may_upgrade: boolean;
  created_at: string;
}

/** Where a problem is used; `others` counts places that the reader may not know of. */
export interface ProblemUses {
  items: ProblemUse[];
  next: string | null;
  others: number;
}

/** A frozen version. */
export interface ProblemVersion {
  id: string;
  problem_id: string;
  number: number;
  title: string;
  kind: 'notebook' | 'program' | 'question';
  languages: string[];
  content_hash: string;
  created_at: string;
  points_total: number;
  test_cases: TestCase[];
}

/** A program problem as JSON. */
export interface ProgramImport {
  title: string;
  /** Markdown */
  statement?: string;
  /** python, cpp or another of this server */
  language?: string;
  preamble?: string;
  starter?: string;
  solution?: string;
  hints?: string[];
  /** Texts in Markdown for the tutor and its students to read */
  support_materials?: string[];
  tests: ProgramTest[];
  place?: Placement | null;
}

/** One test of a program. */
export interface ProgramTest {
  name?: string | null;
  /** Standard input */
  input?: string | null;
  /** Expected standard output */
  output?: string | null;
  /** A Python expression */
  call?: string | null;
  /** The Python literal it must equal */
  expected?: string | null;
  hidden?: boolean;
  points?: number | string;
}

/** A version of an instruction. */
export interface Prompt {
  id: string;
  alias: string;
  version: number;
  /** Whether it comes with the platform */
  is_ours: boolean;
  created_at: string;
  /** With the places $title, $language and $help */
  body: string;
}

/** The next version under an alias of the school's own. */
export interface PromptCreate {
  /** Small letters, digits and dashes */
  alias: string;
  /** Must hold the place $help */
  body: string;
}

/** A version of an instruction, without its text. */
export interface PromptRow {
  id: string;
  alias: string;
  version: number;
  /** Whether it comes with the platform */
  is_ours: boolean;
  created_at: string;
}

/** What publishing did. */
export interface Published {
  version: ProblemVersion;
  report: Report;
  item_id: string | null;
  challenge_id: string | null;
}

/** Which tests to look at, and on whose work. */
export interface QualityQuery {
  /** null: the version that is set */
  version_id?: string | null;
  /** All of the class's challenges of this problem */
  whole_class?: boolean;
}

/** What else goes with a question; the three switches let a student leave something out. */
export interface QuestionContext {
  /** The error as it was shown */
  error?: string | null;
  /** The notebook's cell */
  cell_id?: string | null;
  /** The test run meant; absent: the last one */
  attempt_id?: string | null;
  /** Whether the tutor may read the code */
  use_code?: boolean;
  /** Whether the tutor may read the error */
  use_error?: boolean;
  /** Whether the tutor may read what the last run's tests said */
  use_run?: boolean;
}

/** How a question was answered, by each student's last hand-in. */
export interface QuestionCounts {
  challenge_id: string;
  number: number;
  title: string;
  type: 'single' | 'multiple' | 'numeric' | 'text' | 'output';
  students: number;
  right: number;
  partly: number;
  wrong: number;
  left_open: number;
  /** The mean share of the points, 0 to 1 */
  share: number | null;
  answers: AnswerCount[];
}

/** A question as its author sees it. */
export interface QuestionKey {
  title: string;
  type: 'single' | 'multiple' | 'numeric' | 'text' | 'output';
  points: number;
  prompt_markdown: string;
  options: QuestionOption[];
  /** The ids of the right ones */
  right_options: string[];
  /** The right answer in words; of code what it prints */
  key_markdown: string;
  explanation_markdown: string;
  units: string;
  code: string;
  language: string;
  stdin: string;
}

/** A question that was looked at, with what stands against publishing it. */
export interface QuestionLooked {
  question: QuestionKey;
  report: Report;
}

/** Something to choose, without whether it is right. */
export interface QuestionOption {
  id: string;
  /** Markdown */
  text: string;
}

/** Freeze a question as version 1 of a new problem, or as the next version of one. */
export interface QuestionPublish {
  /** The question as JSON with a version; see the reference of the format */
  question: Record<string, JsonValue>;
}

/** What publishing a question did; `question` says what its code prints. */
export interface QuestionPublished {
  version: ProblemVersion;
  question: QuestionKey;
}

/** What my last answer to a question came to; the key once it may be known. */
export interface QuestionResult {
  challenge_id: string;
  number: number;
  title: string;
  type: 'single' | 'multiple' | 'numeric' | 'text' | 'output';
  prompt_markdown: string;
  options: QuestionOption[];
  code: string;
  points: number;
  outcome: 'right' | 'partly' | 'wrong' | 'open' | 'waiting' | 'failed' | 'held';
  score: number | null;
  message: string;
  /** My answer, cut to 500 characters; ids of options between blanks */
  given: string | null;
  key_markdown: string | null;
  right_options: string[];
  explanation_markdown: string;
}

/** Questions to be looked at, changing nothing: as text, or one as JSON. */
export interface QuestionsCheck {
  text?: string | null;
  question?: Record<string, JsonValue> | null;
}

/** Freeze all questions of a text, or none. */
export interface QuestionsImport {
  /** Questions as text, one after another */
  text: string;
}

/** All questions of a text. */
export interface QuestionsLooked {
  items: QuestionLooked[];
}

/** What publishing a text of questions did. */
export interface QuestionsPublished {
  items: QuestionPublished[];
}

/** Where a queued attempt stands; both are estimates, as things are now. */
export interface QueuePlace {
  /** How many go before it; 2000 means so many or more */
  ahead: number;
  /** Until the result; null where nothing is known yet */
  expected_wait_seconds: number | null;
}

/** A quiz with my answers so far; staff see the author's order. */
export interface Quiz {
  item_id: string;
  class_id: string;
  title: string;
  description: string;
  mode: 'practice' | 'homework' | 'exam';
  release_date: string | null;
  /** Of an exam that was begun, when my own sitting ends */
  due_date: string | null;
  accept_late: boolean;
  max_attempts: number | null;
  attempts_used: number;
  attempts_left: number | null;
  is_closed: boolean;
  /** Why nothing more can be handed in */
  closed_reason: string | null;
  points_total: number;
  shuffle_questions: boolean;
  shuffle_choices: boolean;
  show_key: 'never' | 'after_due' | 'after_return';
  questions: QuizQuestion[];
}

/** An answer to be saved before the quiz is handed in; its `revision` is the one it is based on. */
export interface QuizAnswer {
  challenge_id: string;
  revision: number;
  /** A text, the ids of options, or null for none */
  answer: string | string[] | null;
}

/** How a class has answered a quiz. */
export interface QuizCounts {
  item_id: string;
  questions: QuestionCounts[];
}

/** A quiz over frozen questions. */
export interface QuizCreate {
  title: string;
  description?: string;
  mode?: 'practice' | 'homework' | 'exam';
  difficulty?: 'easy' | 'medium' | 'hard';
  release_date?: string | null;
  due_date?: string | null;
  /** null: unlimited */
  max_attempts?: number | null;
  accept_late?: boolean;
  /** Of an exam's sitting; null: the whole window, from the release date to the due date */
  time_limit_mins?: number | null;
  is_published?: boolean;
  shuffle_questions?: boolean;
  shuffle_choices?: boolean;
  show_key?: 'never' | 'after_due' | 'after_return';
  questions: QuizQuestionPlace[];
}

/** Hand a quiz in, as it is saved; `answers` are saved first, all or nothing. */
export interface QuizHandIn {
  answers?: QuizAnswer[];
}

/** What may change about a quiz beyond what assignments have; absent keys stay. */
export interface QuizPatch {
  shuffle_questions?: boolean | null;
  shuffle_choices?: boolean | null;
  show_key?: 'never' | 'after_due' | 'after_return' | null;
}

/** A question as who answers it meets it, with what is saved of an answer. */
export interface QuizQuestion {
  challenge_id: string;
  /** Its place in my own order, from 1 */
  number: number;
  title: string;
  type: 'single' | 'multiple' | 'numeric' | 'text' | 'output';
  prompt_markdown: string;
  options: QuestionOption[];
  units: string;
  code: string;
  language: string;
  stdin: string;
  points: number;
  /** Of my draft; 0 before the first save */
  revision: number;
  answer: string | string[] | null;
  saved_at: string | null;
}

/** A question of a quiz. */
export interface QuizQuestionPlace {
  version_id: string;
  /** null: its own */
  points?: number | string | null;
}

/** A quiz that was handed in. */
export interface QuizReceipt {
  attempt_number: number;
  accepted_at: string;
  is_late: boolean;
  /** How many of its questions have an answer */
  answered: number;
  questions: number;
}

/** My result of a quiz; score, right and wrong once it is returned. */
export interface QuizResult {
  item_id: string;
  handed_in_at: string | null;
  attempts_used: number;
  attempts_left: number | null;
  is_closed: boolean;
  closed_reason: string | null;
  /** Something of it is still to be graded */
  is_waiting: boolean;
  is_returned: boolean;
  score: number | null;
  points_total: number;
  shows_key: boolean;
  questions: QuestionResult[];
}

/** Thumbs: 1 up, -1 down, null for neither. */
export interface Rating {
  rating: -1 | 1 | null;
}

/** A regrade; `can` says which steps are open now. */
export interface Regrade {
  id: string;
  class_id: string | null;
  item_id: string | null;
  challenge_id: string | null;
  title: string;
  policy: 'replace' | 'keep_better' | 'never_lower';
  attempts: 'all' | 'best';
  reason: string;
  state: 'planned' | 'previewing' | 'previewed' | 'applying' | 'applied' | 'cancelled' | 'undoing' | 'undone';
  created_by: string;
  created_by_name: string;
  created_at: string;
  previewed_at: string | null;
  applied_at: string | null;
  ended_at: string | null;
  targets: RegradeTarget[];
  counts: RegradeCounts;
  /** null until the preview is whole */
  students: RegradeStudents | null;
  can: ('preview' | 'apply' | 'cancel' | 'undo')[];
}

/** One attempt and its two runs; `taken`: under the policy the new one counts. */
export interface RegradeAttempt {
  attempt_id: string;
  challenge_id: string;
  student: Person;
  attempt_number: number;
  accepted_at: string;
  state: 'planned' | 'queued' | 'graded' | 'failed' | 'applied' | 'kept' | 'undone';
  outcome: 'gains' | 'loses' | 'same' | null;
  before: number | null;
  before_maximum: number | null;
  after: number | null;
  after_maximum: number | null;
  taken: boolean | null;
  tests: TestChange[];
}

/** How far the attempts have come, and what they came to. */
export interface RegradeCounts {
  total: number;
  planned: number;
  queued: number;
  graded: number;
  failed: number;
  applied: number;
  kept: number;
  undone: number;
  gains: number;
  loses: number;
  same: number;
}

/** Plan a regrade of a challenge or of a whole item; nothing is run or changed yet. */
export interface RegradeCreate {
  /** Give this or `item_id` */
  challenge_id?: string | null;
  /** All challenges of an assignment */
  item_id?: string | null;
  /** null: the newest version of each problem */
  to_version_id?: string | null;
  /** null: whichever graded the attempts */
  from_version_id?: string | null;
  /** replace: the new run counts. keep_better: per attempt the better run counts. never_lower: a student's new runs count unless the best of them would be below the best so far */
  policy?: 'replace' | 'keep_better' | 'never_lower';
  /** All final submissions, or each student's best, in an exam the last */
  attempts?: 'all' | 'best';
  student_ids?: string[] | null;
  attempt_ids?: string[] | null;
  /** Kept in the audit trail */
  reason?: string;
}

/** A student on one challenge: the best attempt before and after, in the challenge's points. `is_override`: staff have set this student's grade by hand; that stays, and so does its mark. */
export interface RegradeStudent {
  student: Person;
  challenge_id: string;
  title: string;
  /** How many of the student's attempts were run again */
  regraded: number;
  before: number;
  after: number;
  change: number;
  maximum: number;
  outcome: 'gains' | 'loses' | 'same';
  is_override: boolean;
}

/** How many students gain and lose under the policy, over their best attempts. */
export interface RegradeStudents {
  gains: number;
  loses: number;
  same: number;
}

/** A challenge of a regrade; `upgraded` once applying has moved its pin to the new version. */
export interface RegradeTarget {
  challenge_id: string;
  title: string;
  from_version_id: string;
  from_number: number;
  to_version_id: string;
  to_number: number;
  points: number;
  upgraded: boolean;
}

/** Recorded questions, asked again, and how far that is. */
export interface Replay {
  id: string;
  class_id: string | null;
  class_name: string | null;
  challenge_id: string | null;
  challenge_title: string | null;
  model_id: string;
  model: string;
  prompt_id: string | null;
  instruction: string | null;
  state: 'running' | 'completed' | 'cancelled';
  since: string | null;
  until: string | null;
  created_by: string;
  created_at: string;
  ended_at: string | null;
  waiting: number;
  completed: number;
  failed: number;
  tokens: number;
  cost: string;
  currency: string;
}

/** Which recorded questions to ask again, the newest that fit, and of whom. */
export interface ReplayCreate {
  /** Of a class; or name a challenge */
  class_id?: string | null;
  /** Of one challenge; a standalone one as well */
  challenge_id?: string | null;
  model_id: string;
  /** Absent: each with the instruction it had */
  prompt_id?: string | null;
  /** The first day, in the class's time zone */
  since?: string | null;
  /** The last day */
  until?: string | null;
  most?: number;
}

/** Both answers to a question, in an order nobody knows; names are null until somebody has voted. */
export interface ReplayPair {
  interaction_id: string;
  question: string;
  code: string;
  error: string;
  /** The model's own words, before any check */
  left: string;
  right: string;
  vote: 'recorded' | 'replayed' | 'tie' | 'neither' | null;
  left_is: 'recorded' | 'replayed' | null;
  recorded: ReplaySide | null;
  replayed: ReplaySide | null;
}

/** A question of a replay in a list. */
export interface ReplayRow {
  interaction_id: string;
  /** How it begins */
  question: string;
  state: 'waiting' | 'completed' | 'failed';
  error: string | null;
  vote: 'recorded' | 'replayed' | 'tie' | 'neither' | null;
}

/** Who gave an answer, and what it took. */
export interface ReplaySide {
  model: string;
  instruction: string;
  tokens: number | null;
  latency_ms: number | null;
}

/** What the votes come to; the share of the replayed answers among decided ones, with a 95 % interval. */
export interface ReplayTotals {
  recorded: number;
  replayed: number;
  tie: number;
  neither: number;
  share: number | null;
  low: number | null;
  high: number | null;
}

/** Which of the two is better. */
export interface ReplayVote {
  choice: 'left' | 'right' | 'tie' | 'neither';
}

/** What was found; `ok` when nothing stands against publishing. */
export interface Report {
  ok: boolean;
  findings: Finding[];
  /** How each test of a notebook is judged; empty where nothing was run */
  tests: Guarantee[];
}

/** How many questions of a kind about a challenge. */
export interface ResearchCell {
  challenge_id: string;
  challenge: string;
  kind: 'chat' | 'explain' | 'hint';
  /** How many people asked them: never fewer than `fewest` */
  people: number;
  questions: number;
}

/** A class whose research view I was let into. */
export interface ResearchClass {
  id: string;
  name: string;
  section: string;
}

/** A question to the tutor and its answer; names, usernames and addresses of the class are masked. */
export interface ResearchRow {
  /** Stable for this class, and leads to nothing */
  id: string;
  /** A pseudonym: stable for this class, another one in every other */
  person: string;
  challenge_id: string;
  challenge: string;
  kind: 'chat' | 'explain' | 'hint';
  /** Cut to the minute */
  asked_at: string;
  /** How long the answer took */
  answer_seconds: number | null;
  question: string;
  /** Markdown, as the student saw it */
  answer: string;
  help_level: 'off' | 'concepts' | 'steps' | 'open' | null;
  hint_step: number | null;
  guarding: 'none' | 'passed' | 'rewritten' | 'withheld';
  rating: -1 | 1 | null;
}

/** Who asks about what. What too few people asked about isn't in it, nor is any sum. */
export interface ResearchSummary {
  fewest: number;
  cells: ResearchCell[];
}

/** Somebody who was let into a class's research view. */
export interface Researcher {
  person: Person;
  granted_at: string;
}

/** Whom to let in. */
export interface ResearcherCreate {
  /** Username or address of a researcher */
  username: string;
}

/** The result of one attempt, as its reader may see it. */
export interface Result {
  attempt: Attempt;
  status: 'queued' | 'processing' | 'completed' | 'error' | 'superseded' | 'held';
  fault: 'none' | 'student' | 'limit' | 'platform';
  message: string;
  next_step: string;
  score: number | null;
  points: number | null;
  passed: number | null;
  total: number | null;
  execution_time_ms: number | null;
  memory_usage_kb: number | null;
  finished_at: string | null;
  tests: TestResult[];
  hidden: HiddenSummary | null;
  /** For staff; empty for students */
  flags: Flag[];
}

/** How many students see their grade now. */
export interface Returned {
  returned: number;
}

/** A roster as CSV text with the header username,email,name[,role][,section][,time_multiplier]. */
export interface RosterImport {
  csv: string;
  dry_run?: boolean;
}

/** The report over a whole file; nothing is changed if any row is refused. */
export interface RosterReport {
  dry_run: boolean;
  applied: boolean;
  rows: RosterRow[];
}

/** What happened, or would happen, to one line of the file. */
export interface RosterRow {
  line: number;
  username: string;
  outcome: 'created' | 'enrolled' | 'updated' | 'unchanged' | 'refused';
  message: string;
  /** Of a new account; shown this once */
  password: string | null;
}

/** A question with its answer, or a run of code, as its reader may see it. */
export interface Said {
  id: string;
  kind: 'chat' | 'explain' | 'hint' | 'code_run';
  state: 'asked' | 'answering' | 'completed' | 'failed' | 'stopped';
  asked_at: string;
  question: string;
  /** Markdown, as the student saw it */
  answer: string;
  error: string | null;
  code: string;
  stdin: string | null;
  stdout: string | null;
  help_level: 'off' | 'concepts' | 'steps' | 'open' | null;
  hint_step: number | null;
  guarding: 'none' | 'passed' | 'rewritten' | 'withheld';
  model: string | null;
  citations: Citation[];
  rating: -1 | 1 | null;
  /** For staff: what the model had said where the check changed it */
  draft: string | null;
  /** For staff: why */
  notes: Record<string, unknown> | null;
  /** For staff */
  reviews: AnswerReview[];
}

/** How an assignment is taken; absent keys stay, and null is no limit. */
export interface SettingsPatch {
  mode?: 'practice' | 'homework' | 'exam' | null;
  difficulty?: 'easy' | 'medium' | 'hard' | null;
  max_attempts?: number | null;
  accept_late?: boolean | null;
  /** Of an exam's sitting */
  time_limit_mins?: number | null;
  allowed_languages?: string[] | null;
  /** Points that each hint costs; homework only */
  hint_cost?: number | string | null;
}

/** My sitting of an exam; before it has begun, its rules alone. The server's clock decides: count down from `remaining_seconds`, not from the clock of the machine. */
export interface Sitting {
  item_id: string;
  class_id: string;
  title: string;
  /** `ready` to start, `running`, `closed`, or `missed`: its time to start is over */
  state: 'ready' | 'running' | 'closed' | 'missed';
  opens_at: string | null;
  /** Until then it can be started */
  closes_at: string | null;
  /** How long a sitting lasts, extra time included; null: as long as the window */
  seconds: number | null;
  /** While it is `ready`: when it would end if begun now */
  would_end_at: string | null;
  server_now: string;
  started_at: string | null;
  deadline_at: string | null;
  /** While it runs */
  remaining_seconds: number | null;
  /** What staff have added */
  extra_minutes: number;
  /** How much longer than for others it is for me */
  time_multiplier: number;
  closed_at: string | null;
  closed_by: 'student' | 'time' | 'staff' | null;
  /** The exam's problems; empty before it has begun */
  work: ExamWork[];
}

/** What the event stream says: a sitting began, got another deadline, or ended. */
export interface SittingEvent {
  item_id: string;
  student_id: string;
  state: 'not started' | 'running' | 'closed';
  deadline_at: string | null;
  closed_at: string | null;
}

/** Let a student go on who has handed in, or whose time was over. */
export interface SittingReopen {
  /** How long, from now on; time left before isn't taken away */
  minutes: number;
  reason?: string;
}

/** A student of an exam's class, and how far they are. */
export interface SittingRow {
  student: Person;
  sitting_id: string | null;
  state: 'not started' | 'running' | 'closed';
  started_at: string | null;
  deadline_at: string | null;
  /** While it runs */
  remaining_seconds: number | null;
  extra_minutes: number;
  time_multiplier: number;
  closed_at: string | null;
  closed_by: 'student' | 'time' | 'staff' | null;
  last_saved_at: string | null;
  /** Problems with a saved draft */
  saved: number;
  /** Problems handed in */
  handed_in: number;
}

/** A page of an exam's students, by username, and how it stands with all whom the caller sees. */
export interface Sittings {
  item_id: string;
  class_id: string;
  title: string;
  server_now: string;
  opens_at: string | null;
  closes_at: string | null;
  /** When the last student's time is over, as things stand */
  over_at: string | null;
  problems: number;
  not_started: number;
  running: number;
  closed: number;
  rows: SittingRow[];
  next: string | null;
}

/** More time, for some students or for all who haven't handed in; who begins later has it too. */
export interface SittingsExtend {
  minutes: number;
  /** null: all who haven't handed in */
  student_ids?: string[] | null;
  reason?: string;
}

/** Minutes that staff have given taken back, from some students or from all who have any. */
export interface SittingsTakeBack {
  minutes: number;
  /** null: all who haven't handed in */
  student_ids?: string[] | null;
  reason?: string;
  /** Take time away that students were told they have */
  confirm?: boolean;
}

/** An entry as staff see it. */
export interface StaffGrade {
  content_item_id: string;
  student_id: string;
  status: 'graded' | 'pending' | 'missing' | 'excused';
  score: number | null;
  raw_score: number | null;
  /** What hints took away */
  hint_deduction: number;
  adjustment: number;
  max_score: number;
  feedback: string;
  submitted_at: string | null;
  returned_at: string | null;
  is_override: boolean;
  needs_manual: boolean;
  private_notes: string;
}

/** Something that happened, without its texts. */
export interface Step {
  /** Stays the same */
  id: string;
  kind: 'opened' | 'hint' | 'save' | 'question' | 'code_run' | 'test_run' | 'submission' | 'closed';
  at: string;
  /** Which save, which attempt of its type, or which step of help */
  number: number | null;
  /** The attempt, question, run or session of work */
  target_id: string | null;
  /** A run's or an answer's; `held` while results aren't returned to the student */
  state: string | null;
  passed: number | null;
  total: number | null;
  /** What kind of question it was */
  about: 'chat' | 'explain' | 'hint' | 'code_run' | null;
  /** What the check of the answer did */
  guarding: 'none' | 'passed' | 'rewritten' | 'withheld' | null;
  rating: -1 | 1 | null;
}

/** How many steps there are of each kind, in all. */
export interface StepCounts {
  opened: number;
  hint: number;
  save: number;
  question: number;
  code_run: number;
  test_run: number;
  submission: number;
  closed: number;
}

/** How a step is shown. */
export interface StepQuery {
  /** Of which steps `before` and `after` are */
  shown?: 'all' | 'steps' | 'runs' | 'talk';
  /** Compare the code with what it was before, or with what was given */
  against?: 'step' | 'given';
}

/** A page of students at work, and what is asked about in all. */
export interface StuckPage {
  items: StuckRow[];
  next: string | null;
  errors: AskedTopic[];
  words: AskedTopic[];
}

/** A student at a challenge. */
export interface StuckRow {
  student: Person;
  challenge_id: string;
  challenge: string;
  item_id: string | null;
  /** The first failing run or question since the last passing run; null: not stuck */
  since: string | null;
  /** The latest run, question or hint */
  last_at: string;
  /** Runs of tests and submissions, in all */
  runs: number;
  /** Failing ones since the last that passed all of its tests */
  failing: number;
  questions: number;
  /** Questions since that passing run */
  asked_since: number;
  hints: number;
  /** Names of errors in the questions */
  errors: AskedTopic[];
  /** Words that the questions have in common */
  words: AskedTopic[];
}

/** How well a version's tests tell right from wrong. */
export interface SuiteQuality {
  version_id: string;
  number: number;
  title: string;
  attempts: number;
  passed_all: number;
  passes_now: number;
  fails_now: number;
  passes_but_lowered: number;
  tests: TestQuality[];
}

/** From whom minutes were taken back. */
export interface TakenBack {
  /** Sittings that have less time now */
  running: number;
  /** Those of them that ended at once */
  over: number;
  /** Students who will begin with less */
  not_started: number;
}

/** A test as its author sees it. */
export interface TestCase {
  id: string;
  name: string;
  kind: 'cell' | 'io' | 'call' | 'manual' | 'answer';
  visibility: 'always' | 'after_due' | 'after_return' | 'never';
  points: number;
  judged: 'outside' | 'asserts' | 'person';
}

/** A test whose verdict differs; null where the version hasn't that test. */
export interface TestChange {
  test_case_id: string;
  name: string;
  before: 'pass' | 'fail' | 'timeout' | 'runtime_error' | 'skipped' | 'infra_error' | 'pending' | null;
  after: 'pass' | 'fail' | 'timeout' | 'runtime_error' | 'skipped' | 'infra_error' | 'pending' | null;
}

/** One test over all final submissions that it has judged. `discrimination` is the corrected item-total correlation (-1 to 1), `upper_lower` the difference of the pass shares in the upper and lower 27 %; null where they mean nothing. */
export interface TestQuality {
  test_case_id: string;
  name: string;
  visibility: 'always' | 'after_due' | 'after_return' | 'never';
  points: number;
  attempts: number;
  passed: number;
  pass_share: number | null;
  discrimination: number | null;
  upper_lower: number | null;
  finding: 'none' | 'no_data' | 'all_pass' | 'all_fail' | 'against';
  /** Tests that gave the same verdict on every submission */
  same_as: string[];
}

/** One test; what a student may not see of it is absent, not masked. */
export interface TestResult {
  test_case_id: string;
  name: string;
  kind: 'cell' | 'io' | 'call' | 'manual' | 'answer';
  visibility: 'always' | 'after_due' | 'after_return' | 'never';
  status: 'pass' | 'fail' | 'timeout' | 'runtime_error' | 'skipped' | 'infra_error' | 'pending';
  score: number;
  points: number;
  message: string;
  called: string | null;
  expected: string | null;
  got: string | null;
  stdout: string;
  stderr: string;
  wall_ms: number | null;
  cell_key: string | null;
}

/** How often one test passed and failed, over the last final submission of each student. */
export interface TestRow {
  item_id: string;
  item: string;
  challenge_id: string;
  test_case_id: string;
  test: string;
  pass_count: number;
  fail_count: number;
  common_error: string;
}

/** A text that differs. */
export interface TextChange {
  key: string;
  name: string;
  lines: DiffLine[];
}

/** A topic, and how many problems have it. */
export interface Topic {
  name: string;
  count: number;
}

/** Complete a topic. */
export interface TopicQuery {
  begins?: string | null;
}

/** The event `delta`: more of the answer. */
export interface TutorDelta {
  text: string;
}

/** The event `failed`: there will be no more of this answer; what was said so far is kept. */
export interface TutorFailed {
  message: string;
  interaction: Interaction;
}

/** A language model that may answer. */
export interface TutorModel {
  id: string;
  name: string;
  version: string;
  description: string;
  endpoint: string;
  served_name: string;
  settings: ModelSettings;
  /** Per million tokens that it reads, as a text */
  input_price: string;
  /** Per million tokens that it writes, as a text */
  output_price: string;
  currency: string;
  /** Whether it comes with the platform: then no school changes it */
  is_ours: boolean;
  /** How many of the school's settings name it */
  policies: number;
  created_at: string;
  retired_at: string | null;
}

/** A model of the school's own. */
export interface TutorModelCreate {
  name: string;
  version: string;
  /** A server of the settings, by its name */
  endpoint: string;
  /** What that server calls the model */
  served_name: string;
  description?: string;
  settings?: ModelSettings;
  /** Per million tokens that it reads */
  input_price?: number | string;
  /** Per million tokens that it writes */
  output_price?: number | string;
  /** Three capital letters */
  currency?: string;
}

/** Changes of a model; absent keys stay. What says by what an answer was given never changes. */
export interface TutorModelPatch {
  description?: string | null;
  settings?: ModelSettingsChange | null;
  input_price?: number | string | null;
  output_price?: number | string | null;
  /** true: it answers no more, and what names it falls back */
  retired?: boolean | null;
}

/** What a school, a class or a challenge says about the tutor; null inherits. */
export interface TutorPolicy {
  help_level: 'off' | 'concepts' | 'steps' | 'open' | null;
  model_id: string | null;
  prompt_alias: string | null;
  solutions_in_context: boolean | null;
  daily_limit: number | null;
  /** What holds here for each of the five, and whence */
  holds: Record<string, PolicyValue>;
}

/** Changes of a policy; an absent key stays as it is, null inherits. */
export interface TutorPolicyChange {
  help_level?: 'off' | 'concepts' | 'steps' | 'open' | null;
  model_id?: string | null;
  prompt_alias?: string | null;
  solutions_in_context?: boolean | null;
  daily_limit?: number | null;
}

/** The event `status`: what is being done. */
export interface TutorProgress {
  state: 'retrieving' | 'waiting' | 'answering' | 'checking';
}

/** Whether the tutor can be asked about a challenge now, and how. */
export interface TutorStatus {
  available: boolean;
  /** Why not, for programs: `tutor_off`, `exam`, `archived`, `closed`, `daily_limit` */
  code: string | null;
  /** Why not, for people */
  reason: string | null;
  help_level: 'off' | 'concepts' | 'steps' | 'open';
  /** Who would answer; null where none can */
  model: ModelName | null;
  daily_limit: number;
  used: number;
  left: number;
  /** When the day ends, in the class's time zone */
  resets_at: string;
  /** The steps of help that may be asked for here, in order */
  hint_steps: string[];
  /** The next of them, from 1; the last may be taken again */
  next_hint_step: number | null;
  /** The question that is being answered now: follow its events */
  answering: string | null;
}

/** What is due next over all of my classes. */
export interface UpNext {
  items: ItemCard[];
}

/** What upgrading did; `attempts` were graded by another version: a regrade would take them in. */
export interface Upgrade {
  challenge_id: string;
  from_version_id: string;
  from_number: number;
  to_version_id: string;
  to_number: number;
  attempts: number;
}

/** Pin a challenge to another version of its problem. */
export interface UpgradeCreate {
  version_id: string;
  /** Kept in the audit trail */
  reason?: string;
}

/** A file of a material: what it is called, what the sender takes it for, and its bytes in base64. */
export interface UploadedFile {
  name: string;
  media_type?: string;
  content: string;
}

/** An account as its owner and an administrator see it. */
export interface User {
  id: string;
  username: string;
  name: string;
  email: string;
  role: 'student' | 'teacher' | 'ta' | 'admin' | 'researcher';
  organization_id: string;
  created_at: string;
  last_login_at: string | null;
  disabled: boolean;
  /** What the school's own sign-in calls this person */
  external_identity: string | null;
}

/** An account made by an administrator. */
export interface UserCreate {
  username: string;
  email: string;
  name: string;
  role?: 'student' | 'teacher' | 'ta' | 'admin' | 'researcher';
  password?: string | null;
}

/** What an administrator may change; absent keys stay. */
export interface UserPatch {
  name?: string | null;
  role?: 'student' | 'teacher' | 'ta' | 'admin' | 'researcher' | null;
  password?: string | null;
  disabled?: boolean | null;
  /** What the school's own sign-in calls this person; empty unlinks it */
  external_identity?: string | null;
}

/** All that differs between two versions of a problem. */
export interface VersionChanges {
  problem_id: string;
  before: number;
  after: number;
  before_id: string;
  after_id: string;
  before_points: number;
  after_points: number;
  texts: TextChange[];
  tests: CaseChange[];
  facts: FactChange[];
}

/** Freeze a notebook as the next version of a problem. */
export interface VersionPublish {
  notebook: Record<string, JsonValue>;
  title?: string | null;
  files?: AttachedFile[];
}

/** A test as a student may see it; `points` null where it is hidden. */
export interface VisibleTest {
  id: string;
  name: string;
  points: number;
}

/** An open session of work on a challenge, with all that is needed to begin. */
export interface WorkSession {
  id: string;
  challenge_id: string;
  started_at: string;
  /** The release notebook */
  release: Record<string, JsonValue>;
  files: AttachedFile[];
  draft: Draft | null;
}

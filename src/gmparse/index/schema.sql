-- Schema 4 of a gmparse index. Explained in docs/index-schema.md.

CREATE TABLE files (                    -- one row for each different content
    sha256      TEXT PRIMARY KEY,       -- of the file's bytes, lower-case hexadecimal
    size        INTEGER NOT NULL,       -- bytes
    media_type  TEXT,                   -- NULL: not read
    pages       INTEGER,                -- NULL: the format has no pages, or not read
    reading     TEXT,                   -- text, ocr, mixed
    letters     INTEGER NOT NULL,       -- how many letters it holds; 0: it failed
    version     TEXT NOT NULL,          -- of the gmparse that read it
    indexed_at  TEXT NOT NULL           -- ISO 8601, UTC
) WITHOUT ROWID;
CREATE INDEX files_size ON files (size);

CREATE TABLE paths (                    -- where contents were found; a content may be at several paths
    path        TEXT PRIMARY KEY,       -- absolute; archive.zip!/member for a member of a ZIP archive
    sha256      TEXT REFERENCES files,  -- NULL: could not be opened
    size        INTEGER NOT NULL,       -- with mtime_ns: when both are unchanged, the file is not opened again
    mtime_ns    INTEGER NOT NULL        -- of the archive for its members
) WITHOUT ROWID;
CREATE INDEX paths_sha256 ON paths (sha256);

CREATE TABLE failures (                 -- files that gave no letter, and why
    path        TEXT PRIMARY KEY REFERENCES paths ON DELETE CASCADE,
    reason      TEXT NOT NULL,          -- a code of docs/bulk.md
    message     TEXT NOT NULL,
    attempts    INTEGER NOT NULL,
    failed_at   TEXT NOT NULL           -- ISO 8601, UTC
) WITHOUT ROWID;

CREATE TABLE letters (                  -- one row a letter; its id stays when the file is read again
    id           INTEGER PRIMARY KEY,
    sha256       TEXT NOT NULL REFERENCES files ON DELETE CASCADE,
    part         INTEGER NOT NULL,      -- which letter of the file, from 1
    family       TEXT NOT NULL,         -- state, party, normative, other
    type         TEXT,                  -- code: GM, CV, QĐ …
    type_name    TEXT,
    issuer       TEXT,
    parent       TEXT,                  -- of the issuer
    number       TEXT,
    serial       TEXT,
    symbol       TEXT,
    number_state TEXT NOT NULL,         -- read, blank, unreadable, absent
    year         INTEGER,               -- of the number, else of the date
    place        TEXT,
    date         TEXT,                  -- EDTF: unknown parts are X
    date_from    TEXT,                  -- first and last day that the date may mean, YYYY-MM-DD
    date_to      TEXT,
    subject      TEXT,
    urgency      TEXT,
    secrecy      TEXT,
    addressees   TEXT NOT NULL,         -- one a line
    signer       TEXT,                  -- name
    review       INTEGER NOT NULL,      -- how many values a person should look at
    number_key   TEXT,                  -- folded: lower case, no diacritics, no leading zeros
    issuer_key   TEXT,
    symbol_key   TEXT,
    serial_key   TEXT,
    subject_key  TEXT,
    start        TEXT,                  -- of the first meeting
    UNIQUE (sha256, part)
);
CREATE INDEX letters_number ON letters (number_key);
CREATE INDEX letters_same ON letters (serial_key, symbol_key, year, issuer_key);
CREATE INDEX letters_subject ON letters (subject_key);
CREATE INDEX letters_date ON letters (date_from);
CREATE INDEX letters_type ON letters (type, date_from);
CREATE INDEX letters_review ON letters (date_from) WHERE review > 0;

CREATE TABLE records (                  -- the whole record as people left it, apart from letters so that those stay small
    letter_id   INTEGER PRIMARY KEY REFERENCES letters ON DELETE CASCADE,
    record      TEXT NOT NULL,          -- JSON, the contract of docs/record.md
    text        TEXT NOT NULL           -- running text of the letter's pages
);

CREATE TABLE readings (                 -- records as read, of letters of which people said something: theirs stands above
    letter_id   INTEGER PRIMARY KEY REFERENCES letters ON DELETE CASCADE,
    record      TEXT NOT NULL
);

CREATE TABLE citations (
    letter_id   INTEGER NOT NULL REFERENCES letters ON DELETE CASCADE,
    position    INTEGER NOT NULL,       -- from 0, as in the record
    text        TEXT NOT NULL,
    type        TEXT,
    number      TEXT,
    date        TEXT,                   -- EDTF
    date_from   TEXT,
    date_to     TEXT,
    issuer      TEXT,
    name        TEXT,
    title       TEXT,
    role        TEXT NOT NULL,          -- basis, mention, reply_to, amends, replaces, repeals, attached_to
    number_key  TEXT,
    issuer_key  TEXT,
    PRIMARY KEY (letter_id, position)
) WITHOUT ROWID;
CREATE INDEX citations_number ON citations (number_key);

CREATE TABLE meetings (
    letter_id   INTEGER NOT NULL REFERENCES letters ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    text        TEXT,
    start       TEXT,                   -- ISO 8601 local time, or EDTF
    "end"       TEXT,
    mode        TEXT,                   -- in_person, online, hybrid
    location    TEXT,
    chair       TEXT,
    PRIMARY KEY (letter_id, position)
) WITHOUT ROWID;
CREATE INDEX meetings_start ON meetings (start);

CREATE TABLE participants (
    letter_id     INTEGER NOT NULL,
    meeting       INTEGER NOT NULL,     -- position of the meeting
    position      INTEGER NOT NULL,
    text          TEXT NOT NULL,
    role          TEXT,
    organizations TEXT NOT NULL,        -- one a line
    persons       TEXT NOT NULL,        -- one a line
    PRIMARY KEY (letter_id, meeting, position),
    FOREIGN KEY (letter_id, meeting) REFERENCES meetings (letter_id, position) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE assignments (
    letter_id    INTEGER NOT NULL REFERENCES letters ON DELETE CASCADE,
    position     INTEGER NOT NULL,
    assignee     TEXT NOT NULL,
    task         TEXT NOT NULL,
    coordinating TEXT NOT NULL,         -- one a line
    deadline     TEXT,                  -- YYYY-MM-DD, with a time when it has one
    inclusive    INTEGER,               -- 0: before that day
    deadline_text TEXT,
    assignee_key TEXT NOT NULL,
    PRIMARY KEY (letter_id, position)
) WITHOUT ROWID;
CREATE INDEX assignments_deadline ON assignments (deadline, assignee_key);

CREATE TABLE recipients (
    letter_id   INTEGER NOT NULL REFERENCES letters ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    text        TEXT NOT NULL,
    purpose     TEXT,
    PRIMARY KEY (letter_id, position)
) WITHOUT ROWID;

CREATE TABLE signers (                  -- signer (position 0) and co-signers
    letter_id   INTEGER NOT NULL REFERENCES letters ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    name        TEXT,
    title       TEXT,                   -- position held, as printed
    authority   TEXT NOT NULL,          -- KT., TM. … blank between
    name_key    TEXT,
    PRIMARY KEY (letter_id, position)
) WITHOUT ROWID;

CREATE TABLE signatures (               -- digital signatures
    letter_id     INTEGER NOT NULL REFERENCES letters ON DELETE CASCADE,
    position      INTEGER NOT NULL,
    signer        TEXT,
    organization  TEXT,
    time          TEXT,
    intact        INTEGER,
    covers_whole_file INTEGER NOT NULL,
    later_changes TEXT NOT NULL,
    PRIMARY KEY (letter_id, position)
) WITHOUT ROWID;

CREATE TABLE issues (
    letter_id   INTEGER NOT NULL REFERENCES letters ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    code        TEXT NOT NULL,
    severity    TEXT NOT NULL,
    path        TEXT,
    message     TEXT NOT NULL,
    PRIMARY KEY (letter_id, position)
) WITHOUT ROWID;
CREATE INDEX issues_code ON issues (code);

CREATE TABLE corrections (              -- what people said of values; rows are only added, and outlive the letters
    id          INTEGER PRIMARY KEY,
    sha256      TEXT NOT NULL,          -- of the file's bytes, and ...
    part        INTEGER NOT NULL,       -- ... which letter of it
    path        TEXT NOT NULL,          -- of the value in the record: number.serial; empty: the whole letter
    action      TEXT NOT NULL,          -- accept, correct, unreadable, remove, undo
    value       TEXT,                   -- JSON: what is right; of correct alone
    before      TEXT,                   -- JSON: what had been read
    item        TEXT,                   -- JSON: what stood for the item of a list in which the value was
    reviewer    TEXT NOT NULL,
    made_at     TEXT NOT NULL           -- ISO 8601, UTC
);
CREATE INDEX corrections_letter ON corrections (sha256, part);

-- Full text. subject and body as printed (lower case, tone marks where the newer spelling puts them), and both folded:
-- without diacritics, đ as d. rowid is letters.id.
CREATE VIRTUAL TABLE letters_fts USING fts5 (
    subject, body, subject_folded, body_folded,
    content = '', tokenize = 'unicode61 remove_diacritics 0', prefix = '2'
);

-- Names, folded: of issuer, parent and co-issuers; of signers; of those who are given a task. rowid is letters.id.
CREATE VIRTUAL TABLE names_fts USING fts5 (issuer, signer, assignee, tokenize = 'unicode61 remove_diacritics 0');

-- A citation and the letter of this index that it names: the number, and date and issuer as far as both have them. Only
-- where exactly one letter fits (copies of one letter count as one).
CREATE VIEW citation_links AS
SELECT letter_id, position, target_id FROM (
    SELECT c.letter_id, c.position, (
        SELECT CASE count(DISTINCT coalesce(l.issuer_key, '') || '|' || coalesce(l.year, '')) WHEN 1 THEN min(l.id) END
        FROM letters AS l
        WHERE l.number_key = c.number_key AND l.number_state = 'read' AND l.id <> c.letter_id
          AND (c.date_from IS NULL OR l.date_from IS NULL OR (c.date_from <= l.date_to AND l.date_from <= c.date_to))
          AND (own.date_to IS NULL OR l.date_from IS NULL OR l.date_from <= own.date_to)
          AND (c.issuer_key IS NULL OR l.issuer_key IS NULL OR c.date_from IS NOT NULL
               OR instr(l.issuer_key, c.issuer_key))
    ) AS target_id
    FROM citations AS c JOIN letters AS own ON own.id = c.letter_id
    WHERE c.number_key IS NOT NULL
)
WHERE target_id IS NOT NULL;

-- Letters of different files with the same issuer, year, number and symbol.
CREATE VIEW duplicates AS
SELECT issuer_key, year, serial_key, symbol_key, count(*) AS count, group_concat(id) AS letters
FROM letters
WHERE number_state = 'read' AND serial_key IS NOT NULL AND symbol_key IS NOT NULL AND year IS NOT NULL
  AND issuer_key IS NOT NULL
GROUP BY serial_key, symbol_key, year, issuer_key HAVING count(*) > 1;

-- A letter without its number, and the one letter with a number that is otherwise the same.
CREATE VIEW drafts AS
SELECT draft_id, final_id FROM (
    SELECT d.id AS draft_id, (
        SELECT CASE count(DISTINCT f.serial_key || '|' || coalesce(f.year, '')) WHEN 1 THEN min(f.id) END
        FROM letters AS f
        WHERE f.subject_key = d.subject_key AND f.number_state = 'read' AND +f.issuer_key = d.issuer_key
          AND +f.type IS d.type AND coalesce(d.symbol_key, f.symbol_key) IS f.symbol_key
          AND (d.date_from IS NULL OR f.date_from IS NULL OR (d.date_from <= f.date_to AND f.date_from <= d.date_to))
          AND (d.start IS NULL OR f.start IS NULL OR d.start = f.start)
    ) AS final_id
    FROM letters AS d
    WHERE d.number_state = 'blank' AND d.subject_key IS NOT NULL
)
WHERE final_id IS NOT NULL;

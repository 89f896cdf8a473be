-- The tables of the versions 4 and 5, as the programs of then made them in a file.
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE documents (name TEXT PRIMARY KEY, source TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, format
    TEXT NOT NULL, remarks TEXT NOT NULL, link TEXT, ocr INTEGER NOT NULL, words INTEGER NOT NULL DEFAULT 0, dense INTEGER
    NOT NULL DEFAULT 0, text TEXT NOT NULL);
CREATE INDEX documents_by_digest ON documents (digest);
CREATE TABLE meetings (id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES documents ON DELETE
    CASCADE, position INTEGER NOT NULL, held_on TEXT, draft INTEGER NOT NULL, begun TEXT, ended TEXT, venue TEXT,
    superseded_by TEXT);
CREATE UNIQUE INDEX meetings_in_order ON meetings (document, position);
CREATE INDEX meetings_by_day ON meetings (held_on);
CREATE TABLE meeting_bodies (meeting TEXT NOT NULL REFERENCES meetings ON DELETE CASCADE, position
    INTEGER NOT NULL, body TEXT NOT NULL, printed TEXT NOT NULL, PRIMARY KEY (meeting, position));
CREATE INDEX meeting_bodies_by_body ON meeting_bodies (body);
CREATE TABLE items (document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, position INTEGER NOT
    NULL, number TEXT NOT NULL, title TEXT NOT NULL, exempt INTEGER NOT NULL, meeting TEXT REFERENCES meetings ON DELETE
    CASCADE, PRIMARY KEY (document, position));
CREATE TABLE paragraphs (id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES documents ON DELETE
    CASCADE, position INTEGER NOT NULL, item INTEGER NOT NULL, number TEXT NOT NULL, kind TEXT NOT NULL, start INTEGER NOT
    NULL, "end" INTEGER NOT NULL, page INTEGER, boxes TEXT NOT NULL, confidence REAL, meeting TEXT REFERENCES meetings ON
    DELETE CASCADE);
CREATE UNIQUE INDEX paragraphs_in_order ON paragraphs (document, position);
CREATE INDEX paragraphs_by_meeting ON paragraphs (meeting, position);
CREATE TABLE ballots (id INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES documents ON DELETE
    CASCADE, paragraph TEXT NOT NULL REFERENCES paragraphs ON DELETE CASCADE, matter TEXT NOT NULL, amendment INTEGER NOT
    NULL, votes_for INTEGER, votes_against INTEGER, abstentions INTEGER, outcome TEXT NOT NULL);
CREATE INDEX ballots_by_document ON ballots (document);
CREATE INDEX ballots_by_paragraph ON ballots (paragraph);
CREATE TABLE ballot_paragraphs (ballot INTEGER NOT NULL REFERENCES ballots ON DELETE CASCADE, paragraph
    TEXT NOT NULL REFERENCES paragraphs ON DELETE CASCADE, PRIMARY KEY (ballot, paragraph));
CREATE INDEX ballot_paragraphs_by_paragraph ON ballot_paragraphs (paragraph);
CREATE TABLE resolutions (paragraph TEXT NOT NULL REFERENCES paragraphs ON DELETE CASCADE, proposer TEXT,
    seconder TEXT, outcome TEXT NOT NULL, title TEXT NOT NULL, votes_for INTEGER, votes_against INTEGER, abstentions
    INTEGER, ballot INTEGER REFERENCES ballots ON DELETE SET NULL);
CREATE INDEX resolutions_by_paragraph ON resolutions (paragraph);
CREATE INDEX resolutions_by_ballot ON resolutions (ballot);
CREATE TABLE actions (paragraph TEXT NOT NULL REFERENCES paragraphs ON DELETE CASCADE, owner TEXT NOT
    NULL, task TEXT NOT NULL, due TEXT);
CREATE INDEX actions_by_paragraph ON actions (paragraph);
CREATE TABLE attendance (paragraph TEXT NOT NULL REFERENCES paragraphs ON DELETE CASCADE, name TEXT NOT
    NULL, organisation TEXT, presence TEXT NOT NULL, role TEXT, arrived TEXT, "left" TEXT, note TEXT);
CREATE INDEX attendance_by_paragraph ON attendance (paragraph);
CREATE TABLE votes (paragraph TEXT NOT NULL REFERENCES paragraphs ON DELETE CASCADE, name TEXT NOT NULL,
    "cast" TEXT NOT NULL, ballot INTEGER REFERENCES ballots ON DELETE SET NULL);
CREATE INDEX votes_by_paragraph ON votes (paragraph);
CREATE INDEX votes_by_ballot ON votes (ballot);
CREATE TABLE cross_references (paragraph TEXT NOT NULL REFERENCES paragraphs ON DELETE CASCADE, words
    TEXT NOT NULL, number TEXT NOT NULL, meeting TEXT, corrects INTEGER NOT NULL);
CREATE INDEX cross_references_by_paragraph ON cross_references (paragraph);
CREATE TABLE retired (paragraph TEXT PRIMARY KEY, removed INTEGER NOT NULL);
CREATE TABLE aliases (old TEXT PRIMARY KEY, new TEXT NOT NULL);
CREATE INDEX aliases_by_new ON aliases (new);
CREATE TABLE departed (paragraph TEXT PRIMARY KEY, document TEXT NOT NULL);
CREATE INDEX departed_by_document ON departed (document);
CREATE TABLE failures (source TEXT PRIMARY KEY, document TEXT NOT NULL, reason TEXT NOT NULL, digest TEXT);
CREATE TABLE told (source TEXT PRIMARY KEY, link TEXT, body TEXT, held_on TEXT);

-- The ledger: what was read, as it was read. The indexes are made from it and never the other way round. A change here
-- needs a migration in ledger/migrations, so that homes made before it go on.
CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
-- The text stands last: what is long is read only where it is wanted.
CREATE TABLE IF NOT EXISTS documents (
    name TEXT PRIMARY KEY, source TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, format TEXT NOT NULL,
    remarks TEXT NOT NULL, link TEXT, ocr INTEGER NOT NULL,
    words INTEGER NOT NULL DEFAULT 0, dense INTEGER NOT NULL DEFAULT 0, -- whether that index holds it
    text TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS documents_by_digest ON documents (digest);
-- The meetings whose minutes a document holds; the id of the first, its own, is the document's name.
CREATE TABLE IF NOT EXISTS meetings (
    id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, position INTEGER NOT NULL,
    held_on TEXT, draft INTEGER NOT NULL, begun TEXT, ended TEXT, venue TEXT,
    superseded_by TEXT -- the meeting that holds the same minutes in a form that counts before this one
);
CREATE UNIQUE INDEX IF NOT EXISTS meetings_in_order ON meetings (document, position);
CREATE INDEX IF NOT EXISTS meetings_by_day ON meetings (held_on);
-- The body that met, and the others of a joint meeting; `printed` is what the minutes call it, of which `body` is the one name.
CREATE TABLE IF NOT EXISTS meeting_bodies (
    meeting TEXT NOT NULL REFERENCES meetings ON DELETE CASCADE, position INTEGER NOT NULL, body TEXT NOT NULL,
    printed TEXT NOT NULL, PRIMARY KEY (meeting, position)
);
CREATE INDEX IF NOT EXISTS meeting_bodies_by_body ON meeting_bodies (body);
CREATE TABLE IF NOT EXISTS items (
    document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, position INTEGER NOT NULL, number TEXT NOT NULL, title TEXT NOT NULL,
    exempt INTEGER NOT NULL, meeting TEXT REFERENCES meetings ON DELETE CASCADE, PRIMARY KEY (document, position)
);
CREATE TABLE IF NOT EXISTS paragraphs (
    id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, position INTEGER NOT NULL, item INTEGER NOT NULL,
    number TEXT NOT NULL, kind TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, page INTEGER,
    boxes TEXT NOT NULL, confidence REAL, meeting TEXT REFERENCES meetings ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS paragraphs_in_order ON paragraphs (document, position);
CREATE INDEX IF NOT EXISTS paragraphs_by_meeting ON paragraphs (meeting, position);
-- One vote of the meeting: what was voted on, the counts and the result; `amendment` is 0 for the motion itself, else its
-- place among the amendments. Whatever states any of it are its paragraphs.
CREATE TABLE IF NOT EXISTS ballots (
    id INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    paragraph TEXT NOT NULL REFERENCES paragraphs ON DELETE CASCADE, matter TEXT NOT NULL, amendment INTEGER NOT NULL,
    votes_for INTEGER, votes_against INTEGER, abstentions INTEGER, outcome TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS ballots_by_document ON ballots (document);
CREATE INDEX IF NOT EXISTS ballots_by_paragraph ON ballots (paragraph);
CREATE TABLE IF NOT EXISTS ballot_paragraphs (
    ballot INTEGER NOT NULL REFERENCES ballots ON DELETE CASCADE, paragraph TEXT NOT NULL REFERENCES paragraphs ON DELETE CASCADE,
    PRIMARY KEY (ballot, paragraph)
);
CREATE INDEX IF NOT EXISTS ballot_paragraphs_by_paragraph ON ballot_paragraphs (paragraph);
CREATE TABLE IF NOT EXISTS resolutions (
    paragraph TEXT NOT NULL REFERENCES paragraphs ON DELETE CASCADE, proposer TEXT, seconder TEXT, outcome TEXT NOT NULL,
    title TEXT NOT NULL, votes_for INTEGER, votes_against INTEGER, abstentions INTEGER,
    ballot INTEGER REFERENCES ballots ON DELETE SET NULL
);
CREATE INDEX IF NOT EXISTS resolutions_by_paragraph ON resolutions (paragraph);
CREATE INDEX IF NOT EXISTS resolutions_by_ballot ON resolutions (ballot);
CREATE TABLE IF NOT EXISTS actions (
    paragraph TEXT NOT NULL REFERENCES paragraphs ON DELETE CASCADE, owner TEXT NOT NULL, task TEXT NOT NULL, due TEXT,
    number TEXT, status TEXT
);
CREATE INDEX IF NOT EXISTS actions_by_paragraph ON actions (paragraph);
CREATE TABLE IF NOT EXISTS attendance (
    paragraph TEXT NOT NULL REFERENCES paragraphs ON DELETE CASCADE, name TEXT NOT NULL, organisation TEXT, presence TEXT NOT NULL,
    role TEXT, arrived TEXT, "left" TEXT, note TEXT
);
CREATE INDEX IF NOT EXISTS attendance_by_paragraph ON attendance (paragraph);
CREATE TABLE IF NOT EXISTS votes (
    paragraph TEXT NOT NULL REFERENCES paragraphs ON DELETE CASCADE, name TEXT NOT NULL, "cast" TEXT NOT NULL,
    ballot INTEGER REFERENCES ballots ON DELETE SET NULL
);
CREATE INDEX IF NOT EXISTS votes_by_paragraph ON votes (paragraph);
CREATE INDEX IF NOT EXISTS votes_by_ballot ON votes (ballot);
CREATE TABLE IF NOT EXISTS cross_references (
    paragraph TEXT NOT NULL REFERENCES paragraphs ON DELETE CASCADE, words TEXT NOT NULL, number TEXT NOT NULL, meeting TEXT,
    corrects INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS cross_references_by_paragraph ON cross_references (paragraph);
-- Paragraphs that left the ledger but may still stand in an index, and whether their document was removed.
CREATE TABLE IF NOT EXISTS retired (paragraph TEXT PRIMARY KEY, removed INTEGER NOT NULL);
-- Ids that a paragraph had before its document was taken in anew; `new` always stands in paragraphs.
CREATE TABLE IF NOT EXISTS aliases (old TEXT PRIMARY KEY, new TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS aliases_by_new ON aliases (new);
-- Ids of paragraphs that are gone, and the document that they stood in; never a word of it.
CREATE TABLE IF NOT EXISTS departed (paragraph TEXT PRIMARY KEY, document TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS departed_by_document ON departed (document);
-- Files that can't be read, and the bytes that were tried; no digest where not even those could be had.
CREATE TABLE IF NOT EXISTS failures (source TEXT PRIMARY KEY, document TEXT NOT NULL, reason TEXT NOT NULL, digest TEXT);
-- What a manifest told of a file.
CREATE TABLE IF NOT EXISTS told (source TEXT PRIMARY KEY, link TEXT, body TEXT, held_on TEXT);

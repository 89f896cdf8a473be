-- Ballots, the reason for an absence, and "not stated" for what was only moved.
CREATE TABLE ballots (
    id INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    paragraph TEXT NOT NULL REFERENCES paragraphs ON DELETE CASCADE, matter TEXT NOT NULL, amendment INTEGER NOT NULL,
    votes_for INTEGER, votes_against INTEGER, abstentions INTEGER, outcome TEXT NOT NULL
);
CREATE INDEX ballots_by_document ON ballots (document);
CREATE INDEX ballots_by_paragraph ON ballots (paragraph);
CREATE TABLE ballot_paragraphs (
    ballot INTEGER NOT NULL REFERENCES ballots ON DELETE CASCADE, paragraph TEXT NOT NULL REFERENCES paragraphs ON DELETE CASCADE,
    PRIMARY KEY (ballot, paragraph)
);
CREATE INDEX ballot_paragraphs_by_paragraph ON ballot_paragraphs (paragraph);
ALTER TABLE resolutions ADD COLUMN ballot INTEGER REFERENCES ballots ON DELETE SET NULL;
CREATE INDEX resolutions_by_ballot ON resolutions (ballot);
ALTER TABLE votes ADD COLUMN ballot INTEGER REFERENCES ballots ON DELETE SET NULL;
CREATE INDEX votes_by_ballot ON votes (ballot);
ALTER TABLE attendance ADD COLUMN note TEXT;
UPDATE resolutions SET outcome = 'not stated' WHERE outcome = 'moved';

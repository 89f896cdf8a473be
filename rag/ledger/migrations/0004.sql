-- Meetings apart from the documents that hold their minutes. A document becomes one meeting, and one more for each other
-- day that its items had; what the indexes hold of such items is led by the document's own meeting and made anew.
CREATE TABLE meetings (
    id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, position INTEGER NOT NULL,
    held_on TEXT, draft INTEGER NOT NULL, begun TEXT, ended TEXT, venue TEXT, superseded_by TEXT
);
CREATE UNIQUE INDEX meetings_in_order ON meetings (document, position);
CREATE INDEX meetings_by_day ON meetings (held_on);
CREATE TABLE meeting_bodies (
    meeting TEXT NOT NULL REFERENCES meetings ON DELETE CASCADE, position INTEGER NOT NULL, body TEXT NOT NULL,
    printed TEXT NOT NULL, PRIMARY KEY (meeting, position)
);
CREATE INDEX meeting_bodies_by_body ON meeting_bodies (body);
INSERT INTO meetings SELECT name, name, 0, held_on, draft, begun, ended, venue, superseded_by FROM documents;
INSERT INTO meetings SELECT document || char(10) || place, document, place, held_on, draft, NULL, NULL, NULL, NULL FROM (
    SELECT i.document, i.held_on, d.draft, row_number() OVER (PARTITION BY i.document ORDER BY min(i.position)) AS place
    FROM items i JOIN documents d ON d.name = i.document WHERE i.held_on IS NOT NULL GROUP BY i.document, i.held_on
);
INSERT INTO meeting_bodies
    SELECT m.id, 0, d.body, d.printed FROM meetings m JOIN documents d ON d.name = m.document;
ALTER TABLE items ADD COLUMN meeting TEXT REFERENCES meetings ON DELETE CASCADE;
UPDATE items SET meeting = coalesce(
    (SELECT m.id FROM meetings m WHERE m.document = items.document AND m.position > 0 AND m.held_on = items.held_on),
    document
);
UPDATE documents SET words = 0, dense = 0 WHERE name IN (SELECT document FROM items WHERE held_on IS NOT NULL);
ALTER TABLE items DROP COLUMN held_on;
ALTER TABLE paragraphs ADD COLUMN meeting TEXT REFERENCES meetings ON DELETE CASCADE;
UPDATE paragraphs SET meeting = (
    SELECT i.meeting FROM items i WHERE i.document = paragraphs.document AND i.position = paragraphs.item
);
CREATE INDEX paragraphs_by_meeting ON paragraphs (meeting, position);
DROP INDEX documents_by_meeting;
ALTER TABLE documents DROP COLUMN body;
ALTER TABLE documents DROP COLUMN printed;
ALTER TABLE documents DROP COLUMN held_on;
ALTER TABLE documents DROP COLUMN draft;
ALTER TABLE documents DROP COLUMN begun;
ALTER TABLE documents DROP COLUMN ended;
ALTER TABLE documents DROP COLUMN venue;
ALTER TABLE documents DROP COLUMN superseded_by;

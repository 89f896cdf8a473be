-- What the minutes call their body, which may be one of several names of it; the day of an item of another meeting.
ALTER TABLE documents ADD COLUMN printed TEXT NOT NULL DEFAULT '';
UPDATE documents SET printed = body;
ALTER TABLE items ADD COLUMN held_on TEXT;

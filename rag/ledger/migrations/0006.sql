-- The number of an action in its table, and how the table says that it stands; known once minutes are read anew.
ALTER TABLE actions ADD COLUMN number TEXT;
ALTER TABLE actions ADD COLUMN status TEXT;

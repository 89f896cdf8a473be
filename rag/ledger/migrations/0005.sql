-- Somebody listed as absent sent no apologies. What minutes are read anew tells more surely is told here by the words of
-- the paragraph alone, or of the grid's legend.
UPDATE attendance SET presence = 'absent', note = NULL WHERE presence = 'apologies' AND lower(note) LIKE 'absent%';
UPDATE attendance SET presence = 'absent' WHERE presence = 'apologies' AND paragraph IN (
    SELECT p.id FROM paragraphs p JOIN documents d ON d.name = p.document
    JOIN items i ON i.document = p.document AND i.position = p.item
    WHERE lower(i.title || substr(d.text, CAST(p.start + 1 AS INTEGER), CAST(p."end" - p.start AS INTEGER))) LIKE '%absent%'
    AND lower(i.title || substr(d.text, CAST(p.start + 1 AS INTEGER), CAST(p."end" - p.start AS INTEGER))) NOT LIKE '%apolog%'
);

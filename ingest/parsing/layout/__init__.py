"""From a text to its blocks: lines, paragraphs, headings, tables."""

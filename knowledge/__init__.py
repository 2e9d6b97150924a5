"""What the office knows and how it is found: documents, entries, answers (知识). Pure."""

-- What attempts run on, and warnings among the events, which a version that knows only schema 1 could not read.

ALTER TABLE attempts ADD COLUMN device TEXT;       -- cpu, cuda:0: where it is placed, then where its worker says it is

-- "evaluate " and the name of a task, which may have 100 characters.
ALTER TABLE run ALTER COLUMN phase SET DATA TYPE VARCHAR(200);

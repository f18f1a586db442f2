ALTER TABLE run ALTER COLUMN submission_id SET NOT NULL;
ALTER TABLE run ALTER COLUMN variant SET NOT NULL;
ALTER TABLE run ALTER COLUMN grid_point SET NOT NULL;
ALTER TABLE run ADD CONSTRAINT run_submission FOREIGN KEY (submission_id) REFERENCES submission (id);
CREATE INDEX run_of_submission ON run (submission_id, number);
-- The text is stored in submission.
ALTER TABLE run DROP COLUMN document;

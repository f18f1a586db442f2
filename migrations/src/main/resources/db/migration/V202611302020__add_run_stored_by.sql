-- The worker in whose home folder the files of the run's last attempt are; another worker finds no checkpoint.
ALTER TABLE run ADD COLUMN stored_by VARCHAR(100);

UPDATE run SET stored_by = (SELECT w.worker FROM work_item w WHERE w.run_id = run.id);

-- The worker whose home folder holds the files of the run's last attempt. Other workers cannot resume the run from its checkpoint.
ALTER TABLE run ADD COLUMN stored_by VARCHAR(100);

UPDATE run SET stored_by = (SELECT w.worker FROM work_item w WHERE w.run_id = run.id);

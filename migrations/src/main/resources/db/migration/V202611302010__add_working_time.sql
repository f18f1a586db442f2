-- Working time of a run: the sum over its attempts, without the pauses between them. worked_seconds covers the attempts that
-- have ended; working_since is the start of the active attempt, if any.
ALTER TABLE run ADD COLUMN worked_seconds DOUBLE PRECISION DEFAULT 0 NOT NULL;
ALTER TABLE run ADD COLUMN working_since TIMESTAMP(6) WITH TIME ZONE;

-- For earlier runs only the first start and the end are known.
UPDATE run SET worked_seconds = EXTRACT(EPOCH FROM finished_at) - EXTRACT(EPOCH FROM started_at)
WHERE started_at IS NOT NULL AND finished_at IS NOT NULL;
UPDATE run SET working_since = started_at WHERE state = 'RUNNING';

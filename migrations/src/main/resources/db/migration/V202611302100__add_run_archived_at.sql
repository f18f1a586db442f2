-- An archived run is left out of lists, comparisons and forecasts. A run with deleted_at is being deleted in several transactions:
-- it cannot be resumed, and the next start of the server continues the deletion.
ALTER TABLE run ADD COLUMN archived_at TIMESTAMP(6) WITH TIME ZONE;
ALTER TABLE run ADD COLUMN deleted_at TIMESTAMP(6) WITH TIME ZONE;

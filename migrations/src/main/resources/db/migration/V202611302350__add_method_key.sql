-- A run stores how its method is shown: its key, which selects the colour, and its label. Earlier rows have a label made of the
-- name of the type, such as 'StaticLayers' or 'Dllm, no eviction'.
ALTER TABLE run ADD COLUMN method_key VARCHAR(100);
UPDATE run SET
  method_key = CASE
    WHEN lower(method) = 'dllm, no eviction' THEN 'dllm-keep-kv'
    WHEN lower(method) = 'dllm' THEN 'dllm'
    WHEN lower(method) = 'dense' THEN 'dense'
    WHEN lower(method) LIKE 'staticlayers%' THEN 'static'
    WHEN lower(method) LIKE 'randomskip%' THEN 'random'
    ELSE 'other' END,
  method = CASE
    WHEN lower(method) = 'dllm, no eviction' THEN 'D-LLM, no eviction'
    WHEN lower(method) = 'dllm' THEN 'D-LLM'
    WHEN lower(method) = 'dense' THEN 'Dense'
    WHEN lower(method) = 'staticlayers' THEN 'Static layers'
    WHEN lower(method) = 'randomskip' THEN 'Random skipping'
    WHEN lower(method) = 'randomskip, no eviction' THEN 'Random skipping, no eviction'
    ELSE method END;
ALTER TABLE run ALTER COLUMN method_key SET NOT NULL;

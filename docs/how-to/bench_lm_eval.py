"""Scores the choices of 200 PIQA questions with lm-evaluation-harness and transformers, as a reference
program of `./dllm bench engine --only choose`. Usage: bench_lm_eval.py DATA_FOLDER [BATCH]"""
import json
import os
import sys
import time

os.environ["HF_HUB_OFFLINE"] = "1"

from lm_eval.api.instance import Instance
from lm_eval.models.huggingface import HFLM

EXAMPLES = 200
data, batch = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 16
model = HFLM(
    pretrained=f"{data}/models/smollm2-135m",
    gguf_file="SmolLM2-135M-Instruct.Q4_1.gguf",
    prefix_token_id=1,
    dtype="float32",
    device="cpu",
    batch_size=batch,
)
with open(f"{data}/data/piqa/validation.jsonl", encoding="utf-8") as lines:
    rows = [json.loads(line) for _, line in zip(range(EXAMPLES), lines)]


def score(rows):
    requests = [
        Instance("loglikelihood", row, (f"Question: {row['goal']}\nAnswer:", " " + row[choice]), i)
        for i, row in enumerate(rows)
        for choice in ("sol1", "sol2")
    ]
    return model.loglikelihood(requests, disable_tqdm=True)


score(rows[:8])
start = time.perf_counter()
found = score(rows)
seconds = time.perf_counter() - start
right = sum((found[2 * i][0] < found[2 * i + 1][0]) == (row["label"] == 1) for i, row in enumerate(rows))
print(f"acc of {EXAMPLES}: {right / EXAMPLES}")
print(f"choose {EXAMPLES} PIQA examples: {EXAMPLES / seconds:.2f} examples/s")

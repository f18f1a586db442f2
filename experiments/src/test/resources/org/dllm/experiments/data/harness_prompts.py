"""Writes harness-prompts.txt: a hash of the requests that lm-evaluation-harness 0.4.13 builds from the files of the data folder.

Usage: harness_prompts.py DATA_FOLDER > harness-prompts.txt

Each line has the task, the split, the number of examples in the prompt, the number of questions, and the SHA-256 of all
requests: per question the context, every continuation and the target, each followed by a zero byte.
"""
import hashlib
import json
import logging
import sys
from pathlib import Path

import datasets
from lm_eval.api.task import ConfigurableTask
from lm_eval.tasks._yaml_loader import load_yaml

import lm_eval

logging.disable(logging.ERROR)
DATA = Path(sys.argv[1]) / "data"
TASKS = Path(lm_eval.__file__).parent / "tasks"
SEED = 1234  # the harness's default for the choice of examples


def rows(name, split):
    with open(DATA / name / f"{split}.jsonl", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def boolq(row):
    return {"question": row["question"], "passage": row["passage"], "label": int(row["answer"])}


def task(config, name, splits, split, shots, keep=lambda row: True, change=lambda row: row):
    """The harness's task, whose test split (or else validation split) is `split`."""
    config = dict(config)
    if config.get("test_split"):
        config["test_split"] = split
    elif config.get("validation_split"):
        config["validation_split"] = split
    config["num_fewshot"] = shots
    config["custom_dataset"] = lambda **_: datasets.DatasetDict(
        {s: datasets.Dataset.from_list([change(row) for row in rows(name, s) if keep(row)]) for s in splits}
    )
    built = ConfigurableTask(config=config)
    built.set_fewshot_seed(SEED)
    return built


def report(built, label, split, shots):
    built.build_all_requests()
    requests = {}
    for request in built.instances:
        requests.setdefault(request.doc_id, []).append(request)
    digest = hashlib.sha256()
    for doc_id in sorted(requests):
        group = sorted(requests[doc_id], key=lambda request: request.idx)
        doc = group[0].doc
        target = built.doc_to_target(doc)
        context = group[0].args[0]
        if built.OUTPUT_TYPE == "multiple_choice":
            continuations, target = [request.args[1] for request in group], str(target)
        else:
            continuations, target = [built.config.target_delimiter + target], "0"
        for part in [context, *continuations, target]:
            digest.update(part.encode("utf-8") + b"\0")
    print(label, split, shots, len(requests), digest.hexdigest(), flush=True)


def config(path):
    loaded = load_yaml(TASKS / path)
    for key in ("dataset_path", "dataset_name", "dataset_kwargs", "tag", "group", "include"):
        loaded.pop(key, None)
    return loaded


for label, path, name, splits, change in [
    ("piqa", "piqa/piqa.yaml", "piqa", ["train", "validation"], lambda row: row),
    ("social_iqa", "siqa/siqa.yaml", "siqa", ["train", "validation"], lambda row: row),
    ("boolq", "super_glue/boolq/default.yaml", "boolq", ["train", "validation"], boolq),
    ("openbookqa", "openbookqa/openbookqa.yaml", "obqa", ["train", "validation", "test"], lambda row: row),
    ("gsm8k", "gsm8k/gsm8k.yaml", "gsm8k", ["train", "test"], lambda row: row),
]:
    for split in splits:
        for shots in [0] if split == "train" else [0, 2, 5]:
            report(task(config(path), name, splits, split, shots, change=change), label, split, shots)

for path in sorted((TASKS / "mmlu/default").glob("mmlu_*.yaml")):
    subject = load_yaml(path)["dataset_name"]
    for split, shots in [("test", 0), ("test", 5), ("validation", 0)]:
        built = task(config(path), "mmlu", ["dev", "validation", "test"], split, shots, lambda row: row["subject"] == subject)
        report(built, f"mmlu_{subject}", split, shots)

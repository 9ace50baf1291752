#!/usr/bin/env python3
"""One peer, one job: find the near-duplicates among the texts of a JSONL file, single-threaded, in this process.

    peer_task.py rensa|datatrove|text-dedup TEXTS.jsonl BANDS ROWS NGRAM THRESHOLD

Prints {"flagged": rows that have a near-duplicate by this peer, "seconds": CPU seconds of the work without imports and
without reading the file}. Rows are counted from 0. Run by bench/near_duplicates.py, which measures the whole process too."""
import json
import os
import re
import resource
import sys
import tempfile

WORD = re.compile(r"\w+")


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime + children.ru_utime + children.ru_stime


def shingle_words(text, ngram):
    words = WORD.findall(text.lower())
    if len(words) < ngram:
        return [" ".join(words)]
    return [" ".join(words[i : i + ngram]) for i in range(len(words) - ngram + 1)]


def run_rensa(texts, bands, rows, ngram, threshold):
    """Its fastest documented way: digests of token sets in one call, then one-shot flags. No verification."""
    from rensa import RMinHash, RMinHashLSH

    start = cpu()
    sets = [shingle_words(text, ngram) for text in texts]
    matrix = RMinHash.digest_matrix_from_token_sets(sets, bands * rows, 42)
    index = RMinHashLSH(threshold=threshold, num_perm=bands * rows, num_bands=bands)
    flags = index.query_duplicate_flags_matrix_one_shot(matrix)
    return [row for row, flag in enumerate(flags) if flag], cpu() - start


def run_datatrove(texts, bands, rows, ngram, threshold):
    """Signatures, buckets and clusters. Its spaCy tokenizer is replaced by a regular expression, which is faster. No
    verification, no threshold of its own."""
    import logging

    from datatrove.data import Document
    from datatrove.pipeline.dedup import (MinhashConfig, MinhashDedupBuckets, MinhashDedupCluster,
                                          MinhashDedupSignature)
    from loguru import logger

    logger.remove()
    logging.disable(logging.CRITICAL)

    class Words:
        def word_tokenize(self, text):
            return WORD.findall(text)

    from datatrove.pipeline.dedup import minhash

    minhash.load_word_tokenizer = lambda language: Words()
    config = MinhashConfig(n_grams=ngram, num_buckets=bands, hashes_per_bucket=rows)
    with tempfile.TemporaryDirectory() as folder:
        start = cpu()
        documents = [Document(text=text, id=str(row)) for row, text in enumerate(texts)]
        MinhashDedupSignature(f"{folder}/signatures", config=config).run(documents, 0, 1)
        for bucket in range(bands):
            MinhashDedupBuckets(f"{folder}/signatures", f"{folder}/buckets", config=config).run(None, bucket, bands)
        MinhashDedupCluster(f"{folder}/buckets", f"{folder}/clusters", config=config, save_cluster_id=True).run(None, 0, 1)
        seconds = cpu() - start
        flagged = []
        for name in os.listdir(f"{folder}/clusters"):
            if name.endswith(".clusters"):
                data = open(f"{folder}/clusters/{name}", "rb").read()
                flagged += [int.from_bytes(data[i : i + 4], "little") for i in range(0, len(data), 8)]
    return flagged, seconds


def run_text_dedup(texts, bands, rows, ngram, threshold):
    """Its MinHash command with verification (check_false_positive), one process."""
    from text_dedup.config.base import Config
    from text_dedup.minhash import main

    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/texts.jsonl", "w", encoding="utf-8") as file:
            for text in texts:
                file.write(json.dumps({"text": text}) + "\n")
        with open(f"{folder}/config.toml", "w", encoding="utf-8") as file:
            file.write(f'''[input]
input_type = "local_files"
file_type = "json"
read_arguments = {{ path = "json", data_files = "{folder}/texts.jsonl", split = "train", cache_dir = "{folder}/cache" }}
[algorithm]
algorithm_name = "minhash"
text_column = "text"
num_perm = {bands * rows}
bands = {bands}
rows = {rows}
ngram_size = {ngram}
threshold = {threshold}
min_length = 0
num_proc = 1
check_false_positive = true
[output]
output_dir = "{folder}/output"
save_clusters = true
skip_filtering = true
keep_cluster_column = true
keep_index_column = true
[debug]
''')
        os.chdir(folder)
        from text_dedup.config.base import load_config_from_toml
        from pathlib import Path

        config = load_config_from_toml(Path(f"{folder}/config.toml"))
        start = cpu()
        main(config)
        seconds = cpu() - start
        import pickle

        clusters = {}
        for name in os.listdir(f"{folder}/output"):
            if name.endswith(".pickle"):
                clusters = pickle.load(open(f"{folder}/output/{name}", "rb"))
        parents = [clusters.get(row, row) for row in range(len(texts))]
        sizes = {}
        for parent in parents:
            sizes[parent] = sizes.get(parent, 0) + 1
    return [row for row, parent in enumerate(parents) if sizes[parent] > 1], seconds


def main():
    peer, path, bands, rows, ngram, threshold = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file.read().split("\n") if line]
    run = {"rensa": run_rensa, "datatrove": run_datatrove, "text-dedup": run_text_dedup}[peer]
    flagged, seconds = run(texts, int(bands), int(rows), int(ngram), float(threshold))
    print(json.dumps({"flagged": sorted(set(flagged)), "seconds": seconds}))


if __name__ == "__main__":
    main()

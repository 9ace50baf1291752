#!/usr/bin/env python3
"""tokenizer.json files of every kind, trained here on small texts by the reference implementation (`tokenizers`, Hugging Face),
give the same tokens in `assay sql` as there: on random Unicode, runs of white space, contractions, numbers, emoji, marks and
added tokens. Truncation in a file changes nothing here, and no special tokens are added at the ends in either."""
import json
import os
import random
import subprocess
import sys
import tempfile
import unicodedata

import test_packages

test_packages.begin()
try:
    from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers
except ImportError:
    print("skipped: no package tokenizers in .venv/tests (./setup test-tools)")
    sys.exit(test_packages.SKIPPED)

TEXTS = 600
LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
O200K = "|".join([
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n/]*", r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+"])
WORDS = ("the of and to in is that it was for on are with as his they at be this from have or by one had not but what all were "
         "when we there can an your which their said if do will each about how up out them then she many some so these would "
         "other into has more her two like him see time could no make than first been its who now people my made over did down "
         "only way find use may water long little very after words called just where most know don't we've I'll it's 2024 1,000 "
         "Zürich naïve déjà Ελλάδα привет 日本語 中文 한국어 हिन्दी עברית العربية Straße ﬁne ①② ½ ٣٤ e\u0301 Ǆ İstanbul").split()
POOLS = ["abcXYZ '", " \t\n\r", "'s't're've'm'll'd'S'T'RE'LL", "0123456789٣½²", ".,!?/-_()[]{}#\r\n/¿«»", "éÉñßǅʰª中文日本語한국어हिन्दी",
         "😀👩‍👩‍👧🏽\u200d\ufe0f", "e\u0301\u0308\u093f\u20dd", "\u00a0\u2003\u3000\u0085\u2028\ufeff\u200b\u00ad", "▁ĠĊ<0x0A>[UNK]"]


def random_texts(seed):
    chance, texts = random.Random(seed), ["", " ", "  ", "\n", "a", " a", "a ", "▁", "<s>", "<|end|>"]
    while len(texts) < TEXTS:
        parts = []
        for _ in range(chance.randrange(1, 25)):
            kind = chance.random()
            if kind < 0.5:
                parts.append(chance.choice(WORDS) + chance.choice([" ", " ", "", "  ", "\n"]))
            elif kind < 0.9:
                parts.append("".join(chance.choice(chance.choice(POOLS)) for _ in range(chance.randrange(1, 6))))
            elif kind < 0.95:
                parts.append(chance.choice(["<s>", "<|end|>", " <mask> ", "added", " added ", "Word", "xWord"]))
            else:
                point = chr(chance.randrange(1, 0x2FFFF))
                parts.append(point if unicodedata.category(point)[0] in "LMNPSZ" else "")
        texts.append("".join(parts))
    return texts


def corpus():
    chance = random.Random(7)
    return [" ".join(chance.choice(WORDS) for _ in range(12)) + chance.choice([".", "!", "\n", "  ", ""]) for _ in range(400)]


def trained(model, trainer, pre_tokenizer=None, normalizer=None):
    tokenizer = Tokenizer(model)
    if pre_tokenizer:
        tokenizer.pre_tokenizer = pre_tokenizer
    if normalizer:
        tokenizer.normalizer = normalizer
    tokenizer.train_from_iterator(corpus(), trainer)
    return tokenizer


def byte_level(pre_tokenizer, normalizer=None, **options):
    trainer = trainers.BpeTrainer(vocab_size=600, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
                                  special_tokens=["<|end|>", "<s>"])
    return trained(models.BPE(**options), trainer, pre_tokenizer, normalizer)


def with_bytes(tokenizer, **model):
    """The model with the 256 byte tokens in front, as SentencePiece's byte pairs have them."""
    file = json.loads(tokenizer.to_str())
    old = file["model"]["vocab"]
    names = ["<unk>"] + [f"<0x{byte:02X}>" for byte in range(256)] + [name for name in sorted(old, key=old.get) if name != "<unk>"]
    file["model"].update(vocab={name: number for number, name in enumerate(names)}, byte_fallback=True, unk_token="<unk>",
                         fuse_unk=True, **model)
    file["added_tokens"] = [{**token, "id": names.index(token["content"])} for token in file["added_tokens"]]
    return Tokenizer.from_str(json.dumps(file))


def points(pre_tokenizer=None, normalizer=None, size=500, **options):
    special = ["<unk>", "<s>", "<|end|>"]
    trainer_options = {key: options[key] for key in ("continuing_subword_prefix", "end_of_word_suffix") if key in options}
    trainer = trainers.BpeTrainer(vocab_size=size, show_progress=False, special_tokens=special, **trainer_options)
    return trained(models.BPE(unk_token="<unk>", **options), trainer, pre_tokenizer, normalizer)


def unigram(pre_tokenizer, normalizer=None):
    trainer = trainers.UnigramTrainer(vocab_size=400, show_progress=False, unk_token="<unk>", special_tokens=["<unk>", "<s>"])
    return trained(models.Unigram(), trainer, pre_tokenizer, normalizer)


def unigram_with_bytes(tokenizer):
    file = json.loads(tokenizer.to_str())
    file["model"]["vocab"] += [[f"<0x{byte:02X}>", 0.0] for byte in range(256)]
    file["model"]["byte_fallback"] = True
    return Tokenizer.from_str(json.dumps(file))


def word_piece(lowercase, **options):
    trainer = trainers.WordPieceTrainer(vocab_size=500, show_progress=False, special_tokens=["[UNK]", "[CLS]", "<s>"])
    return trained(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=12), trainer, pre_tokenizers.BertPreTokenizer(),
                   normalizers.BertNormalizer(lowercase=lowercase, **options))


def word_level(pre_tokenizer, normalizer=None):
    trainer = trainers.WordLevelTrainer(vocab_size=200, show_progress=False, special_tokens=["[UNK]"])
    return trained(models.WordLevel(unk_token="[UNK]"), trainer, pre_tokenizer, normalizer)


def kinds():
    bytes_only = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    isolated = lambda pattern: pre_tokenizers.Split(Regex(pattern), "isolated")
    sequence = pre_tokenizers.Sequence
    yield "GPT-2", byte_level(pre_tokenizers.ByteLevel(add_prefix_space=False))
    yield "RoBERTa", byte_level(pre_tokenizers.ByteLevel(add_prefix_space=True))
    yield "Llama 3", byte_level(sequence([isolated(LLAMA3), bytes_only]), ignore_merges=True)
    yield "Qwen 2", byte_level(sequence([isolated(LLAMA3.replace("{1,3}", "")), bytes_only]), normalizers.NFC())
    yield "o200k", byte_level(sequence([pre_tokenizers.Split(Regex(O200K), "removed", invert=True), bytes_only]))
    yield "StarCoder", byte_level(sequence([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]))
    yield "DeepSeek", byte_level(sequence([isolated(r"[\r\n]"), isolated(r"\s?\p{L}+"), isolated(r"\s?\p{P}+"), isolated("[一-龥ࠀ-一가-퟿]+"),
                                           pre_tokenizers.Digits(individual_digits=True), bytes_only]))
    yield "Falcon", byte_level(sequence([pre_tokenizers.Punctuation("contiguous"), pre_tokenizers.ByteLevel(add_prefix_space=False),
                                         pre_tokenizers.Digits(individual_digits=False), isolated("[0-9][0-9][0-9]")]))
    yield "bytes by the normalizer", byte_level(isolated(r"[^Ġ]+|Ġ+"), normalizers.ByteLevel())
    replaced = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    yield "Llama 2", with_replaced(with_bytes(points(pre_tokenizers.Metaspace())), replaced)
    for scheme in ("always", "first", "never"):
        for split in (True, False):
            tokenizer = with_bytes(points(pre_tokenizers.Metaspace()))
            tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme=scheme, split=split)
            yield f"Mistral, Metaspace {scheme} {split}", tokenizer
    yield "unknown fused", points(pre_tokenizers.WhitespaceSplit(), size=150, fuse_unk=True)
    yield "unknown one by one", points(pre_tokenizers.WhitespaceSplit(), size=150)
    yield "CLIP", points(sequence([isolated(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+")]),
                         normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]),
                         end_of_word_suffix="</w>")
    yield "prefixed byte pairs", points(pre_tokenizers.Whitespace(), continuing_subword_prefix="##")
    yield "BERT", word_piece(True)
    yield "BERT, cased", word_piece(False)
    yield "BERT, accents kept", word_piece(True, strip_accents=False, clean_text=False, handle_chinese_chars=False)
    yield "Unigram", unigram(pre_tokenizers.Metaspace())
    yield "Unigram, NFKC", unigram(pre_tokenizers.Metaspace(), normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]))
    yield "Unigram with bytes", unigram_with_bytes(unigram(pre_tokenizers.Metaspace()))
    yield "Unigram, unsplit", unigram_unsplit()
    yield "words", word_level(pre_tokenizers.Whitespace())
    yield "words, no accents", word_level(pre_tokenizers.WhitespaceSplit(), normalizers.Sequence(
        [normalizers.NFKD(), normalizers.StripAccents(), normalizers.Strip()]))
    yield "words at a delimiter", word_level(pre_tokenizers.CharDelimiterSplit(" "))
    yield "words of three", word_level(pre_tokenizers.FixedLength(length=3))
    for rule in ("removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"):
        for invert in (False, True):
            yield f"{rule} {invert}", unigram(pre_tokenizers.Split(Regex(r"\s|e|\d"), rule, invert=invert))
    yield "a literal", unigram(pre_tokenizers.Split("e", "merged_with_previous"))


def unigram_unsplit():
    tokenizer = unigram(pre_tokenizers.Metaspace())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(split=False)
    return tokenizer


def with_replaced(tokenizer, normalizer):
    tokenizer.normalizer = normalizer
    file = json.loads(tokenizer.to_str())
    file["pre_tokenizer"] = None
    return Tokenizer.from_str(json.dumps(file))


def add_tokens(tokenizer):
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True), AddedToken("<end>", rstrip=True)])
    tokenizer.add_tokens([AddedToken("Word", single_word=True), AddedToken("added", normalized=True), AddedToken("add", normalized=False)])
    tokenizer.enable_truncation(5)
    return tokenizer


def ours(path, folder, texts):
    data = os.path.join(folder, "texts.jsonl")
    with open(data, "w", encoding="utf-8") as out:
        for number, text in enumerate(texts):
            out.write(json.dumps({"number": number, "text": text}) + "\n")
    query = (f"SELECT tokens(text, '{path}') AS ids FROM read_json('{data}', format = 'newline_delimited', "
             "columns = {number: 'BIGINT', text: 'VARCHAR'}) ORDER BY number")
    done = subprocess.run([os.environ["ASSAY"], "sql", "--json", "--query", query], capture_output=True, check=False)
    if done.returncode:
        return done.stderr.decode("utf-8", "replace")
    return [json.loads(line)["ids"] for line in done.stdout.decode().split("\n") if line]


def main():
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, tokenizer) in enumerate(kinds()):
            texts = random_texts(number)
            path = os.path.join(folder, f"{number}.json")
            add_tokens(tokenizer).save(path)
            found = ours(path, folder, texts)
            tokenizer.no_truncation()
            if isinstance(found, str):
                print(f"WRONG {name}: {found}")
                wrong += 1
                continue
            expected = [item.ids for item in tokenizer.encode_batch(texts, add_special_tokens=False)]
            other = [index for index in range(len(texts)) if found[index] != expected[index]]
            print(f"{'WRONG' if other else 'ok   '} {name}: {len(texts)} texts, {len(other)} with other tokens")
            for index in other[:3]:
                print(f"      {texts[index]!r}\n      ours   {[tokenizer.id_to_token(i) for i in found[index]]}\n"
                      f"      theirs {[tokenizer.id_to_token(i) for i in expected[index]]}")
            wrong += bool(other)
    sys.exit(1 if wrong else 0)


main()

# Versions in one go: add, check, fix, add again, compare, judge, trace, audit. Paste it, or run: sh examples/versions.sh
command -v assay > /dev/null || PATH=$PWD/build/cli:$PATH
cd "$(mktemp -d)" && assay init
cat > train.jsonl <<'END'
{"id": "a", "messages": [{"role": "user", "content": "What is 2 + 2?"}, {"role": "assistant", "content": "It is 4."}]}
{"id": "b", "messages": [{"role": "user", "content": "What is 2 + 2?"}, {"role": "assistant", "content": "It is 4."}]}
{"id": "c", "messages": [{"role": "user", "content": "Name a colour."}]}
END
assay dataset add chat train.jsonl -m "as delivered" --license CC0-1.0 --owner us --consent "own work" --contact us@example.org
assay check chat@v1                                    # one record has no answer, one repeats another
sed -i 's|"Name a colour."}|&, {"role": "assistant", "content": "Blue is one."}|' train.jsonl
assay dataset add chat train.jsonl -m "every question is answered"
assay check chat@v2
assay dataset derive chat chat@v2 --drop-findings chat@v2 --only sft.duplicates -m "each record once"
assay diff chat@v1 chat@v3                             # one row gone, one changed
cat > gate.yaml <<'END'
gate: release
rules:
  - {name: every record is a conversation, check: sft.structure, findings: all, max: 0}
  - {name: nothing twice, check: sft.duplicates, findings: all, max: 0}
END
assay gate prove gate.yaml                             # each rule is seen to fail
assay gate run chat@v3 --gate gate.yaml --baseline chat@v1
assay dataset tag chat@v3 release-1
assay lineage chat@release-1
assay verify && assay audit verify && assay audit log

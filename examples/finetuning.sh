# A flawed set for fine-tuning, from the first check to the verdict. Run it in the source tree: sh examples/finetuning.sh
command -v assay > /dev/null || PATH=$PWD/build/cli:$PATH
here=${ASSAY_ROOT:-$PWD}/examples/finetuning
work=$(mktemp -d) && cp "$here"/* "$work" && cd "$work" && assay init
assay dataset add tickets tickets.jsonl -m "as delivered"
assay gate run tickets@v1 --gate gate.yaml --eval eval.jsonl                    # it may not be trained on
assay check tickets@v1 --eval eval.jsonl --production production.jsonl          # why not, record by record
assay leakage tickets.jsonl --eval eval.jsonl | head -n 6                        # which questions it gives away
assay dataset derive tickets tickets@v1 --drop-findings tickets@v1 --review decided.jsonl -m "as Ana decided"
assay gate run tickets@v2 --gate gate.yaml --eval eval.jsonl                    # now it may
assay ready tickets@v2 --use-case use_case.yaml                                 # but should it?
assay dataset add tickets tickets@v2 refunds.jsonl -m "with refunds, which a third of the customers ask about"
assay ready tickets@v3 --use-case use_case.yaml
assay lineage tickets@v3

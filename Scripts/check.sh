#!/usr/bin/env bash
# Checks what needs no build: formatting, the scripts' syntax, and what may not be in a file.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

failures=0
# check WHAT COMMAND...: runs the command, which prints only what is wrong.
check() {
    local what="$1"
    shift
    if "$@"; then
        echo "ok      $what"
    else
        echo "FAILED  $what"
        failures=$((failures + 1))
    fi
}

tracked() {
    # Staged and new files too, so that a mistake shows before its commit; not those deleted meanwhile.
    git ls-files -z --cached --others --exclude-standard -- "$@" | while IFS= read -r -d '' file; do
        if [[ -f "$file" ]]; then printf '%s\0' "$file"; fi
    done
}

shell_scripts() {
    tracked '*.sh' '.ci/run'
}

bash_syntax() {
    shell_scripts | xargs -0 -r -n 1 bash -n
}

python_syntax() {
    tracked '*.py' | xargs -0 -r python3 -c 'import ast, sys; [ast.parse(open(path).read(), path) for path in sys.argv[1:]]'
}

small_files() {
    ! tracked | xargs -0 -r -I {} find {} -size +2000000c | sed 's/$/: over 2 MB/' | grep .
}

# Patterns are written so that this file does not match them.
nothing_unfinished() {
    ! tracked 'Sources' 'Tests' 'Scripts' 'Benchmarks' 'docs' '*.md' 'Makefile' 'Package.swift' |
        xargs -0 -r grep -nIE '\b(TOD[O]|FIXM[E])\b'
}

stands_alone() {
    ! tracked | xargs -0 -r grep -nIE '\.\./share[d]|/work/share[d]'
}

check "swift format" swift format lint --strict --recursive --parallel Sources Tests Benchmarks Package.swift
check "bash syntax" bash_syntax
if command -v shellcheck >/dev/null; then
    check "shellcheck" bash -c 'git ls-files -z "*.sh" .ci/run | xargs -0 -r shellcheck -x'
else
    echo "skipped shellcheck: it is not installed"
fi
check "python syntax" python_syntax
check "no file over 2 MB" small_files
check "nothing left unfinished" nothing_unfinished
check "the project stands alone" stands_alone
((failures == 0))

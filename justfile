# The tasks of the workbook. `just` alone lists them.

set shell := ["bash", "-euo", "pipefail", "-c"]

# List the tasks
default:
    @just --list --unsorted

# Install what the browser tests need, beyond Rust (Debian; once, as root)
setup:
    command -v chromium >/dev/null || { apt-get update && apt-get install -y --no-install-recommends chromium; }
    cd tests/browser && npm ci --no-audit --no-fund

# Build the book into target/book
book:
    cargo run --quiet -- build

# Build the book and serve it on this machine
serve:
    cargo run

# Run every test that must be green
test:
    cargo test

# Format every source file
format:
    git ls-files -z '*.rs' ':!crates/workbook/tests/attacks/corpus' | xargs -0 rustfmt

# Check formatting, lints and documentation
lint:
    # cargo fmt does not see the files that `worlds!` compiles.
    git ls-files -z '*.rs' ':!crates/workbook/tests/attacks/corpus' | xargs -0 rustfmt --check
    cargo clippy --workspace --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --quiet
    # The chapters also compile without the checkers.
    cargo clippy --quiet -p interleave --no-default-features --lib -- -D warnings

# Check the checks: starters, solutions, right and wrong answers
verify:
    cargo run --quiet -- verify

# Write what students get into a folder
handout DIR:
    cargo run --quiet -- handout {{ DIR }}

# Grade a folder of submissions, one folder a student, into OUT; stopped, the same command goes on
grade DIR OUT *ARGS:
    cargo run --quiet -- grade {{ DIR }} --out {{ OUT }} {{ ARGS }}

# Grade again, whatever earlier runs found
regrade DIR OUT *ARGS:
    cargo run --quiet -- grade regrade {{ DIR }} --out {{ OUT }} {{ ARGS }}

# Show a grade book in short: counts by word and exercise, what is held for review, faults
grade-show OUT:
    cargo run --quiet -- grade show {{ OUT }}

# Release an answer that was held for review: `just grade-accept OUT anna lost-update --by Grace --why 'read it'`
grade-accept OUT STUDENT EXERCISE *ARGS:
    cargo run --quiet -- grade accept {{ OUT }} {{ STUDENT }} {{ EXERCISE }} {{ ARGS }}

# One grade book from the books of several machines: `just grade-merge OUT A B C`
grade-merge OUT *BOOKS:
    cargo run --quiet -- grade merge {{ BOOKS }} --out {{ OUT }}

# Who gained and who lost between two grade books
grade-diff OLD NEW:
    cargo run --quiet -- grade diff {{ OLD }} {{ NEW }}

# Say what is missing on this machine, and how to mend it
doctor:
    cargo run --quiet -- doctor

# Make an exercise that already satisfies the matrix: `just new my-exercise --chapter 1`
new NAME *ARGS:
    cargo run --quiet -- new {{ NAME }} {{ ARGS }}

# Say what an exercise still lacks; without names, all of them
lint-exercises *NAMES:
    cargo run --quiet -- lint {{ NAMES }}

# Run the attacks on the grader, each against its expected verdict
attacks:
    cargo test --quiet -p workbook --test attacks

# Decide every claim of the book
claims:
    cargo run --quiet -- claims

# Run the Python listings of the book, and hold what they print against the record
python:
    cargo test --quiet -p workbook --test python

# Measure the searches (`explore`), the `locks`, processes and pools (`handles`), or proxies (`manager`); `--record`: for the book
bench NAME="explore" *ARGS:
    cargo bench -p {{ if NAME == "locks" { "synchronized" } else if NAME == "handles" { "pool" } else if NAME == "manager" { "manager" } else { "interleave" } }} --bench {{ NAME }} -- {{ ARGS }}

# Compare the explorer with a search of all orders, on so many random programs
fuzz PROGRAMS="20000" SEED=`od -An -N4 -tu4 /dev/urandom | tr -d ' '`:
    FUZZ_SEED={{ SEED }} FUZZ_PROGRAMS={{ PROGRAMS }} cargo test -p interleave --release --test soundness -- --ignored --exact fuzz --nocapture

# Test the built book in a browser (after `just setup` and `just book`)
browser:
    cd tests/browser && BOOK_DIR="$PWD/../../target/book" npm test

# Check licences, advisories and sources of the dependencies (needs cargo-deny)
deny:
    cargo deny check

# Everything that must hold before a change lands
ci:
    bash .ci/run

//! What was measured, as tables, and as the file that the book includes.

use clap::ValueEnum;
use measure::{Python, Record, Requirement, Table, machine, median};

use super::contender::Contender;
use super::glibc;
use super::increments::PARTIES;
use super::rounds::Rounds;

/// How much cheaper than in CPython it has to be.
const CHEAPER: f64 = 40.0;

/// What one increment takes in each way.
pub(crate) fn costs(rounds: &Rounds) -> Table {
    let head = [
        "one increment",
        "alone, ns",
        "÷ glibc",
        "2 contend, ns",
        "÷ glibc",
        "4 contend, ns",
        "÷ glibc",
    ];
    let mut table = Table::new(1, head);
    for &contender in Contender::value_variants() {
        let [alone, two, four] = PARTIES.map(|parties| {
            let nanos = rounds.nanos(contender, parties);
            let ratio = rounds.ratio(contender, Contender::GlibcMutex, parties);
            [median(nanos, 1), median(ratio, 2)]
        });
        let words = contender.words().to_owned();
        let [[a, b], [c, d], [e, f]] = [alone, two, four];
        table.push([words, a, b, c, d, e, f]);
    }
    table
}

/// What this crate promises.
fn promises(rounds: &Rounds) -> [Requirement; 4] {
    use Contender::{
        CPythonRawValueAndLock, GlibcMutex, Lock, NestedRLock, RLock, RawValueAndLock,
    };
    [
        Requirement {
            name: "lock-to-glibc",
            words: "alone: `Lock` ÷ glibc's mutex, at most 1".to_owned(),
            ratio: rounds.ratio(Lock, GlibcMutex, 1),
            is_met: |ratio| ratio <= 1.0,
        },
        Requirement {
            name: "cpython-to-ours",
            words: format!("alone: CPython's `RawValue` + `Lock` ÷ ours, at least {CHEAPER}"),
            ratio: rounds.ratio(CPythonRawValueAndLock, RawValueAndLock, 1),
            is_met: |ratio| ratio >= CHEAPER,
        },
        Requirement {
            name: "nested-to-outermost",
            words: "alone: `RLock` nested ÷ outermost, less than 1".to_owned(),
            ratio: rounds.ratio(NestedRLock, RLock, 1),
            is_met: |ratio| ratio < 1.0,
        },
        Requirement {
            name: "lock-to-glibc-contended",
            words: "2 contend: `Lock` ÷ glibc's mutex, at most 1".to_owned(),
            ratio: rounds.ratio(Lock, GlibcMutex, 2),
            is_met: |ratio| ratio <= 1.0,
        },
    ]
}

/// Which of the promises are kept.
pub(crate) fn requirements(rounds: &Rounds) -> Table {
    measure::requirements(&promises(rounds))
}

/// The file that the book includes.
pub(crate) fn page(rounds: &Rounds, python: Option<&Python>, work: &str) -> String {
    let mut record = Record::new("locks", "what-locking-costs.md");
    let mut put = |name: &str, text: &str| record.put(name, text);
    let glibc = format!("glibc {}", glibc::version());
    let python = python.map_or("no python3", |python| &python.version);
    put("machine", &machine(&[&glibc, python]));
    put("rounds", &rounds.count.to_string());
    put("work", work);
    put("costs", &costs(rounds).to_string());
    put("requirements", &requirements(rounds).to_string());
    for requirement in promises(rounds) {
        put(requirement.name, &median(requirement.ratio, 2));
    }
    record.text().to_owned()
}

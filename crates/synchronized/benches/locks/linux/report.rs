//! What was measured, as tables, and as the file that the book includes.

use std::fmt::Write as _;
use std::process::Command;
use std::thread;

use clap::ValueEnum;

use super::contender::Contender;
use super::cpython::Python;
use super::glibc;
use super::increments::PARTIES;
use super::rounds::{Rounds, Spread};
use super::table::Table;

/// What stands where there is nothing to tell.
const NONE: &str = "–";

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

/// Something that this crate promises.
struct Requirement {
    /// What the record calls the number.
    name: &'static str,
    words: String,
    ratio: Option<Spread>,
    is_met: fn(f64) -> bool,
}

impl Requirement {
    fn all(rounds: &Rounds) -> [Requirement; 4] {
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
}

/// Which of the requirements are met.
pub(crate) fn requirements(rounds: &Rounds) -> Table {
    let mut table = Table::new(2, ["requirement", "met", "measured", "middle half"]);
    for requirement in Requirement::all(rounds) {
        let met = requirement
            .ratio
            .map(|ratio| (requirement.is_met)(ratio.median));
        let met = met.map_or(NONE, |met| if met { "yes" } else { "no" });
        let half = requirement.ratio.map_or(NONE.to_owned(), |ratio| {
            format!("{} to {}", number(ratio.lower, 2), number(ratio.upper, 2))
        });
        let measured = median(requirement.ratio, 2);
        table.push([requirement.words, met.to_owned(), measured, half]);
    }
    table
}

/// The file that the book includes.
pub(crate) fn page(rounds: &Rounds, python: Option<&Python>, work: &str) -> String {
    let mut out = String::from(
        "Written by `just bench locks --record`. The page what-locking-costs.md includes it\n\
         piece by piece.\n\n",
    );
    let mut put = |name: &str, text: &str| {
        let text = text.trim_end();
        writeln!(
            out,
            "<!-- ANCHOR: {name} -->\n{text}\n<!-- ANCHOR_END: {name} -->\n"
        )
        .expect("a string takes all");
    };
    put("machine", &machine(python));
    put("rounds", &rounds.count.to_string());
    put("work", work);
    put("costs", &costs(rounds).to_string());
    put("requirements", &requirements(rounds).to_string());
    for requirement in Requirement::all(rounds) {
        put(requirement.name, &median(requirement.ratio, 2));
    }
    out.pop();
    out
}

/// The kind of machine, and whose locks these are.
fn machine(python: Option<&Python>) -> String {
    let cores = match thread::available_parallelism().map_or(1, usize::from) {
        1 => "1 core".to_owned(),
        n => format!("{n} cores"),
    };
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(compiler).arg("--version").output();
    let version = version
        .ok()
        .and_then(|done| String::from_utf8(done.stdout).ok());
    let version = version.unwrap_or_else(|| "an unknown rustc".to_owned());
    let profile = if cfg!(debug_assertions) {
        "with debug assertions"
    } else {
        "optimised"
    };
    let python = python.map_or("no python3", |python| &python.version);
    format!(
        "{}, {}, {cores}; {}, {profile}; glibc {}; {python}",
        std::env::consts::ARCH,
        std::env::consts::OS,
        version.trim(),
        glibc::version(),
    )
}

fn median(spread: Option<Spread>, digits: usize) -> String {
    spread.map_or(NONE.to_owned(), |spread| number(spread.median, digits))
}

/// A number with so many digits behind the point, but not more than three that matter.
fn number(number: f64, digits: usize) -> String {
    let whole = number.log10().floor().max(0.0) as usize;
    let digits = digits.min(2_usize.saturating_sub(whole));
    format!("{number:.digits$}")
}

//! Controls: a check whose control is not as it must be decides nothing.

#[path = "../../interleave/tests/programs/mod.rs"]
mod programs;

use interleave::Model;
use programs::shuttle::{bugs as s, counters as c};
use verdict::{Certificate, Check, Part, Verdict, interleavings, replaying, unreduced};

fn right() -> Part {
    interleavings("2 processes", || c::atomic(2, 1)).only([2])
}

fn wrong() -> Part {
    interleavings("2 processes", || c::racy(2, 1)).only([2])
}

fn verdict(check: Check) -> Verdict {
    check.run().verdict
}

#[test]
fn a_check_needs_a_negative_control() {
    assert_eq!(verdict(Check::new("c").part(right())), Verdict::Vacuous);
    assert_eq!(
        verdict(Check::new("c").part(right()).control("racy", wrong())),
        Verdict::Verified
    );
}

#[test]
fn a_negative_control_that_is_not_refuted_makes_the_check_vacuous() {
    let certificate = Check::new("c")
        .part(right())
        .control("a right one", right())
        .run();
    assert_eq!(certificate.verdict, Verdict::Vacuous);
    assert!(
        certificate.why.contains("catches nothing"),
        "{}",
        certificate.why
    );
}

#[test]
fn a_control_that_is_refuted_for_another_reason_does_not_count() {
    let panics = interleavings("2 processes", s::index_typo).only([2]);
    assert_eq!(
        verdict(Check::new("c").part(right()).control("panics", panics)),
        Verdict::Vacuous
    );
    let no_schedule = replaying("2 processes", "ABABAB", 2, || c::atomic(2, 1));
    let check = Check::new("c")
        .part(right())
        .control("too long", no_schedule);
    assert_eq!(verdict(check), Verdict::Vacuous);
}

#[test]
fn a_refutation_is_backed_by_a_good_twin() {
    let good = Check::new("c")
        .part(wrong())
        .good_control("atomic", right());
    assert_eq!(verdict(good), Verdict::Refuted);
    let refutes_all = Check::new("c").part(wrong()).good_control("racy", wrong());
    assert_eq!(verdict(refutes_all), Verdict::Vacuous);
}

#[test]
fn nothing_is_run_after_a_refutation() {
    let certificate = Check::new("c")
        .part(wrong())
        .part(right())
        .control("racy", wrong())
        .run();
    assert_eq!(
        (certificate.verdict, certificate.parts.len()),
        (Verdict::Refuted, 1)
    );
}

fn with_source(line: &str) -> Certificate {
    let text = format!("//! A file that may speak of std::sync.\n{line}\n");
    Check::new("c")
        .part(right())
        .control("racy", wrong())
        .sources(&[("counter.rs", text.as_str())])
        .run()
}

#[test]
fn a_source_that_goes_past_the_facade_is_not_verified() {
    assert_eq!(
        with_source("use super::sync::Mutex;").verdict,
        Verdict::Verified
    );
    assert_eq!(
        with_source("let x = 1; // not std::sync").verdict,
        Verdict::Verified
    );
    let certificate = with_source("use std::sync::atomic::AtomicU32;");
    assert_eq!(certificate.verdict, Verdict::Vacuous);
    assert!(
        certificate.why.contains("Line 2 of counter.rs"),
        "{}",
        certificate.why
    );
}

#[test]
fn a_program_that_hangs_on_more_than_its_schedule_is_broken() {
    use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
    static RUNS: AtomicU32 = AtomicU32::new(0);
    let counts = interleavings("2 processes", || {
        c::racy(2, 1) + 10 * RUNS.fetch_add(1, SeqCst)
    });
    let certificate = Check::new("c")
        .part(counts.only([2]))
        .control("racy", wrong())
        .run();
    assert_eq!(certificate.verdict, Verdict::Broken);
    assert!(
        certificate.why.contains("than its schedule"),
        "{}",
        certificate.why
    );
}

#[test]
fn a_schedule_is_replayed_on_the_program_that_it_breaks() {
    // Both programs can follow ABBA; only the second ends badly.
    let check = Check::new("c")
        .part(interleavings("first", || c::racy(2, 1)).only([1, 2]))
        .part(interleavings("second", || c::racy(2, 1)).only([2]))
        .control("racy", wrong());
    let run = check.replay(&"ABBA".parse().unwrap()).unwrap();
    assert_eq!((run.bounds.as_str(), run.allowed), ("second", false));
}

#[test]
fn an_unreduced_refutation_replays_too() {
    let part = unreduced("2 processes", || c::racy(2, 1)).only([2]).run();
    assert_eq!(
        (part.verdict, part.model),
        (Verdict::Refuted, Model::Unreduced)
    );
    let schedule = part.witness.unwrap().schedule.unwrap();
    let check = Check::new("c").part(unreduced("2 processes", || c::racy(2, 1)).only([2]));
    assert_eq!(check.replay(&schedule).unwrap().outcome, "1");
}

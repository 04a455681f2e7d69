//! Controls: a check whose control is not as it must be decides nothing.

#[path = "../../interleave/tests/programs/mod.rs"]
mod programs;

use interleave::shuttle::{Sampling, Strategy};
use interleave::{Limits, Model};
use programs::shuttle::{bugs as s, counters as c, waiting as w};
use verdict::{Certificate, Check, Part, Verdict, interleavings, replaying, sampled, unreduced};

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
fn each_of_several_controls_must_be_caught() {
    let check = |first: Part, second: Part| {
        let check = Check::new("c").part(right());
        check.control("one", first).control("another", second).run()
    };
    assert_eq!(check(wrong(), wrong()).verdict, Verdict::Verified);
    assert_eq!(check(wrong(), wrong()).controls.len(), 2);
    assert_eq!(check(wrong(), right()).verdict, Verdict::Vacuous);
    assert_eq!(check(right(), wrong()).verdict, Verdict::Vacuous);
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

/// Each process may wake once for no reason.
fn spurious() -> Limits {
    Limits {
        spurious_wakeups: 1,
        ..Limits::default()
    }
}

#[test]
fn a_refutation_by_a_wake_up_for_no_reason_replays() {
    let explorations = [interleavings::<bool>, unreduced::<bool>];
    for explore in explorations {
        let part = || {
            explore("2 processes", w::believes_the_wake_up)
                .within(spurious())
                .only([true])
        };
        let found = part().run();
        assert_eq!(found.verdict, Verdict::Refuted, "{}", found.why);
        let schedule = found.witness.unwrap().schedule.unwrap();
        let run = Check::new("c").part(part()).replay(&schedule).unwrap();
        assert_eq!((run.outcome.as_str(), run.allowed), ("false", false));
        // Where nobody wakes for no reason, nobody can run it so.
        let calm = explore("2 processes", w::believes_the_wake_up).only([true]);
        assert_eq!(calm.run().verdict, Verdict::Verified);
        let calm = explore("2 processes", w::believes_the_wake_up).only([true]);
        assert!(Check::new("c").part(calm).replay(&schedule).is_err());
    }
}

#[test]
fn a_schedule_is_replayed_within_the_limits_of_its_part() {
    // Only the second part lets a process wake for no reason.
    let part = |limits| {
        interleavings("2 processes", w::waits_once_at_a_futex)
            .within(limits)
            .only([true])
    };
    let schedule = part(spurious()).run().witness.unwrap().schedule.unwrap();
    let check = Check::new("c")
        .part(part(Limits::default()))
        .part(part(spurious()));
    assert!(!check.replay(&schedule).unwrap().allowed);
}

#[test]
fn limits_that_cut_an_exploration_off_do_not_cut_a_replay_off() {
    let hurried = Limits {
        executions: 1,
        time: std::time::Duration::ZERO,
        ..Limits::default()
    };
    let part = interleavings("2 processes", || c::racy(2, 1)).within(hurried);
    let check = Check::new("c").part(part.only([2]));
    assert_eq!(check.replay(&"ABBA".parse().unwrap()).unwrap().outcome, "1");
}

#[test]
fn a_sample_is_replayed_as_it_was_drawn() {
    let sampling = Sampling {
        seed: 1,
        schedules: 100,
        strategy: Strategy::Uniform,
    };
    let explored = interleavings("2 processes", w::believes_the_wake_up);
    let found = explored.within(spurious()).only([true]).run();
    let schedule = found.witness.unwrap().schedule.unwrap();
    // The limits do not bind a sample: nobody wakes for no reason.
    let drawn = || sampled("2 processes", sampling, w::believes_the_wake_up).within(spurious());
    let check = Check::new("c").part(drawn().only([true]));
    assert!(check.replay(&schedule).is_err());
    let part = drawn().only([false]).run();
    assert_eq!(part.verdict, Verdict::Refuted, "{}", part.why);
}

//! The traps of checking with loom and shuttle, each with the verdict that names
//! it.
//!
//! Every one of them, met unprepared, is a green test over a wrong program, or a
//! red one that says nothing.

#[path = "../../interleave/tests/programs/mod.rs"]
mod programs;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use ::loom::sync::atomic::AtomicU32 as RawAtomicU32;
use interleave::{Limits, Outcome, loom, shuttle};
use verdict::{Certificate, Check, Class, Part, Verdict, explain, interleavings, loom as in_loom};

use programs::loom::{bugs as l, counters as lc};
use programs::shuttle::{bugs as s, counters as c};

fn decide(part: Part) -> Certificate {
    let control = interleavings("2 processes", || c::racy(2, 1)).only([2]);
    Check::new("trap")
        .part(part)
        .control("the racy counter", control)
        .run()
}

/// Trap 1: a failed assertion says `left: 1, right: 2`, and no more.
#[test]
fn a_refutation_shows_the_two_steps_that_collide_and_their_lines() {
    let certificate = decide(interleavings("2 processes", || c::racy(2, 1)).only([2]));
    assert_eq!(certificate.class, Some(Class::LostUpdate));
    let text = explain(&certificate);
    for needed in [
        "load counter: 0",
        "store counter: 1",
        "counters.rs:",
        "ABBA",
    ] {
        assert!(text.contains(needed), "{needed} is missing:\n{text}");
    }
}

/// Trap 2: the number of executions is nowhere to be seen.
#[test]
fn the_certificate_says_how_many_executions_there_were() {
    let certificate = decide(interleavings("2 processes", || c::racy(2, 1)).only([1, 2]));
    assert_eq!(certificate.verdict, Verdict::Verified);
    assert_eq!(certificate.executions(), 4);
    assert_eq!(certificate.parts[0].outcomes.len(), 2);
}

/// An increment past the facade, in two steps that nobody sees.
fn unseen(counter: &AtomicU32) {
    let seen = counter.load(SeqCst);
    counter.store(seen + 1, SeqCst);
}

/// Trap 3: `std` atomics inside a model are run and never interleaved.
#[test]
fn std_atomics_inside_a_model_are_vacuous() {
    let past_the_facade = || {
        let counter = Arc::new(AtomicU32::new(0));
        let shared = Arc::clone(&counter);
        c::all(2, move || unseen(&shared));
        counter.load(SeqCst)
    };
    let certificate = decide(interleavings("2 processes", past_the_facade).only([2]));
    assert_eq!(certificate.verdict, Verdict::Vacuous);
    assert!(certificate.why.contains("std::sync"), "{}", certificate.why);
}

/// The same with a decoy: one operation through the facade, and the counting
/// past it. The floor on the number of executions sees it.
#[test]
fn std_atomics_beside_a_decoy_are_vacuous() {
    let decoy = || {
        let counter = Arc::new(AtomicU32::new(0));
        let shared = Arc::clone(&counter);
        c::all(2, move || unseen(&shared));
        counter.load(SeqCst) + c::atomic(1, 1) - 1
    };
    let part = interleavings("2 processes", decoy).at_least(2).only([2]);
    assert_eq!(decide(part).verdict, Verdict::Vacuous);
}

/// Trap 4: an exploration that was cut off looks like a complete one.
#[test]
fn a_cut_off_exploration_is_bounded() {
    let limits = Limits {
        executions: 2,
        ..Limits::default()
    };
    let cut = interleavings("3 processes", || c::atomic(3, 1)).within(limits);
    assert_eq!(decide(cut.only([3])).verdict, Verdict::Bounded);
    let cut = in_loom("3 processes", || lc::atomic(3, 1)).within(limits);
    assert_eq!(decide(cut.only([3])).verdict, Verdict::Bounded);
    let whole = interleavings("3 processes", || c::atomic(3, 1));
    assert_eq!(decide(whole.only([3])).verdict, Verdict::Verified);
}

// Trap 5, a program that calls `std::process::exit(0)`, needs a process of its
// own: it stands with the wrong answers of the exercises.

/// Trap 6: a deadlock of two locks aborts a test under loom.
#[test]
fn a_deadlock_of_two_locks_is_refuted_with_who_waits_for_whom() {
    for part in [
        interleavings("2 processes", c::opposite_locks).only([2]),
        in_loom("2 processes", lc::opposite_locks).only([2]),
    ] {
        let certificate = decide(part);
        assert_eq!(certificate.verdict, Verdict::Refuted);
        assert_eq!(certificate.class, Some(Class::DeadlockCycle));
        let text = explain(&certificate);
        assert!(text.contains("which B holds"), "{text}");
    }
}

/// Trap 7: a test that expects some panic is content with any.
#[test]
fn another_panic_than_the_bug_has_a_class_of_its_own() {
    let certificate = decide(interleavings("2 processes", s::index_typo).only([2]));
    assert_eq!(certificate.verdict, Verdict::Refuted);
    assert_eq!(certificate.class, Some(Class::Panic));
    let text = explain(&certificate);
    assert!(text.contains("index out of bounds"), "{text}");
}

/// Trap 8, first half: loom runs `SeqCst` as acquire-release, and so reports
/// what `SeqCst` forbids. Our loom world does not.
#[test]
fn store_buffering_is_told_right_in_both_worlds() {
    let forbidden = Outcome::Returned((0, 0));
    let in_shuttle = shuttle::explore(s::store_buffering_seq_cst);
    let encoded = loom::explore(l::store_buffering_seq_cst);
    assert!(!in_shuttle.exhaustive().outcomes().contains(&forbidden));
    assert_eq!(encoded.exhaustive().outcomes(), in_shuttle.outcomes());
    // Raw loom says otherwise. When it no longer does, this line turns red, and
    // half of the encoding can go.
    assert!(raw_store_buffering().contains(&(0, 0)));
}

/// Trap 8, second half: shuttle runs every ordering as `SeqCst`, so what weaker
/// ones allow is out of its sight. Loom sees it.
#[test]
fn relaxed_store_buffering_is_seen_by_loom_alone() {
    let allowed = Outcome::Returned((0, 0));
    let in_shuttle = shuttle::explore(s::store_buffering_relaxed);
    let in_loom = loom::explore(l::store_buffering_relaxed);
    assert!(!in_shuttle.outcomes().contains(&allowed));
    assert!(in_loom.outcomes().contains(&allowed));
}

/// Raw loom on the first program of the book: the thread spawned first never
/// reads what the second one stored. When it does, this test turns red, and half
/// of the encoding can go.
#[test]
fn raw_loom_misses_an_execution_that_the_encoding_finds() {
    let raw = raw_reads();
    assert!(raw.contains(&(0, 1)));
    assert!(!raw.contains(&(1, 0)));
    let encoded = loom::explore(l::reads);
    assert_eq!(encoded.exhaustive().outcomes(), [(0, 0), (0, 1), (1, 0)]);
    assert_eq!(encoded.outcomes(), shuttle::explore(s::reads).outcomes());
}

/// What a thread of raw loom does with the two atomics.
type Thread = fn(&RawAtomicU32, &RawAtomicU32) -> u32;

/// What two threads return, over raw loom's executions.
fn raw(first: Thread, second: Thread) -> BTreeSet<(u32, u32)> {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let results = Arc::clone(&seen);
    ::loom::model::Builder::new().check(move || {
        let shared = Arc::new((RawAtomicU32::new(0), RawAtomicU32::new(0)));
        let (one, two) = (Arc::clone(&shared), shared);
        let a = ::loom::thread::spawn(move || first(&one.0, &one.1));
        let b = ::loom::thread::spawn(move || second(&two.0, &two.1));
        let pair = (a.join().unwrap(), b.join().unwrap());
        results.lock().unwrap().insert(pair);
    });
    std::mem::take(&mut *seen.lock().unwrap())
}

fn raw_store_buffering() -> BTreeSet<(u32, u32)> {
    raw(
        |x, y| {
            x.store(1, SeqCst);
            y.load(SeqCst)
        },
        |x, y| {
            y.store(1, SeqCst);
            x.load(SeqCst)
        },
    )
}

fn raw_reads() -> BTreeSet<(u32, u32)> {
    let increment: Thread = |x, _| {
        let seen = x.load(SeqCst);
        x.store(seen + 1, SeqCst);
        seen
    };
    raw(increment, increment)
}

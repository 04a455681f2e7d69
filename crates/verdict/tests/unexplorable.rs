//! Programs that cannot be explored: none of them is ever verified, and each is told
//! why.

#[path = "../../interleave/tests/programs/mod.rs"]
mod programs;

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use programs::loom::counters as l;
use programs::shuttle::{counters, odd, waiting};
use verdict::{Check, Part, Verdict, interleavings, loom as in_loom};

/// What becomes of a part, whose answer is one that the program does give.
fn told(part: Part) -> (Verdict, String) {
    let control = interleavings("2 processes", || counters::racy(2, 1)).only([2]);
    let certificate = Check::new("unexplorable")
        .part(part)
        .control("the racy counter", control)
        .run();
    (certificate.verdict, certificate.why)
}

#[test]
fn what_can_be_explored_is_verified() {
    let part = interleavings("2 processes", || counters::atomic(2, 1)).only([2]);
    assert_eq!(told(part).0, Verdict::Verified);
}

#[test]
fn a_program_that_depends_on_more_than_its_schedule_is_broken() {
    static TURN: AtomicU32 = AtomicU32::new(0);
    let body = || odd::by_a_clock(TURN.fetch_add(1, SeqCst));
    let (verdict, why) = told(interleavings("a clock", body).only([1, 2]));
    assert_eq!(verdict, Verdict::Broken, "{why}");
    assert!(why.contains("not a function of its schedule"), "{why}");
}

#[test]
fn more_processes_than_letters_are_broken() {
    let (verdict, why) = told(interleavings("27 processes", || waiting::crowd(27)).only([0]));
    assert_eq!(verdict, Verdict::Broken, "{why}");
    assert!(why.contains("at most 26 processes"), "{why}");
}

#[test]
fn too_many_steps_are_bounded() {
    let body = waiting::looks_without_saying_so;
    let (verdict, why) = told(interleavings("a loop", body).only([0]));
    assert_eq!(verdict, Verdict::Bounded, "{why}");
    assert!(why.contains("`spin_loop` or `yield_now`"), "{why}");
}

#[test]
fn a_loop_that_gives_up_is_bounded() {
    let body = waiting::gives_up_looking;
    let (verdict, why) = told(interleavings("a loop", body).only([3]));
    assert_eq!(verdict, Verdict::Bounded, "{why}");
    assert!(why.contains("leaves by itself"), "{why}");
}

#[test]
fn nothing_shared_is_vacuous() {
    let body = || counters::all(2, || ());
    let (verdict, why) = told(interleavings("nothing", body).only([()]));
    assert_eq!(verdict, Verdict::Vacuous, "{why}");
    assert!(why.contains("no operation on a shared object"), "{why}");
}

#[test]
fn deadlocks_are_refuted_though_loom_is_bounded_beside_them() {
    let (verdict, why) = told(interleavings("two locks", counters::opposite_locks).only([1]));
    assert_eq!(verdict, Verdict::Refuted, "{why}");
    let (verdict, why) = told(in_loom("two locks", l::opposite_locks).only([1]));
    assert_ne!(verdict, Verdict::Verified, "{why}");
}

//! The programs of the chapter, explored: which of them go wrong, and how.
#![cfg(target_os = "linux")]

use synchronized::{loom as l, shuttle as s};
use verdict::{Certificate, Check, Class, Part, Verdict, explain, interleavings, loom};

const TWO: &str = "2 processes";

/// The parts must be verified, beside a program that is refuted.
fn verified(parts: Vec<Part>) {
    let control = interleavings(TWO, s::programs::bare).only([2]);
    let check = parts.into_iter().fold(Check::new("programs"), Check::part);
    let certificate = check.control("no lock", control).run();
    let verdict = certificate.verdict;
    assert_eq!(verdict, Verdict::Verified, "{}", explain(&certificate));
}

/// The part must be refuted, as a bug of this class.
fn refuted(part: Part, class: Class) -> Certificate {
    let control = interleavings(TWO, s::programs::with_get_lock).only([2]);
    let check = Check::new("programs").part(part);
    let certificate = check.good_control("the value's lock", control).run();
    assert_eq!(
        (certificate.verdict, certificate.class),
        (Verdict::Refuted, Some(class)),
        "{}",
        explain(&certificate)
    );
    certificate
}

#[test]
fn a_lock_for_each_access_loses_what_no_lock_loses() {
    for program in [s::programs::bare, s::programs::per_access] {
        verified(vec![interleavings(TWO, program).exactly([1, 2])]);
        refuted(interleavings(TWO, program).only([2]), Class::LostUpdate);
    }
    verified(vec![loom(TWO, l::programs::bare).exactly([1, 2])]);
}

#[test]
fn a_lock_held_from_the_read_to_the_write_loses_nothing() {
    verified(vec![
        interleavings(TWO, s::programs::with_get_lock).only([2]),
        interleavings(TWO, s::programs::one_lock_beside).only([2]),
        loom(TWO, l::programs::one_lock_beside).only([2]),
    ]);
}

#[test]
fn a_fresh_lock_guards_nothing() {
    verified(vec![
        interleavings(TWO, s::programs::fresh_lock).exactly([1, 2]),
    ]);
}

#[test]
fn two_locks_do_not_know_each_other() {
    verified(vec![
        interleavings(TWO, s::programs::two_locks).exactly([1, 2]),
    ]);
}

#[test]
fn who_goes_past_the_lock_is_not_kept_out() {
    verified(vec![
        interleavings(TWO, s::programs::past_the_lock).exactly([1, 2]),
    ]);
}

#[test]
fn a_plain_lock_around_an_access_waits_for_itself() {
    let part = interleavings(TWO, s::programs::plain_lock_around).only([2]);
    let certificate = refuted(part, Class::Deadlock);
    // Down to the futex, where it sleeps.
    assert!(explain(&certificate).contains("futex of atomic"));
}

#[test]
fn a_log_that_is_read_after_the_release_repeats_and_skips() {
    let all = [vec![1, 2], vec![2, 2]];
    verified(vec![
        interleavings(TWO, s::programs::log_after_release).exactly(all),
        interleavings(TWO, s::programs::log_under_lock).only([vec![1, 2]]),
    ]);
}

#[test]
fn a_slice_without_a_lock_is_torn() {
    let all = [vec![0, 0], vec![0, 1], vec![1, 0], vec![1, 1]];
    verified(vec![
        interleavings(TWO, s::programs::slice_of_a_raw_array).exactly(all),
        interleavings(TWO, s::programs::slice_of_an_array).only([vec![0, 0], vec![1, 1]]),
    ]);
    let whole = [vec![0, 0], vec![1, 1]];
    let part = interleavings(TWO, s::programs::slice_of_a_raw_array).only(whole);
    refuted(part, Class::TornRead);
}

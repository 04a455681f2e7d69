//! Bugs that lie between calls to a process which keeps the object.

use verdict::Class::{CheckThenAct, Deadlock, DeadlockCycle, LostUpdate, SelfDeadlock, WrongValue};

use crate::programs::shuttle::told::{self, Client, serve};
use crate::{bug, cure};

type Run = fn(&Client);

fn program<const N: usize>(clients: [Run; N]) -> impl Fn() -> u32 + Clone + Send + Sync + 'static {
    move || serve(true, clients)
}

fn untold<const N: usize>(clients: [Run; N]) -> impl Fn() -> u32 + Clone + Send + Sync + 'static {
    move || serve(false, clients)
}

#[test]
fn an_increment_of_two_calls() {
    let words = ["counter: set 1 ^", "read counter in step", "is lost"];
    bug(LostUpdate, &words, [2], program([told::in_two_calls; 2]));
    cure([2], program([told::in_one_call; 2]));
    cure([2], program([told::under_a_lock; 2]));
    // Without words there are only channels, and nobody knows what was lost.
    bug(WrongValue, &[], [2], untold([told::in_two_calls; 2]));
}

#[test]
fn a_sum_of_what_was_seen_before() {
    let words = [
        "counter: add 1 ^",
        "checked counter in step",
        "changed it in step",
    ];
    bug(CheckThenAct, &words, [3], program([told::doubles; 2]));
    bug(WrongValue, &[], [3], untold([told::doubles; 2]));
}

#[test]
fn a_circle_of_two_locks_of_a_server() {
    let words = ["right: take ^ after this A waits for B, and B for A"];
    bug(
        DeadlockCycle,
        &words,
        [0],
        program([told::left_first, told::right_first]),
    );
    cure([0], program([told::left_first; 2]));
    bug(
        Deadlock,
        &[],
        [0],
        untold([told::left_first, told::right_first]),
    );
}

#[test]
fn a_lock_of_a_server_that_one_has_already() {
    let words = ["left: take ^ A still holds left"];
    bug(SelfDeadlock, &words, [0], program([told::takes_it_twice]));
    cure([0], program([told::takes_it_once]));
    bug(Deadlock, &[], [0], untold([told::takes_it_twice]));
}

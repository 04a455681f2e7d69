//! Check-then-act: an action that rests on a check that is no longer true.

use interleave::shuttle::sync::atomic::{AtomicBool, AtomicI32, AtomicU32, Ordering::SeqCst};
use interleave::shuttle::sync::{Arc, Mutex, RwLock, name, thread};
use verdict::Class::{CheckThenAct, LostUpdate, WrongValue};

use crate::{bug, cure, run};

fn tickets(number: i32) -> AtomicI32 {
    let tickets = AtomicI32::new(number);
    name(&tickets, "tickets");
    tickets
}

fn buys_if_any(tickets: &AtomicI32) {
    if tickets.load(SeqCst) > 0 {
        tickets.fetch_sub(1, SeqCst);
    }
}

fn buys_what_it_checked(tickets: &AtomicI32) {
    let sell = |seen| (seen > 0).then(|| seen - 1);
    let _ = tickets.fetch_update(SeqCst, SeqCst, sell);
}

#[test]
fn a_ticket_that_is_sold_twice() {
    let program = |buyer: fn(&AtomicI32)| move || run(tickets(1), [buyer, buyer]).load(SeqCst);
    let words = ["fetch_sub tickets", "checked tickets in step", "changed it"];
    bug(CheckThenAct, &words, [0], program(buys_if_any));
    cure([0], program(buys_what_it_checked));
}

#[test]
fn a_check_under_a_lock_that_is_given_back() {
    type State = (RwLock<()>, AtomicI32);
    fn two_sections(state: &State) {
        let reading = state.0.read().unwrap();
        let enough = state.1.load(SeqCst) >= 60;
        drop(reading);
        if enough {
            let _writing = state.0.write().unwrap();
            state.1.fetch_sub(60, SeqCst);
        }
    }
    fn one_section(state: &State) {
        let _writing = state.0.write().unwrap();
        if state.1.load(SeqCst) >= 60 {
            state.1.fetch_sub(60, SeqCst);
        }
    }
    let program = |withdraw: fn(&State)| {
        move || {
            let state = (RwLock::new(()), tickets(100));
            run(state, [withdraw, withdraw]).1.load(SeqCst)
        }
    };
    bug(
        CheckThenAct,
        &["fetch_sub tickets: 40"],
        [40],
        program(two_sections),
    );
    cure([40], program(one_section));
}

/// A stack of two cells, 1 on top of 2: which is on top, and which is below each.
/// With a count of the changes in its tens, the same cell on top is not the same top.
struct Stack {
    top: AtomicU32,
    below: [AtomicU32; 3],
    counts: bool,
}

impl Stack {
    fn new(counts: bool) -> Stack {
        let stack = Stack {
            top: AtomicU32::new(1),
            below: [0, 2, 0].map(AtomicU32::new),
            counts,
        };
        name(&stack.top, "top");
        stack
    }

    fn put(&self, seen: u32, cell: u32) -> bool {
        let changes = if self.counts { seen / 10 + 1 } else { 0 };
        let next = 10 * changes + cell;
        let put = self.top.compare_exchange(seen, next, SeqCst, SeqCst);
        put.is_ok()
    }

    fn pop(&self) -> u32 {
        loop {
            let seen = self.top.load(SeqCst);
            let below = self.below[seen as usize % 10].load(SeqCst);
            if seen.is_multiple_of(10) || self.put(seen, below) {
                return seen % 10;
            }
        }
    }

    fn push(&self, cell: u32) {
        loop {
            let seen = self.top.load(SeqCst);
            self.below[cell as usize].store(seen % 10, SeqCst);
            if self.put(seen, cell) {
                return;
            }
        }
    }
}

#[test]
fn an_exchange_that_finds_an_old_value_again() {
    // The second process keeps a cell that the first then puts on top.
    fn pop(stack: &Stack) {
        stack.pop();
    }
    fn keeps_the_lower(stack: &Stack) {
        let upper = stack.pop();
        let lower = stack.pop();
        if upper == 1 && lower == 2 {
            stack.push(upper);
        }
    }
    let program = |counts: bool| {
        move || {
            run(Stack::new(counts), [pop, keeps_the_lower])
                .top
                .load(SeqCst)
                % 10
        }
    };
    let words = ["exchange top: 1\u{2192}2", "checked top in step"];
    bug(CheckThenAct, &words, [0, 1], program(false));
    cure([0, 1], program(true));
}

#[test]
fn work_for_a_process_that_is_done_twice() {
    // A flag tells whether the work is still to be done. It is a truth value: to
    // set it again loses nothing, but it is done on an old check.
    type State = (AtomicBool, AtomicU32);
    fn checks(state: &State) {
        if !state.0.load(SeqCst) {
            state.0.store(true, SeqCst);
            state.1.fetch_add(1, SeqCst);
        }
    }
    fn claims(state: &State) {
        if !state.0.swap(true, SeqCst) {
            state.1.fetch_add(1, SeqCst);
        }
    }
    let program = |work: fn(&State)| {
        move || {
            let state = (AtomicBool::new(false), AtomicU32::new(0));
            name(&state.0, "done");
            run(state, [work, work]).1.load(SeqCst)
        }
    };
    let words = ["store done: true", "checked done in step"];
    bug(CheckThenAct, &words, [1], program(checks));
    cure([1], program(claims));
}

#[test]
fn not_an_action_without_a_check() {
    fn buys_anyway(tickets: &AtomicI32) {
        tickets.fetch_sub(1, SeqCst);
    }
    let program = |buyer: fn(&AtomicI32)| move || run(tickets(1), [buyer, buyer]).load(SeqCst);
    bug(WrongValue, &[], [0], program(buys_anyway));
    cure([0], program(buys_what_it_checked));
}

#[test]
fn not_a_sale_by_load_and_store() {
    // Both rules fit: the store loses a sale, which says more.
    fn stores(tickets: &AtomicI32) {
        let seen = tickets.load(SeqCst);
        if seen > 0 {
            tickets.store(seen - 1, SeqCst);
        }
    }
    let program = |buyer: fn(&AtomicI32)| move || run(tickets(2), [buyer, buyer]).load(SeqCst);
    bug(LostUpdate, &["store tickets: 1"], [0], program(stores));
    cure([0], program(buys_what_it_checked));
}

#[test]
fn not_an_attempt_that_changes_nothing() {
    // Who fails to take the lock has looked at it before, and changes nothing by its
    // `swap`: what is wrong is that it then gives up.
    type State = (AtomicBool, Mutex<u32>);
    fn waits(lock: &AtomicBool) -> bool {
        while lock.load(SeqCst) {
            thread::yield_now();
        }
        !lock.swap(true, SeqCst)
    }
    fn counts(state: &State) {
        *state.1.lock().unwrap() += 1;
        state.0.store(false, SeqCst);
    }
    fn tries(state: &State) {
        if waits(&state.0) {
            counts(state);
        }
    }
    fn tries_again(state: &State) {
        while !waits(&state.0) {}
        counts(state);
    }
    let program = |process: fn(&State)| {
        move || {
            let state = (AtomicBool::new(false), Mutex::new(0));
            *run(state, [process, process]).1.lock().unwrap()
        }
    };
    bug(WrongValue, &[], [2], program(tries));
    cure([2], program(tries_again));
}

#[test]
fn not_a_flag_that_was_set_and_cleared_meanwhile() {
    // It clears a flag that it saw cleared, and that is cleared again.
    let program = |clears: bool| {
        move || {
            let flag = Arc::new(AtomicBool::new(false));
            let seen = flag.load(SeqCst);
            let theirs = Arc::clone(&flag);
            let child = thread::spawn(move || {
                theirs.store(true, SeqCst);
                if clears {
                    theirs.store(false, SeqCst);
                }
            });
            child.join().unwrap();
            if clears {
                flag.store(seen, SeqCst);
            }
            flag.load(SeqCst)
        }
    };
    bug(WrongValue, &[], [true], program(true));
    cure([true], program(false));
}

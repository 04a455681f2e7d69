//! Bugs that no rule explains, and programs that are broken off.

use interleave::shuttle::sync::atomic::{AtomicU32, Ordering::SeqCst};
use interleave::shuttle::sync::{Arc, Barrier, Mutex, mpsc, thread};
use verdict::Class::{Panic, WrongValue};

use crate::{bug, cure, run};

fn one_step(counter: &AtomicU32) {
    counter.fetch_add(1, SeqCst);
}

#[test]
fn too_few_of_them() {
    let program =
        |second: fn(&AtomicU32)| move || run(AtomicU32::new(0), [one_step, second]).load(SeqCst);
    bug(WrongValue, &[], [2], program(|_| ()));
    cure([2], program(one_step));
}

#[test]
fn messages_in_an_order_that_nobody_promised() {
    let program = |sorts: bool| {
        move || {
            let (sender, receiver) = mpsc::channel();
            let other = sender.clone();
            let children = [
                thread::spawn(move || sender.send(1).unwrap()),
                thread::spawn(move || other.send(2).unwrap()),
            ];
            let mut all: Vec<u32> = receiver.iter().collect();
            if sorts {
                all.sort_unstable();
            }
            for child in children {
                child.join().unwrap();
            }
            all
        }
    };
    bug(WrongValue, &[], [vec![1, 2]], program(false));
    cure([vec![1, 2]], program(true));
}

#[test]
fn the_leader_of_a_barrier_who_is_taken_for_the_first() {
    let program = |asks_who_leads: bool| {
        move || {
            let barrier = Arc::new(Barrier::new(2));
            let theirs = Arc::clone(&barrier);
            let child = thread::spawn(move || theirs.wait().is_leader());
            let mine = barrier.wait().is_leader();
            let other = child.join().unwrap();
            if asks_who_leads { mine } else { mine != other }
        }
    };
    bug(WrongValue, &[], [true], program(true));
    cure([true], program(false));
}

#[test]
fn the_last_writer_under_a_lock() {
    fn sets(number: &Mutex<u32>) {
        *number.lock().unwrap() = 1;
    }
    fn adds(number: &Mutex<u32>) {
        *number.lock().unwrap() += 1;
    }
    let program =
        |first: fn(&Mutex<u32>)| move || *run(Mutex::new(0), [first, adds]).lock().unwrap();
    bug(WrongValue, &[], [2], program(sets));
    cure([2], program(adds));
}

#[test]
fn an_index_past_the_end() {
    fn looks_up(counter: &AtomicU32) {
        let names = ["first"];
        let seen = counter.fetch_add(1, SeqCst) as usize;
        assert!(!names[seen].is_empty());
    }
    fn asks(counter: &AtomicU32) {
        let names = ["first"];
        let seen = counter.fetch_add(1, SeqCst) as usize;
        assert!(names.get(seen).is_none_or(|name| !name.is_empty()));
    }
    let program =
        |process: fn(&AtomicU32)| move || run(AtomicU32::new(0), [process, process]).load(SeqCst);
    bug(Panic, &[], [2], program(looks_up));
    cure([2], program(asks));
}

#[test]
fn a_message_to_a_receiver_that_is_gone() {
    let program = |unwraps: bool| {
        move || {
            let (sender, receiver) = mpsc::channel();
            let child = thread::spawn(move || {
                let sent = sender.send(1);
                assert!(!unwraps || sent.is_ok(), "nobody listens");
            });
            drop(receiver);
            child.join().unwrap();
        }
    };
    bug(Panic, &[], [()], program(true));
    cure([()], program(false));
}

#[test]
fn a_panic_before_all_that_it_leads_to() {
    // The counter loses an update, but what the program does then is panic.
    fn checks(counter: &AtomicU32) {
        let seen = counter.load(SeqCst);
        counter.store(seen + 1, SeqCst);
        assert_eq!(counter.load(SeqCst), seen + 1, "somebody else was there");
    }
    let program =
        |process: fn(&AtomicU32)| move || drop(run(AtomicU32::new(0), [one_step, process]));
    bug(Panic, &[], [()], program(checks));
    cure([()], program(one_step));
}

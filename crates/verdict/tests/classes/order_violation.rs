//! Order violations: something is used before it was set.

use interleave::shuttle::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use interleave::shuttle::sync::{Arc, Barrier, Condvar, Mutex, futex, hint, mpsc, name, thread};
use verdict::Class::{OrderViolation, WrongValue};

use crate::programs::shuttle::folded::Mailbox;
use crate::{bug, cure, run};

fn data() -> Arc<AtomicU32> {
    let data = Arc::new(AtomicU32::new(0));
    name(&*data, "data");
    data
}

const WORDS: [&str; 2] = ["load data: 0", "reads data before"];

#[test]
fn a_child_that_reads_before_main_has_set() {
    let program = |early: bool| {
        move || {
            let data = data();
            if early {
                data.store(5, SeqCst);
            }
            let theirs = Arc::clone(&data);
            let child = thread::spawn(move || theirs.load(SeqCst));
            data.store(5, SeqCst);
            child.join().unwrap()
        }
    };
    bug(OrderViolation, &WORDS, [5], program(false));
    cure([5], program(true));
}

/// What `main` reads when it has been told to, in a way, by a child that sets the
/// data before or after it tells.
fn told(
    tells: impl Fn() + Clone + Send + Sync + 'static,
    waits: impl Fn() + Clone + Send + Sync + 'static,
    too_early: bool,
) -> u32 {
    let data = data();
    let theirs = Arc::clone(&data);
    let child = thread::spawn(move || {
        if too_early {
            tells();
        }
        theirs.store(5, SeqCst);
        if !too_early {
            tells();
        }
    });
    waits();
    let seen = data.load(SeqCst);
    child.join().unwrap();
    seen
}

#[test]
fn a_flag_that_is_set_too_early() {
    let program = |too_early| {
        move || {
            let set = Arc::new(AtomicBool::new(false));
            let wait = Arc::clone(&set);
            let waits = move || {
                while !wait.load(SeqCst) {
                    hint::spin_loop();
                }
            };
            told(move || set.store(true, SeqCst), waits, too_early)
        }
    };
    bug(OrderViolation, &WORDS, [5], program(true));
    cure([5], program(false));
}

#[test]
fn a_process_that_is_unparked_too_early() {
    let program = |too_early| {
        move || {
            let main = thread::current();
            told(move || main.unpark(), thread::park, too_early)
        }
    };
    bug(OrderViolation, &WORDS, [5], program(true));
    cure([5], program(false));
}

#[test]
fn a_barrier_that_is_passed_too_early() {
    let program = |too_early| {
        move || {
            let barrier = Arc::new(Barrier::new(2));
            let wait = Arc::clone(&barrier);
            let pass = |barrier: Arc<Barrier>| {
                move || {
                    barrier.wait();
                }
            };
            told(pass(barrier), pass(wait), too_early)
        }
    };
    bug(OrderViolation, &WORDS, [5], program(true));
    cure([5], program(false));
}

#[test]
fn a_condition_that_is_signalled_too_early() {
    let program = |too_early| {
        move || {
            let told_so = Arc::new((Mutex::new(false), Condvar::new()));
            let wait = Arc::clone(&told_so);
            let tells = move || {
                *told_so.0.lock().unwrap() = true;
                told_so.1.notify_one();
            };
            let waits = move || {
                let guard = wait.0.lock().unwrap();
                drop(wait.1.wait_while(guard, |told| !*told).unwrap());
            };
            told(tells, waits, too_early)
        }
    };
    bug(OrderViolation, &WORDS, [5], program(true));
    cure([5], program(false));
}

#[test]
fn a_futex_that_is_woken_too_early() {
    let program = |too_early| {
        move || {
            let state = Arc::new(AtomicU32::new(0));
            let wait = Arc::clone(&state);
            let tells = move || {
                state.store(1, SeqCst);
                futex::wake(&state, 1);
            };
            told(tells, move || futex::wait(&wait, 0), too_early)
        }
    };
    bug(OrderViolation, &WORDS, [5], program(true));
    cure([5], program(false));
}

#[test]
fn a_message_that_is_sent_too_early() {
    let program = |too_early: bool| {
        move || {
            let data = data();
            let theirs = Arc::clone(&data);
            let (sender, receiver) = mpsc::sync_channel(1);
            let child = thread::spawn(move || {
                if too_early {
                    sender.send(()).unwrap();
                }
                theirs.store(5, SeqCst);
                if !too_early {
                    sender.send(()).unwrap();
                }
            });
            receiver.recv().unwrap();
            let seen = data.load(SeqCst);
            child.join().unwrap();
            seen
        }
    };
    bug(OrderViolation, &WORDS, [5], program(true));
    cure([5], program(false));
}

#[test]
fn not_an_early_look_that_another_follows() {
    // The first look is early, and nothing comes of it; the second is used, and
    // is wrong for another reason.
    let program = |doubles: bool| {
        move || {
            let data = data();
            let theirs = Arc::clone(&data);
            let child = thread::spawn(move || theirs.store(5, SeqCst));
            let early = data.load(SeqCst);
            child.join().unwrap();
            let seen = data.load(SeqCst);
            if doubles { seen + early / 5 + 1 } else { seen }
        }
    };
    bug(WrongValue, &[], [5], program(true));
    cure([5], program(false));
}

#[test]
fn not_data_that_nobody_sets() {
    let program = |sets: bool| {
        move || {
            let data = data();
            let theirs = Arc::clone(&data);
            let child = thread::spawn(move || {
                if sets {
                    theirs.store(5, SeqCst);
                }
            });
            child.join().unwrap();
            let other = Arc::clone(&data);
            thread::spawn(move || other.load(SeqCst)).join().unwrap()
        }
    };
    bug(WrongValue, &[], [5], program(false));
    cure([5], program(true));
}

#[test]
fn not_a_word_that_was_looked_at_again_to_wait_there() {
    // It counts the notifications: who is about to sleep sees that there was one. What is
    // wrong is that it does not look at the letter again.
    type State = (Mailbox, AtomicU32);
    fn takes(state: &State) {
        state.1.store(state.0.letter.swap(0, SeqCst), SeqCst);
    }
    fn waits_if(state: &State) {
        let _guard = state.0.lock.hold();
        if state.0.is_empty() {
            state.0.wait();
        }
        takes(state);
    }
    fn waits_while(state: &State) {
        let _guard = state.0.lock.hold();
        while state.0.is_empty() {
            state.0.wait();
        }
        takes(state);
    }
    fn corrects(state: &State) {
        state.0.put();
        let guard = state.0.lock.hold();
        let was = state.0.letter.swap(0, SeqCst);
        drop(guard);
        if was == 7 {
            state.0.put();
        }
    }
    let program = |waits: fn(&State)| {
        move || {
            let state = (Mailbox::new(), AtomicU32::new(0));
            run(state, [waits, corrects]).1.load(SeqCst)
        }
    };
    bug(WrongValue, &[], [7], program(waits_if));
    cure([7], program(waits_while));
}

//! Nobody can go on: circles, processes in their own way, and plain waiting.

use interleave::shuttle::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use interleave::shuttle::sync::{Arc, Barrier, Condvar, Mutex, RwLock, hint, mpsc, name, thread};
use verdict::Class::{Deadlock, DeadlockCycle, Livelock, SelfDeadlock};

use crate::programs::shuttle::folded;
use crate::{bug, cure, run};

fn locks<const N: usize>(names: [&'static str; N]) -> [Mutex<()>; N] {
    names.map(|word| {
        let lock = Mutex::new(());
        name(&lock, word);
        lock
    })
}

#[test]
fn a_circle_of_two_locks() {
    type State = [Mutex<()>; 2];
    fn left_first(state: &State) {
        let _left = state[0].lock().unwrap();
        let _right = state[1].lock().unwrap();
    }
    fn right_first(state: &State) {
        let _right = state[1].lock().unwrap();
        let _left = state[0].lock().unwrap();
    }
    let program =
        |second: fn(&State)| move || drop(run(locks(["left", "right"]), [left_first, second]));
    let words = ["lock right ^ after this A waits for B, and B for A"];
    bug(DeadlockCycle, &words, [()], program(right_first));
    cure([()], program(left_first));
}

#[test]
fn a_circle_of_three_locks() {
    type State = [Mutex<()>; 3];
    fn eats(state: &State, first: usize, second: usize) {
        let _first = state[first].lock().unwrap();
        let _second = state[second].lock().unwrap();
    }
    let program = |last: fn(&State)| {
        let table = ["one", "two", "three"];
        move || {
            drop(run(
                locks(table),
                [|s| eats(s, 0, 1), |s| eats(s, 1, 2), last],
            ))
        }
    };
    let words = ["lock three ^ after this A waits for B, B for C, and C for A"];
    bug(DeadlockCycle, &words, [()], program(|s| eats(s, 2, 0)));
    cure([()], program(|s| eats(s, 0, 2)));
}

#[test]
fn a_circle_of_a_lock_and_an_end() {
    let program = |holds_on: bool| {
        move || {
            let [lock] = locks(["lock"]);
            let lock = Arc::new(lock);
            let theirs = Arc::clone(&lock);
            let child = thread::spawn(move || drop(theirs.lock().unwrap()));
            let guard = lock.lock().unwrap();
            if !holds_on {
                drop(guard);
                child.join().unwrap();
            } else {
                child.join().unwrap();
                drop(guard);
            }
        }
    };
    // The child has not taken a step, so there is no row to mark.
    bug(DeadlockCycle, &[], [()], program(true));
    cure([()], program(false));
}

#[test]
fn a_circle_of_readers_and_writers() {
    type State = [RwLock<()>; 2];
    fn reads_then_writes(state: &State) {
        let _reading = state[0].read().unwrap();
        let _writing = state[1].write().unwrap();
    }
    fn the_other_way_round(state: &State) {
        let _reading = state[1].read().unwrap();
        let _writing = state[0].write().unwrap();
    }
    fn only_reads(state: &State) {
        let _one = state[1].read().unwrap();
        let _two = state[0].read().unwrap();
    }
    let program = |second: fn(&State)| {
        move || drop(run([(); 2].map(RwLock::new), [reads_then_writes, second]))
    };
    let words = ["read-lock", "A waits for B, and B for A"];
    bug(DeadlockCycle, &words, [()], program(the_other_way_round));
    cure([()], program(only_reads));
    cure([()], program(reads_then_writes));
}

#[test]
fn a_circle_that_a_third_process_waits_for() {
    type State = [Mutex<()>; 2];
    fn left_first(state: &State) {
        let _left = state[0].lock().unwrap();
        let _right = state[1].lock().unwrap();
    }
    fn right_first(state: &State) {
        let _right = state[1].lock().unwrap();
        let _left = state[0].lock().unwrap();
    }
    fn left_only(state: &State) {
        let _left = state[0].lock().unwrap();
    }
    let program = |last: fn(&State)| {
        move || drop(run(locks(["left", "right"]), [left_only, left_first, last]))
    };
    bug(DeadlockCycle, &["waits for"], [()], program(right_first));
    cure([()], program(left_first));
}

#[test]
fn a_lock_taken_again_by_a_helper() {
    type State = (Mutex<u32>, AtomicU32);
    fn helper(state: &State) {
        *state.0.lock().unwrap() += 1;
    }
    fn calls_inside(state: &State) {
        let guard = state.0.lock().unwrap();
        helper(state);
        drop(guard);
    }
    fn calls_after(state: &State) {
        drop(state.0.lock().unwrap());
        helper(state);
    }
    let program = |process: fn(&State)| {
        move || {
            let state = (Mutex::new(0), AtomicU32::new(0));
            name(&state.0, "lock");
            *run(state, [process, helper]).0.lock().unwrap()
        }
    };
    let words = ["lock lock", "A still holds lock when it asks for it again"];
    bug(SelfDeadlock, &words, [2], program(calls_inside));
    cure([2], program(calls_after));
}

#[test]
fn a_reader_that_becomes_a_writer() {
    type State = RwLock<u32>;
    fn upgrades(state: &State) {
        let reading = state.read().unwrap();
        *state.write().unwrap() += 1;
        drop(reading);
    }
    fn writes(state: &State) {
        drop(state.read().unwrap());
        *state.write().unwrap() += 1;
    }
    let program = |process: fn(&State)| {
        move || {
            let state = RwLock::new(0);
            name(&state, "shared");
            *run(state, [process, process]).read().unwrap()
        }
    };
    let words = ["read-lock shared", "still holds shared"];
    bug(SelfDeadlock, &words, [2], program(upgrades));
    cure([2], program(writes));
}

#[test]
fn a_reader_that_becomes_a_writer_beside_another_reader() {
    // The other reader holds the lock as well, and is the one named. It would give it
    // back in the end; the first never can.
    let program = |upgrades: bool| {
        move || {
            let shared = Arc::new(RwLock::new(0));
            name(&*shared, "shared");
            let theirs = Arc::clone(&shared);
            let reading = shared.read().unwrap();
            let child = thread::spawn(move || {
                let mine = theirs.read().unwrap();
                if upgrades {
                    *theirs.write().unwrap() += 1;
                }
                drop(mine);
            });
            if !upgrades {
                drop(reading);
                child.join().unwrap();
            } else {
                child.join().unwrap();
                drop(reading);
            }
        }
    };
    bug(SelfDeadlock, &["A still holds shared"], [()], program(true));
    cure([()], program(false));
}

#[test]
fn a_writer_that_reads_beside() {
    type State = RwLock<u32>;
    fn reads_inside(state: &State) {
        let mut writing = state.write().unwrap();
        *writing = *state.read().unwrap() + 1;
    }
    fn reads_itself(state: &State) {
        let mut writing = state.write().unwrap();
        *writing += 1;
    }
    let program =
        |process: fn(&State)| move || *run(RwLock::new(0), [process, reads_itself]).read().unwrap();
    let words = ["write-lock rwlock", "A still holds rwlock"];
    bug(SelfDeadlock, &words, [2], program(reads_inside));
    cure([2], program(reads_itself));
}

#[test]
fn a_wait_with_the_wrong_lock_given_back() {
    // Waiting gives back the lock of the flag, and not the one around it, so that
    // nobody gets to the flag. No circle: the sleeper waits for no lock.
    type State = (Mutex<()>, Mutex<bool>, Condvar);
    fn nested(state: &State) {
        let _around = state.0.lock().unwrap();
        let guard = state.1.lock().unwrap();
        drop(state.2.wait_while(guard, |set| !*set).unwrap());
    }
    fn flat(state: &State) {
        drop(state.0.lock().unwrap());
        let guard = state.1.lock().unwrap();
        drop(state.2.wait_while(guard, |set| !*set).unwrap());
    }
    fn sets(state: &State) {
        let _around = state.0.lock().unwrap();
        *state.1.lock().unwrap() = true;
        state.2.notify_one();
    }
    let program = |waits: fn(&State)| {
        move || {
            let state = (Mutex::new(()), Mutex::new(false), Condvar::new());
            drop(run(state, [waits, sets]));
        }
    };
    bug(Deadlock, &[], [()], program(nested));
    cure([()], program(flat));
}

#[test]
fn not_in_its_own_way_if_it_only_tries() {
    type State = [Mutex<()>; 2];
    fn tries_again(state: &State) {
        let _guard = state[0].lock().unwrap();
        drop(state[0].try_lock());
        let _other = state[1].lock().unwrap();
    }
    fn other_way(state: &State) {
        let _other = state[1].lock().unwrap();
        let _guard = state[0].lock().unwrap();
    }
    let program =
        |second: fn(&State)| move || drop(run([(); 2].map(Mutex::new), [tries_again, second]));
    bug(DeadlockCycle, &["A waits for B"], [()], program(other_way));
    cure([()], program(tries_again));
}

#[test]
fn a_receiver_that_keeps_a_sender() {
    let program = |keeps: bool| {
        move || {
            let (sender, receiver) = mpsc::channel();
            let theirs = sender.clone();
            let child = thread::spawn(move || theirs.send(1).unwrap());
            let kept = keeps.then(|| sender.clone());
            drop(sender);
            let total: u32 = receiver.iter().sum();
            drop(kept);
            child.join().unwrap();
            total
        }
    };
    bug(Deadlock, &[], [1], program(true));
    cure([1], program(false));
}

#[test]
fn a_sender_that_finds_no_room() {
    let program = |room: usize| {
        move || {
            let (sender, receiver) = mpsc::sync_channel(room);
            let child = thread::spawn(move || {
                sender.send(1).unwrap();
                sender.send(2).unwrap();
            });
            child.join().unwrap();
            receiver.iter().sum::<u32>()
        }
    };
    bug(Deadlock, &[], [3], program(1));
    cure([3], program(2));
}

#[test]
fn a_barrier_for_more_than_come() {
    fn comes(barrier: &Barrier) {
        barrier.wait();
    }
    let program = |size: usize| move || drop(run(Barrier::new(size), [comes, comes]));
    bug(Deadlock, &[], [()], program(3));
    cure([()], program(2));
}

#[test]
fn a_flag_that_nobody_sets() {
    fn waits(flag: &AtomicBool) {
        while !flag.load(SeqCst) {
            hint::spin_loop();
        }
    }
    fn sets(flag: &AtomicBool) {
        flag.store(true, SeqCst);
    }
    fn looks(flag: &AtomicBool) {
        flag.load(SeqCst);
    }
    let program = |second: fn(&AtomicBool)| {
        move || {
            let flag = AtomicBool::new(false);
            name(&flag, "flag");
            drop(run(flag, [waits, second]));
        }
    };
    let words = ["load flag: false", "looks at flag again and again"];
    bug(Livelock, &words, [()], program(looks));
    cure([()], program(sets));
}

#[test]
fn two_who_let_each_other_pass() {
    type State = ([AtomicBool; 2], AtomicU32);
    fn waits(state: &State, me: usize) {
        state.0[me].store(true, SeqCst);
        while state.0[1 - me].load(SeqCst) {
            hint::spin_loop();
        }
        state.0[me].store(false, SeqCst);
    }
    fn waits_its_turn(state: &State, me: usize) {
        state.0[me].store(true, SeqCst);
        state.1.store(1 - me as u32, SeqCst);
        while state.0[1 - me].load(SeqCst) && state.1.load(SeqCst) != me as u32 {
            hint::spin_loop();
        }
        state.0[me].store(false, SeqCst);
    }
    let program = |one: fn(&State), two: fn(&State)| {
        move || {
            let state = ([(); 2].map(|()| AtomicBool::new(false)), AtomicU32::new(0));
            drop(run(state, [one, two]));
        }
    };
    let words = ["load", "again and again, and nobody is left"];
    bug(
        Livelock,
        &words,
        [()],
        program(|s| waits(s, 0), |s| waits(s, 1)),
    );
    let by_turns = program(|s| waits_its_turn(s, 0), |s| waits_its_turn(s, 1));
    cure([()], by_turns);
}

#[test]
fn not_a_livelock_where_a_circle_is_why() {
    // The third process spins in vain because the other two are stuck.
    type State = ([Mutex<()>; 2], AtomicBool);
    fn left_first(state: &State) {
        let _left = state.0[0].lock().unwrap();
        let _right = state.0[1].lock().unwrap();
    }
    fn right_first(state: &State) {
        let _right = state.0[1].lock().unwrap();
        let _left = state.0[0].lock().unwrap();
        state.1.store(true, SeqCst);
    }
    fn left_first_too(state: &State) {
        let _left = state.0[0].lock().unwrap();
        let _right = state.0[1].lock().unwrap();
        state.1.store(true, SeqCst);
    }
    fn waits(state: &State) {
        while !state.1.load(SeqCst) {
            hint::spin_loop();
        }
    }
    let program = |second: fn(&State)| {
        move || {
            let state = (locks(["left", "right"]), AtomicBool::new(false));
            drop(run(state, [left_first, second, waits]));
        }
    };
    bug(
        DeadlockCycle,
        &["A waits for B"],
        [()],
        program(right_first),
    );
    cure([()], program(left_first_too));
}

#[test]
fn a_folded_lock_taken_again() {
    let words = [
        "take lock ^",
        "A still holds lock when it asks for it again",
        "folded.rs:",
    ];
    bug(SelfDeadlock, &words, [1], folded::waits_for_itself);
    cure([1], folded::takes_it_again);
}

#[test]
fn a_circle_of_folded_locks() {
    let words = ["take right ^ after this A waits for B, and B for A"];
    bug(DeadlockCycle, &words, [1], folded::opposite_orders);
    cure([1], folded::one_order);
}

#[test]
fn not_in_its_own_way_if_another_keeps_a_folded_lock() {
    fn keeps(lock: &folded::Lock) {
        lock.acquire();
    }
    fn gives_back(lock: &folded::Lock) {
        lock.acquire();
        lock.release();
    }
    let program = |first: fn(&folded::Lock)| {
        move || drop(run(folded::Lock::new("lock"), [first, gives_back]))
    };
    bug(Deadlock, &[], [()], program(keeps));
    cure([()], program(gives_back));
}

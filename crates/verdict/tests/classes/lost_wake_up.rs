//! Lost wake-ups: a process waits to be woken, and the wake-up was in vain.

use std::collections::VecDeque;

use interleave::shuttle::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use interleave::shuttle::sync::{Arc, Condvar, Mutex, futex, name, thread};
use verdict::Class::{Deadlock, LostWakeUp, SelfDeadlock};

use crate::{bug, cure, run};

/// A flag under a mutex, and one beside it.
struct Event {
    set: Mutex<bool>,
    flag: AtomicBool,
    condvar: Condvar,
}

impl Event {
    fn new() -> Event {
        let event = Event {
            set: Mutex::new(false),
            flag: AtomicBool::new(false),
            condvar: Condvar::new(),
        };
        name(&event.flag, "flag");
        name(&event.condvar, "turn");
        event
    }

    fn waits(&self) {
        let guard = self.set.lock().unwrap();
        drop(self.condvar.wait_while(guard, |set| !*set).unwrap());
    }

    fn sets(&self) {
        *self.set.lock().unwrap() = true;
        self.condvar.notify_one();
    }
}

fn event<const N: usize>(processes: [fn(&Event); N]) -> impl Fn() + Clone + Send + Sync + 'static {
    move || drop(run(Event::new(), processes))
}

#[test]
fn a_wait_without_a_condition() {
    fn just_waits(event: &Event) {
        let guard = event.set.lock().unwrap();
        drop(event.condvar.wait(guard).unwrap());
    }
    fn sets_and_looks(event: &Event) {
        event.sets();
        assert!(*event.set.lock().unwrap());
    }
    let words = ["wake nobody at turn", "A came to wait only in step"];
    bug(LostWakeUp, &words, [()], event([just_waits, Event::sets]));
    // That the waker itself takes the lock again says nothing about who sleeps.
    bug(
        LostWakeUp,
        &words,
        [()],
        event([just_waits, sets_and_looks]),
    );
    cure([()], event([Event::waits, Event::sets]));
}

#[test]
fn a_flag_that_is_set_without_the_lock() {
    fn waits(event: &Event) {
        let mut guard = event.set.lock().unwrap();
        while !event.flag.load(SeqCst) {
            guard = event.condvar.wait(guard).unwrap();
        }
    }
    fn without_the_lock(event: &Event) {
        event.flag.store(true, SeqCst);
        event.condvar.notify_one();
    }
    fn under_the_lock(event: &Event) {
        let _guard = event.set.lock().unwrap();
        event.flag.store(true, SeqCst);
        event.condvar.notify_one();
    }
    let words = ["wake nobody at turn"];
    bug(LostWakeUp, &words, [()], event([waits, without_the_lock]));
    cure([()], event([waits, under_the_lock]));
}

#[test]
fn a_wake_up_before_the_change_it_is_about() {
    fn waits(event: &Event) {
        let mut guard = event.set.lock().unwrap();
        while !event.flag.load(SeqCst) {
            guard = event.condvar.wait(guard).unwrap();
        }
    }
    fn wakes_first(event: &Event) {
        event.condvar.notify_one();
        let _guard = event.set.lock().unwrap();
        event.flag.store(true, SeqCst);
    }
    fn sets_first(event: &Event) {
        let guard = event.set.lock().unwrap();
        event.flag.store(true, SeqCst);
        drop(guard);
        event.condvar.notify_one();
    }
    let words = ["turn", "too early for A: flag changes only in step"];
    bug(LostWakeUp, &words, [()], event([waits, wakes_first]));
    cure([()], event([waits, sets_first]));
}

#[test]
fn one_wake_up_for_two_who_wait() {
    fn waits(event: &Event) {
        let mut guard = event.set.lock().unwrap();
        while !event.flag.load(SeqCst) {
            guard = event.condvar.wait(guard).unwrap();
        }
    }
    fn wakes_one(event: &Event) {
        let _guard = event.set.lock().unwrap();
        event.flag.store(true, SeqCst);
        event.condvar.notify_one();
    }
    fn wakes_all(event: &Event) {
        let _guard = event.set.lock().unwrap();
        event.flag.store(true, SeqCst);
        event.condvar.notify_all();
    }
    let words = [
        "wake 1 at turn",
        "does not wake",
        "who began to wait in step",
    ];
    bug(LostWakeUp, &words, [()], event([waits, waits, wakes_one]));
    cure([()], event([waits, waits, wakes_all]));
}

/// A queue with room for one, and condition variables: one for both sides, or one
/// for each.
struct Queue {
    items: Mutex<VecDeque<u32>>,
    filled: Condvar,
    emptied: Condvar,
}

impl Queue {
    fn new() -> Queue {
        Queue {
            items: Mutex::new(VecDeque::new()),
            filled: Condvar::new(),
            emptied: Condvar::new(),
        }
    }

    fn put(&self, filled: &Condvar, emptied: &Condvar) {
        let items = self.items.lock().unwrap();
        let mut items = emptied
            .wait_while(items, |items| !items.is_empty())
            .unwrap();
        items.push_back(1);
        filled.notify_one();
    }

    fn take(&self, filled: &Condvar, emptied: &Condvar) {
        let items = self.items.lock().unwrap();
        let mut items = filled.wait_while(items, |items| items.is_empty()).unwrap();
        items.pop_front();
        emptied.notify_one();
    }
}

#[test]
fn a_wake_up_for_the_other_side() {
    // Two items, two who take, and one condition variable for both sides: who takes
    // wakes the other who takes, and not the one who puts.
    fn puts(queue: &Queue) {
        queue.put(&queue.filled, &queue.filled);
        queue.put(&queue.filled, &queue.filled);
    }
    fn takes(queue: &Queue) {
        queue.take(&queue.filled, &queue.filled);
    }
    fn puts_apart(queue: &Queue) {
        queue.put(&queue.filled, &queue.emptied);
        queue.put(&queue.filled, &queue.emptied);
    }
    fn takes_apart(queue: &Queue) {
        queue.take(&queue.filled, &queue.emptied);
    }
    let program =
        |puts: fn(&Queue), takes: fn(&Queue)| move || drop(run(Queue::new(), [takes, takes, puts]));
    let words = ["wake 1 at condvar", "who has no use for it, and not C"];
    bug(LostWakeUp, &words, [()], program(puts, takes));
    cure([()], program(puts_apart, takes_apart));
}

/// An atomic to wait at in the kernel.
fn word() -> AtomicU32 {
    let word = AtomicU32::new(0);
    name(&word, "word");
    word
}

fn waits_for_a_change(word: &AtomicU32) {
    while word.load(SeqCst) == 0 {
        futex::wait(word, 0);
    }
}

#[test]
fn a_futex_that_is_woken_before_the_change() {
    fn wakes_first(word: &AtomicU32) {
        futex::wake(word, 1);
        word.store(1, SeqCst);
    }
    fn sets_first(word: &AtomicU32) {
        word.store(1, SeqCst);
        futex::wake(word, 1);
    }
    let program = |sets: fn(&AtomicU32)| move || drop(run(word(), [waits_for_a_change, sets]));
    let words = ["too early for A: word changes only in step"];
    bug(LostWakeUp, &words, [()], program(wakes_first));
    cure([()], program(sets_first));
}

#[test]
fn a_futex_that_is_not_woken_at_all() {
    fn only_sets(word: &AtomicU32) {
        word.store(1, SeqCst);
    }
    fn sets_and_wakes(word: &AtomicU32) {
        word.store(1, SeqCst);
        futex::wake(word, 1);
    }
    let program = |sets: fn(&AtomicU32)| move || drop(run(word(), [waits_for_a_change, sets]));
    let words = [
        "store word: 1",
        "A began to wait for this in step",
        "nobody wakes it",
    ];
    bug(LostWakeUp, &words, [()], program(only_sets));
    cure([()], program(sets_and_wakes));
}

/// A lock on a futex: 0 is free, 1 is taken, 2 is taken and somebody may wait.
fn lock(word: &AtomicU32, after_a_wait: u32) {
    if word.compare_exchange(0, 1, SeqCst, SeqCst).is_ok() {
        return;
    }
    let mut taken_as = 2;
    while word.swap(taken_as, SeqCst) != 0 {
        futex::wait(word, taken_as);
        taken_as = after_a_wait;
    }
}

fn unlock(word: &AtomicU32) {
    if word.swap(0, SeqCst) == 2 {
        futex::wake(word, 1);
    }
}

#[test]
fn a_futex_lock_that_forgets_who_waits() {
    // Who takes the lock after a wait does not know whether others wait still.
    fn forgets(word: &AtomicU32) {
        lock(word, 1);
        unlock(word);
    }
    fn remembers(word: &AtomicU32) {
        lock(word, 2);
        unlock(word);
    }
    let program = |process: fn(&AtomicU32)| move || drop(run(word(), [process, process, process]));
    bug(LostWakeUp, &["word"], [()], program(forgets));
    cure([()], program(remembers));
}

#[test]
fn two_tokens_that_become_one() {
    let program = |counts: bool| {
        move || {
            let (main, tokens) = (thread::current(), Arc::new(AtomicU32::new(0)));
            let children = [(); 2].map(|()| {
                let (main, tokens) = (main.clone(), Arc::clone(&tokens));
                thread::spawn(move || {
                    tokens.fetch_add(1, SeqCst);
                    main.unpark();
                })
            });
            if counts {
                while tokens.load(SeqCst) < 2 {
                    thread::park();
                }
            } else {
                thread::park();
                thread::park();
            }
            for child in children {
                child.join().unwrap();
            }
        }
    };
    let words = ["main was woken already: two wake-ups became one"];
    bug(LostWakeUp, &words, [()], program(false));
    cure([()], program(true));
}

#[test]
fn a_token_that_is_given_before_the_change() {
    let program = |too_early: bool| {
        move || {
            let (main, flag) = (thread::current(), Arc::new(AtomicBool::new(false)));
            name(&*flag, "flag");
            let theirs = Arc::clone(&flag);
            let child = thread::spawn(move || {
                if too_early {
                    main.unpark();
                }
                theirs.store(true, SeqCst);
                if !too_early {
                    main.unpark();
                }
            });
            while !flag.load(SeqCst) {
                thread::park();
            }
            child.join().unwrap();
        }
    };
    let words = ["too early for main: flag changes only in step"];
    bug(LostWakeUp, &words, [()], program(true));
    cure([()], program(false));
}

#[test]
fn not_where_nobody_ever_wakes() {
    fn only_sets(event: &Event) {
        *event.set.lock().unwrap() = true;
    }
    bug(Deadlock, &[], [()], event([Event::waits, only_sets]));
    cure([()], event([Event::waits, Event::sets]));
}

#[test]
fn not_where_nothing_changes() {
    fn wakes_for_nothing(event: &Event) {
        event.condvar.notify_one();
    }
    fn waits(event: &Event) {
        let mut guard = event.set.lock().unwrap();
        while !event.flag.load(SeqCst) {
            guard = event.condvar.wait(guard).unwrap();
        }
    }
    fn sets(event: &Event) {
        let _guard = event.set.lock().unwrap();
        event.flag.store(true, SeqCst);
        event.condvar.notify_one();
    }
    // The wake-up in vain came with no change: to hear it would not have helped.
    bug(Deadlock, &[], [()], event([waits, wakes_for_nothing]));
    cure([()], event([waits, sets]));
}

#[test]
fn not_where_the_wake_up_was_used_by_another() {
    // One item and two who take: the second waits for what never comes.
    fn puts(queue: &Queue) {
        queue.put(&queue.filled, &queue.emptied);
    }
    fn takes(queue: &Queue) {
        queue.take(&queue.filled, &queue.emptied);
    }
    fn puts_two(queue: &Queue) {
        puts(queue);
        puts(queue);
    }
    let program = |puts: fn(&Queue)| move || drop(run(Queue::new(), [takes, takes, puts]));
    bug(Deadlock, &[], [()], program(puts));
    cure([()], program(puts_two));
}

#[test]
fn not_where_the_process_itself_used_it() {
    fn takes_two(queue: &Queue) {
        queue.take(&queue.filled, &queue.emptied);
        queue.take(&queue.filled, &queue.emptied);
    }
    fn puts(queue: &Queue) {
        queue.put(&queue.filled, &queue.emptied);
    }
    fn puts_two(queue: &Queue) {
        puts(queue);
        puts(queue);
    }
    let program = |puts: fn(&Queue)| move || drop(run(Queue::new(), [takes_two, puts]));
    bug(Deadlock, &[], [()], program(puts));
    cure([()], program(puts_two));
}

#[test]
fn not_where_the_token_was_taken() {
    let program = |times: usize| {
        move || {
            let main = thread::current();
            let child = thread::spawn(move || main.unpark());
            for _ in 0..times {
                thread::park();
            }
            child.join().unwrap();
        }
    };
    bug(Deadlock, &[], [()], program(2));
    cure([()], program(1));
}

#[test]
fn not_where_the_waker_is_in_its_own_way() {
    // The sleeper waits for a wake-up that never comes, as its waker is stuck.
    fn locks_twice(event: &Event) {
        let guard = event.set.lock().unwrap();
        event.sets();
        drop(guard);
    }
    let words = ["B still holds mutex"];
    bug(
        SelfDeadlock,
        &words,
        [()],
        event([Event::waits, locks_twice]),
    );
    cure([()], event([Event::waits, Event::sets]));
}

#[test]
fn not_where_the_futex_still_holds_what_was_expected() {
    // The wake-up in vain changed nothing, so there was nothing to wake for.
    fn only_wakes(word: &AtomicU32) {
        futex::wake(word, 1);
    }
    fn sets_and_wakes(word: &AtomicU32) {
        word.store(1, SeqCst);
        futex::wake(word, 1);
    }
    let program = |second: fn(&AtomicU32)| move || drop(run(word(), [waits_for_a_change, second]));
    bug(Deadlock, &[], [()], program(only_wakes));
    cure([()], program(sets_and_wakes));
}

#[test]
fn not_where_the_change_was_taken_back() {
    fn sets_and_takes_back(word: &AtomicU32) {
        word.store(1, SeqCst);
        word.store(0, SeqCst);
    }
    fn sets_and_wakes(word: &AtomicU32) {
        word.store(1, SeqCst);
        futex::wake(word, 1);
    }
    let program = |second: fn(&AtomicU32)| move || drop(run(word(), [waits_for_a_change, second]));
    bug(Deadlock, &[], [()], program(sets_and_takes_back));
    cure([()], program(sets_and_wakes));
}

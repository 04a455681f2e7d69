//! Lost wake-ups: a process waits to be woken, and the wake-up was in vain.

use std::collections::VecDeque;

use interleave::shuttle::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use interleave::shuttle::sync::{Arc, Condvar, Mutex, futex, name, thread};
use verdict::Class::{Deadlock, LostWakeUp, SelfDeadlock};

use crate::programs::shuttle::folded::{Mailbox, mail, takes_early};
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

fn takes(mailbox: &Mailbox) {
    let _guard = mailbox.lock.hold();
    while mailbox.is_empty() {
        mailbox.wait();
    }
}

fn takes_blindly(mailbox: &Mailbox) {
    let _guard = mailbox.lock.hold();
    mailbox.wait();
}

fn takes_late(mailbox: &Mailbox) {
    let _guard = mailbox.lock.hold();
    while mailbox.is_empty() {
        mailbox.wait_late();
    }
}

fn puts_and_tells_nobody(mailbox: &Mailbox) {
    let _guard = mailbox.lock.hold();
    mailbox.letter.store(7, SeqCst);
}

fn with_mail(takes: fn(&Mailbox), puts: fn(&Mailbox)) -> impl Fn() -> u32 + Clone + Send + Sync {
    move || mail([takes, puts])
}

#[test]
fn a_look_before_the_lock_of_a_condition_of_its_own() {
    let words = [
        "wake nobody at futex of turn",
        "does not wake A, who began to wait in step",
    ];
    bug(
        LostWakeUp,
        &words,
        [7],
        with_mail(takes_early, Mailbox::put),
    );
    cure([7], with_mail(takes, Mailbox::put));
}

#[test]
fn a_condition_of_its_own_that_sleeps_late() {
    let words = [
        "wake nobody at futex of turn",
        "does not wake A, who began to wait in step",
    ];
    bug(LostWakeUp, &words, [7], with_mail(takes_late, Mailbox::put));
    cure([7], with_mail(takes, Mailbox::put));
}

#[test]
fn a_condition_of_its_own_without_a_look() {
    let words = [
        "wake nobody at futex of turn",
        "woke nobody: A came to wait only in step",
    ];
    bug(
        LostWakeUp,
        &words,
        [7],
        with_mail(takes_blindly, Mailbox::put),
    );
    cure([7], with_mail(takes, Mailbox::put));
}

#[test]
fn a_notification_before_the_letter() {
    fn notifies_first(mailbox: &Mailbox) {
        let guard = mailbox.lock.hold();
        mailbox.notify();
        drop(guard);
        puts_and_tells_nobody(mailbox);
    }
    let words = ["too early for A: letter changes only in step"];
    bug(LostWakeUp, &words, [7], with_mail(takes, notifies_first));
    cure([7], with_mail(takes, Mailbox::put));
}

#[test]
fn a_lock_given_back_between_the_look_and_the_wait() {
    fn lets_others_in(mailbox: &Mailbox) {
        let guard = mailbox.lock.hold();
        let none = mailbox.is_empty();
        drop(guard);
        let _guard = mailbox.lock.hold();
        if none {
            mailbox.wait();
        }
    }
    let words = ["does not wake A, who began to wait in step"];
    bug(
        LostWakeUp,
        &words,
        [7],
        with_mail(lets_others_in, Mailbox::put),
    );
    cure([7], with_mail(takes, Mailbox::put));
}

#[test]
fn not_where_nobody_notifies_at_a_condition_of_its_own() {
    for takes in [takes, takes_early, takes_blindly, takes_late] {
        bug(Deadlock, &[], [7], with_mail(takes, puts_and_tells_nobody));
    }
    cure([7], with_mail(takes, Mailbox::put));
}

#[test]
fn not_where_a_notification_was_about_nothing() {
    fn only_notifies(mailbox: &Mailbox) {
        let _guard = mailbox.lock.hold();
        mailbox.notify();
    }
    for takes in [takes, takes_early, takes_late] {
        bug(Deadlock, &[], [7], with_mail(takes, only_notifies));
    }
    cure([7], with_mail(takes, Mailbox::put));
}

#[test]
fn not_where_a_notification_was_used_before() {
    // What it has taken it waits for again, in vain.
    fn takes_out(mailbox: &Mailbox) {
        let _guard = mailbox.lock.hold();
        while mailbox.is_empty() {
            mailbox.wait();
        }
        mailbox.letter.store(0, SeqCst);
    }
    fn takes_two(mailbox: &Mailbox) {
        takes_out(mailbox);
        takes_out(mailbox);
    }
    bug(Deadlock, &[], [0], with_mail(takes_two, Mailbox::put));
    cure([0], with_mail(takes_out, Mailbox::put));
}

#[test]
fn not_where_a_process_waits_for_the_word_alone() {
    // It has been in and out of a lock, and read something there; but what it waits for
    // is the word, and nobody changed that.
    type State = (Mutex<()>, AtomicU32, AtomicU32);
    fn waits(state: &State) {
        drop(state.0.lock().unwrap());
        waits_for_a_change(&state.1);
    }
    fn only_wakes(state: &State) {
        futex::wake(&state.1, 1);
    }
    fn sets_and_wakes(state: &State) {
        state.1.store(1, SeqCst);
        futex::wake(&state.1, 1);
    }
    let program = |second: fn(&State)| {
        move || {
            let state = (Mutex::new(()), word(), AtomicU32::new(0));
            drop(run(state, [waits, second]));
        }
    };
    bug(Deadlock, &[], [()], program(only_wakes));
    cure([()], program(sets_and_wakes));
}

#[test]
fn not_where_a_process_says_that_it_waits() {
    // A semaphore that counts who waits, under a lock. Others change that number when they
    // wait themselves: it is no look of who has written it.
    type State = (AtomicU32, AtomicU32, Mutex<()>);
    fn less(permits: u32) -> Option<u32> {
        permits.checked_sub(1)
    }
    fn takes(state: &State) {
        let mut guard = state.2.lock().unwrap();
        while state.0.fetch_update(SeqCst, SeqCst, less).is_err() {
            state.1.fetch_add(1, SeqCst);
            drop(guard);
            futex::wait(&state.0, 0);
            guard = state.2.lock().unwrap();
        }
        drop(guard);
    }
    fn gives_and_takes_two(state: &State) {
        state.0.fetch_add(1, SeqCst);
        futex::wake(&state.0, 1);
        takes(state);
        takes(state);
    }
    let program = || {
        let state = (word(), AtomicU32::new(0), Mutex::new(()));
        drop(run(state, [takes, gives_and_takes_two]));
    };
    let part = verdict::interleavings("2 processes", program).only([()]);
    // B uses the permit itself, while A is on its way to the futex.
    let schedule = "AAAABBBBBBBBBBBA".parse().unwrap();
    let run = verdict::Check::new("c").part(part).replay(&schedule);
    let run = run.unwrap();
    assert!(run.outcome.starts_with("deadlock"), "{}", run.outcome);
    assert_eq!(run.witness.mark, None, "{}", run.witness);
}

#[test]
fn a_wait_of_main_that_comes_after_all_others() {
    // It has no row.
    let program = |waits: fn(&Mailbox)| {
        move || {
            let mailbox = Arc::new(Mailbox::new());
            let theirs = Arc::clone(&mailbox);
            let child = thread::spawn(move || theirs.put());
            waits(&mailbox);
            child.join().unwrap();
        }
    };
    let words = ["woke nobody: main came to wait only afterwards"];
    bug(LostWakeUp, &words, [()], program(takes_blindly));
    cure([()], program(takes));
}

#[test]
fn a_lost_wake_up_in_loom() {
    use crate::programs::loom::folded;
    let part = verdict::loom("1 taker, 1 writer", folded::looks_too_early);
    let part = part.only([7]).run();
    assert_eq!(part.class, Some(LostWakeUp), "{}", part.why);
}

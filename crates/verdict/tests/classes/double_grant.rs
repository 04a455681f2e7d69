//! Double grants: a process enters while another is inside.

use interleave::shuttle::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use interleave::shuttle::sync::{Condvar, Mutex, RwLock, enter, hint, leave, name};
use verdict::Class::{DoubleGrant, LostUpdate, WrongValue};

use crate::{bug, cure, run};

/// What is done inside: an increment that must not be disturbed.
fn work(counter: &AtomicU32) {
    let seen = counter.load(SeqCst);
    counter.store(seen + 1, SeqCst);
}

/// A lock made of a flag.
struct Flag {
    taken: AtomicBool,
    counter: AtomicU32,
}

impl Flag {
    fn new() -> Flag {
        let flag = Flag {
            taken: AtomicBool::new(false),
            counter: AtomicU32::new(0),
        };
        name(&flag.taken, "taken");
        flag
    }

    fn inside(&self) {
        enter(&self.taken);
        work(&self.counter);
        leave(&self.taken);
        self.taken.store(false, SeqCst);
    }
}

#[test]
fn a_flag_that_is_looked_at_and_then_set() {
    fn looks_then_sets(flag: &Flag) {
        while flag.taken.load(SeqCst) {
            hint::spin_loop();
        }
        flag.taken.store(true, SeqCst);
        flag.inside();
    }
    fn swaps(flag: &Flag) {
        while flag.taken.swap(true, SeqCst) {
            hint::spin_loop();
        }
        flag.inside();
    }
    let program =
        |process: fn(&Flag)| move || run(Flag::new(), [process, process]).counter.load(SeqCst);
    let words = ["store taken: true", "gets taken, which", "still has"];
    bug(DoubleGrant, &words, [2], program(looks_then_sets));
    cure([2], program(swaps));
}

/// A lock that draws numbers.
struct Tickets {
    next: AtomicU32,
    served: AtomicU32,
    counter: AtomicU32,
}

impl Tickets {
    fn new() -> Tickets {
        let tickets = Tickets {
            next: AtomicU32::new(0),
            served: AtomicU32::new(0),
            counter: AtomicU32::new(0),
        };
        name(&tickets.served, "served");
        tickets
    }

    fn inside(&self, mine: u32) {
        while self.served.load(SeqCst) < mine {
            hint::spin_loop();
        }
        enter(&self.served);
        work(&self.counter);
        leave(&self.served);
        self.served.store(mine + 1, SeqCst);
    }
}

#[test]
fn a_number_that_is_drawn_twice() {
    fn in_two_steps(tickets: &Tickets) {
        let mine = tickets.next.load(SeqCst);
        tickets.next.store(mine + 1, SeqCst);
        tickets.inside(mine);
    }
    fn in_one_step(tickets: &Tickets) {
        let mine = tickets.next.fetch_add(1, SeqCst);
        tickets.inside(mine);
    }
    let program = |process: fn(&Tickets)| {
        move || run(Tickets::new(), [process, process]).counter.load(SeqCst)
    };
    let words = ["load served: 0", "gets served, which", "still has"];
    bug(DoubleGrant, &words, [2], program(in_two_steps));
    cure([2], program(in_one_step));
}

#[test]
fn a_writer_that_only_asked_to_read() {
    type State = (RwLock<()>, AtomicU32);
    fn reads(state: &State) {
        let _guard = state.0.read().unwrap();
        enter(&state.1);
        work(&state.1);
        leave(&state.1);
    }
    fn writes(state: &State) {
        let _guard = state.0.write().unwrap();
        enter(&state.1);
        work(&state.1);
        leave(&state.1);
    }
    let program = |process: fn(&State)| {
        move || {
            let state = (RwLock::new(()), AtomicU32::new(0));
            name(&state.1, "counter");
            run(state, [process, process]).1.load(SeqCst)
        }
    };
    let words = ["read-lock", "gets counter, which"];
    bug(DoubleGrant, &words, [2], program(reads));
    cure([2], program(writes));
}

/// One seat, and who waits for it.
struct Seat {
    free: Mutex<bool>,
    freed: Condvar,
    counter: AtomicU32,
}

impl Seat {
    fn new() -> Seat {
        let seat = Seat {
            free: Mutex::new(false),
            freed: Condvar::new(),
            counter: AtomicU32::new(0),
        };
        name(&seat.counter, "seat");
        seat
    }

    fn inside(&self) {
        enter(&self.counter);
        work(&self.counter);
        leave(&self.counter);
        *self.free.lock().unwrap() = true;
        self.freed.notify_all();
    }
}

#[test]
fn a_condition_that_is_checked_once() {
    fn by_if(seat: &Seat) {
        let mut free = seat.free.lock().unwrap();
        if !*free {
            free = seat.freed.wait(free).unwrap();
        }
        *free = false;
        drop(free);
        seat.inside();
    }
    fn by_while(seat: &Seat) {
        let free = seat.free.lock().unwrap();
        *seat.freed.wait_while(free, |free| !*free).unwrap() = false;
        seat.inside();
    }
    fn frees(seat: &Seat) {
        *seat.free.lock().unwrap() = true;
        seat.freed.notify_all();
    }
    let program =
        |guest: fn(&Seat)| move || run(Seat::new(), [guest, guest, frees]).counter.load(SeqCst);
    bug(
        DoubleGrant,
        &["gets seat, which", "still has"],
        [2],
        program(by_if),
    );
    cure([2], program(by_while));
}

/// A semaphore, how many may be inside, and whether there were more.
struct Semaphore {
    permits: AtomicU32,
    inside: AtomicU32,
    room: u32,
    crowded: AtomicBool,
}

impl Semaphore {
    fn new(permits: u32, room: u32) -> Semaphore {
        let semaphore = Semaphore {
            permits: AtomicU32::new(permits),
            inside: AtomicU32::new(0),
            room,
            crowded: AtomicBool::new(false),
        };
        name(&semaphore.permits, "permits");
        semaphore
    }

    fn inside(&self) {
        enter(&self.permits);
        if self.inside.fetch_add(1, SeqCst) >= self.room {
            self.crowded.store(true, SeqCst);
        }
        self.inside.fetch_sub(1, SeqCst);
        leave(&self.permits);
        self.permits.fetch_add(1, SeqCst);
    }
}

fn checks_then_takes(semaphore: &Semaphore) {
    if semaphore.permits.load(SeqCst) > 0 {
        semaphore.permits.fetch_sub(1, SeqCst);
        semaphore.inside();
    }
}

fn takes(semaphore: &Semaphore) {
    let take = |permits: u32| permits.checked_sub(1);
    if semaphore.permits.fetch_update(SeqCst, SeqCst, take).is_ok() {
        semaphore.inside();
    }
}

#[test]
fn a_third_that_a_semaphore_for_two_lets_in() {
    let program = |process: fn(&Semaphore)| {
        move || {
            let semaphore = run(Semaphore::new(2, 2), [process, process, process]);
            semaphore.crowded.load(SeqCst)
        }
    };
    let words = ["fetch_sub permits", "gets permits, which"];
    bug(DoubleGrant, &words, [false], program(checks_then_takes));
    cure([false], program(takes));
}

#[test]
fn not_two_that_a_semaphore_for_two_lets_in() {
    // There is room for one, and permits for two: nobody enters without a permit,
    // and none is handed out twice.
    let program = |permits: u32| {
        move || {
            let semaphore = run(Semaphore::new(permits, 1), [takes, takes]);
            semaphore.crowded.load(SeqCst)
        }
    };
    bug(WrongValue, &[], [false], program(2));
    cure([false], program(1));
}

#[test]
fn not_where_nothing_is_marked() {
    fn unmarked(flag: &Flag) {
        while flag.taken.load(SeqCst) {
            hint::spin_loop();
        }
        flag.taken.store(true, SeqCst);
        work(&flag.counter);
        flag.taken.store(false, SeqCst);
    }
    fn swaps(flag: &Flag) {
        while flag.taken.swap(true, SeqCst) {
            hint::spin_loop();
        }
        flag.inside();
    }
    let program =
        |process: fn(&Flag)| move || run(Flag::new(), [process, process]).counter.load(SeqCst);
    bug(LostUpdate, &["is lost"], [2], program(unmarked));
    cure([2], program(swaps));
}

#[test]
fn not_one_who_enters_after_the_other_has_left() {
    // The lock is right; it is the work that is not all done inside.
    fn works_outside(flag: &Flag) {
        while flag.taken.swap(true, SeqCst) {
            hint::spin_loop();
        }
        enter(&flag.taken);
        let seen = flag.counter.load(SeqCst);
        leave(&flag.taken);
        flag.taken.store(false, SeqCst);
        flag.counter.store(seen + 1, SeqCst);
    }
    fn works_inside(flag: &Flag) {
        while flag.taken.swap(true, SeqCst) {
            hint::spin_loop();
        }
        flag.inside();
    }
    let program =
        |process: fn(&Flag)| move || run(Flag::new(), [process, process]).counter.load(SeqCst);
    bug(LostUpdate, &["is lost"], [2], program(works_outside));
    cure([2], program(works_inside));
}

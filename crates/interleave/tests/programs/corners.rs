//! Corners: loops beside other waiting, panics beside panics, results that nobody takes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{Arc, Mutex, futex, hint, mpsc, thread, time};

fn words<const N: usize>() -> Arc<[AtomicU32; N]> {
    Arc::new(std::array::from_fn(|_| AtomicU32::new(0)))
}

/// `main` spawns one child after another, until one of them has said stop.
pub fn spawns_until_told() -> usize {
    let stop = Arc::new(AtomicU32::new(0));
    let mut all = Vec::new();
    for _ in 0..4 {
        if stop.load(SeqCst) == 1 {
            break;
        }
        let stop = Arc::clone(&stop);
        all.push(thread::spawn(move || stop.store(1, SeqCst)));
        thread::yield_now();
    }
    let spawned = all.len();
    all.into_iter().for_each(|child| child.join().unwrap());
    spawned
}

/// One process gives up looking beside another that never does.
pub fn gives_up_beside_a_livelock() -> u32 {
    let shared = words::<3>();
    let (first, second) = (Arc::clone(&shared), Arc::clone(&shared));
    let a = thread::spawn(move || {
        for _ in 0..4 {
            if first[0].load(SeqCst) == 1 {
                break;
            }
            hint::spin_loop();
        }
        if first[1].load(SeqCst) == 0 {
            first[2].store(1, SeqCst);
        }
    });
    let b = thread::spawn(move || {
        second[1].store(1, SeqCst);
        while second[2].load(SeqCst) == 0 {
            hint::spin_loop();
        }
    });
    a.join().unwrap();
    b.join().unwrap();
    1
}

/// A loop that looks at two futexes, which are made in this order or in that.
pub fn wakes_while_it_looks() -> u32 {
    let shared = words::<3>();
    let [first, second, third] = [0, 1, 2].map(|_| Arc::clone(&shared));
    let all = [
        thread::spawn(move || {
            first[2].load(SeqCst);
            futex::wake(&first[1], 1);
        }),
        thread::spawn(move || {
            while second[0].load(SeqCst) == 0 {
                futex::wake(&second[0], 1);
                futex::wake(&second[1], 1);
                hint::spin_loop();
            }
        }),
        thread::spawn(move || third[0].store(1, SeqCst)),
    ];
    shared[2].store(1, SeqCst);
    all.into_iter().for_each(|child| child.join().unwrap());
    1
}

/// A loop that asks a futex without waiting, beside one that waits there.
pub fn asks_while_it_looks() -> u32 {
    let shared = words::<2>();
    let (first, second) = (Arc::clone(&shared), Arc::clone(&shared));
    let a = thread::spawn(move || {
        let mut rounds = 0;
        while first[1].load(SeqCst) == 0 {
            rounds += 1;
            futex::wait(&first[0], 1);
            hint::spin_loop();
        }
        rounds
    });
    let b = thread::spawn(move || {
        let deadline = time::Deadline::after(Duration::from_secs(1));
        let _ = futex::wait_until(&second[0], 0, deadline);
        second[1].store(1, SeqCst);
    });
    b.join().unwrap();
    a.join().unwrap()
}

/// A process gives up looking, parks, and then waits for itself.
pub fn parks_after_giving_up() -> u32 {
    let shared = Arc::new((AtomicU32::new(0), AtomicU32::new(0), Mutex::new(())));
    let (first, second) = (Arc::clone(&shared), Arc::clone(&shared));
    let b = thread::spawn(move || {
        for _ in 0..4 {
            if first.0.load(SeqCst) == 1 {
                break;
            }
            hint::spin_loop();
        }
        first.1.store(1, SeqCst);
        thread::park();
        let _once = first.2.lock();
        let _twice = first.2.lock();
    });
    let parked = b.thread().clone();
    let a = thread::spawn(move || {
        while second.1.load(SeqCst) == 0 {
            hint::spin_loop();
        }
        parked.unpark();
        drop(second.2.lock());
    });
    a.join().unwrap();
    b.join().unwrap();
    1
}

/// A process that caught a panic gives a lock back while another one panics. Returns
/// whether the lock is poisoned.
pub fn caught_beside_another() -> bool {
    let shared = Arc::new((Mutex::new(()), Mutex::new(()), AtomicU32::new(0)));
    let (first, second) = (Arc::clone(&shared), Arc::clone(&shared));
    let a = thread::spawn(move || {
        let _ = catch_unwind(|| panic!("caught"));
        let guard = first.0.lock();
        first.2.load(SeqCst);
        drop(guard);
        first.0.lock().is_err()
    });
    let b = thread::spawn(move || {
        let _ = catch_unwind(AssertUnwindSafe(|| {
            let _guard = second.1.lock();
            second.2.store(1, SeqCst);
            panic!("caught as well");
        }));
    });
    b.join().unwrap();
    a.join().unwrap()
}

/// The only sender is the result of a child that nobody joins.
pub fn result_that_nobody_takes() -> bool {
    let (sender, receiver) = mpsc::channel::<u32>();
    drop(thread::spawn(move || sender));
    receiver.recv().is_err()
}

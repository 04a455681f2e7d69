//! Every operation of the facade, in one process: what it returns must not
//! depend on the world.

use super::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16,
    AtomicU32, AtomicU64, AtomicUsize, Ordering::SeqCst,
};
use super::sync::cell::UnsafeCell;
use super::sync::{Arc, Mutex, hint, thread};

macro_rules! integer {
    ($atomic:ident, $int:ty, $results:ident) => {{
        let atomic = $atomic::new(5);
        let mut seen: Vec<$int> = vec![atomic.load(SeqCst)];
        atomic.store(<$int>::MAX, SeqCst);
        seen.push(atomic.fetch_add(2, SeqCst));
        seen.push(atomic.fetch_sub(1, SeqCst));
        seen.push(atomic.swap(12, SeqCst));
        seen.push(atomic.fetch_and(6, SeqCst));
        seen.push(atomic.fetch_nand(3, SeqCst));
        seen.push(atomic.fetch_or(9, SeqCst));
        seen.push(atomic.fetch_xor(5, SeqCst));
        seen.push(atomic.fetch_max(100, SeqCst));
        seen.push(atomic.fetch_min(7, SeqCst));
        seen.push(atomic.load(SeqCst));
        seen.push(atomic.compare_exchange(1, 2, SeqCst, SeqCst).unwrap_err());
        let now = atomic.load(SeqCst);
        seen.push(atomic.compare_exchange(now, 2, SeqCst, SeqCst).unwrap());
        seen.push(
            atomic
                .compare_exchange_weak(9, 3, SeqCst, SeqCst)
                .unwrap_err(),
        );
        seen.push(
            atomic
                .fetch_update(SeqCst, SeqCst, |value| Some(value + 40))
                .unwrap(),
        );
        seen.push(atomic.fetch_update(SeqCst, SeqCst, |_| None).unwrap_err());
        $results.push(format!("{seen:?}"));
    }};
}

/// What every operation returns, as text.
pub fn every_operation() -> Vec<String> {
    let mut results = Vec::new();
    integer!(AtomicI8, i8, results);
    integer!(AtomicI16, i16, results);
    integer!(AtomicI32, i32, results);
    integer!(AtomicI64, i64, results);
    integer!(AtomicIsize, isize, results);
    integer!(AtomicU8, u8, results);
    integer!(AtomicU16, u16, results);
    integer!(AtomicU32, u32, results);
    integer!(AtomicU64, u64, results);
    integer!(AtomicUsize, usize, results);

    let flag = AtomicBool::new(false);
    let mut seen = vec![flag.load(SeqCst)];
    flag.store(true, SeqCst);
    seen.push(flag.fetch_and(true, SeqCst));
    seen.push(flag.fetch_nand(true, SeqCst));
    seen.push(flag.fetch_or(true, SeqCst));
    seen.push(flag.fetch_xor(true, SeqCst));
    seen.push(flag.swap(true, SeqCst));
    seen.push(
        flag.compare_exchange(false, true, SeqCst, SeqCst)
            .unwrap_err(),
    );
    seen.push(flag.compare_exchange(true, false, SeqCst, SeqCst).unwrap());
    seen.push(flag.load(SeqCst));
    results.push(format!("{seen:?}"));

    let mutex = Mutex::new(vec![1]);
    mutex.lock().unwrap().push(2);
    results.push(format!("{:?}", mutex.into_inner().unwrap()));

    let cell = UnsafeCell::new(3);
    #[allow(unsafe_code, reason = "the cell is the point")]
    // SAFETY: nobody else has the cell.
    cell.with_mut(|value| unsafe { *value += 1 });
    #[allow(unsafe_code, reason = "the cell is the point")]
    // SAFETY: nobody else has the cell.
    results.push(cell.with(|value| unsafe { *value }).to_string());

    let shared = Arc::new(7);
    let child = thread::spawn(move || *shared);
    let other = child.thread().id();
    results.push((other == thread::current().id()).to_string());
    thread::yield_now();
    hint::spin_loop();
    results.push(child.join().unwrap().to_string());
    results
}

/// A process panics while it holds a lock. Returns whether the next one is told.
pub fn poison() -> bool {
    let mutex = Arc::new(Mutex::new(0));
    let shared = Arc::clone(&mutex);
    let child = thread::spawn(move || {
        let _guard = shared.lock().unwrap();
        panic!("on purpose");
    });
    let _ = child.join();
    mutex.lock().is_err()
}

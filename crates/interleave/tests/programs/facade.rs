//! Every operation of the facade, in one process: what it returns must not
//! depend on the world.

use super::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16,
    AtomicU32, AtomicU64, AtomicUsize, Ordering::SeqCst, fence,
};
use super::sync::cell::UnsafeCell;
use super::sync::{Arc, Barrier, Condvar, Mutex, RwLock, enter, futex, hint, leave, mpsc, thread};

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

/// What every operation that can wait returns where it need not, as text.
pub fn every_operation_that_waits() -> Vec<String> {
    let mut results = Vec::new();
    let lock = RwLock::new(1);
    {
        let (one, two) = (lock.read().unwrap(), lock.try_read().unwrap());
        results.push(format!("{} {} {}", *one, *two, lock.try_write().is_err()));
    }
    *lock.write().unwrap() += 1;
    *lock.try_write().unwrap() += 1;
    {
        let _writes = lock.write().unwrap();
        results.push(lock.try_read().is_err().to_string());
    }
    results.push(lock.into_inner().unwrap().to_string());

    let (mutex, changed) = (Mutex::new(3), Condvar::new());
    changed.notify_one();
    changed.notify_all();
    let guard = changed.wait_while(mutex.lock().unwrap(), |value| *value != 3);
    results.push(guard.unwrap().to_string());

    let barrier = Barrier::new(1);
    results.push(barrier.wait().is_leader().to_string());

    let (sender, receiver) = mpsc::channel();
    results.push(format!("{:?}", receiver.try_recv()));
    sender.send(4).unwrap();
    sender.clone().send(5).unwrap();
    results.push(format!("{:?} {:?}", receiver.recv(), receiver.try_recv()));
    drop(sender);
    results.push(format!("{:?} {:?}", receiver.recv(), receiver.try_recv()));
    let (sender, receiver) = mpsc::sync_channel(1);
    sender.send(6).unwrap();
    results.push(format!("{:?}", sender.try_send(7)));
    results.push(format!("{:?}", receiver.iter().next()));
    drop(receiver);
    results.push(format!("{:?} {:?}", sender.send(8), sender.try_send(9)));

    let word = AtomicU32::new(1);
    futex::wait(&word, 0);
    results.push(futex::wake(&word, 1).to_string());
    enter(&word);
    leave(&word);
    fence(SeqCst);

    thread::current().unpark();
    thread::park();
    let mut own = [1, 2];
    let seen = thread::scope(|scope| scope.spawn(|| own[0] += 1).join().is_ok());
    results.push(format!("{seen} {own:?}"));
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

//! One small program for each primitive, for witnesses that people read.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{Arc, Barrier, Condvar, Mutex, RwLock, futex, mpsc, name, thread};

/// Asks for a lock that another process may hold.
pub(crate) fn try_lock() -> bool {
    let lock = Arc::new(Mutex::new(()));
    name(&*lock, "lock");
    let other = Arc::clone(&lock);
    let holds = thread::spawn(move || drop(other.lock().unwrap()));
    let asks = thread::spawn(move || lock.try_lock().is_ok());
    holds.join().unwrap();
    asks.join().unwrap()
}

/// Two read at the same time, and a third cannot write.
pub(crate) fn rwlock() -> bool {
    let page = Arc::new(RwLock::new(0));
    name(&*page, "page");
    let read = |page: &Arc<RwLock<u32>>| {
        let page = Arc::clone(page);
        thread::spawn(move || *page.read().unwrap())
    };
    let readers = [read(&page), read(&page)];
    let writer = thread::spawn(move || {
        if let Ok(mut page) = page.try_write() {
            *page = 1;
            return false;
        }
        *page.write().unwrap() = 2;
        true
    });
    let refused = writer.join().unwrap();
    let seen: u32 = readers.map(|reader| reader.join().unwrap()).iter().sum();
    refused && seen == 0
}

/// Two wait, and one of them is woken; then the other.
pub(crate) fn condvar() -> Vec<char> {
    let shared = Arc::new((Mutex::new(Vec::new()), Condvar::new()));
    name(&shared.0, "list");
    name(&shared.1, "ready");
    let wait = |letter: char| {
        let shared = Arc::clone(&shared);
        thread::spawn(move || {
            let list = shared.0.lock().unwrap();
            let mut list = shared.1.wait(list).unwrap();
            list.push(letter);
            shared.1.notify_one();
        })
    };
    let children = [wait('A'), wait('B')];
    let wakes = Arc::clone(&shared);
    let notifies = thread::spawn(move || wakes.1.notify_one());
    children.into_iter().for_each(|child| child.join().unwrap());
    notifies.join().unwrap();
    let list = shared.0.lock().unwrap();
    list.clone()
}

/// Everyone who waits is woken at once.
pub(crate) fn notify_all() -> u32 {
    let shared = Arc::new((Mutex::new(0), Condvar::new()));
    name(&shared.0, "lock");
    name(&shared.1, "ready");
    let wait = || {
        let shared = Arc::clone(&shared);
        thread::spawn(move || drop(shared.1.wait(shared.0.lock().unwrap()).unwrap()))
    };
    let children = [wait(), wait()];
    shared.1.notify_all();
    children.into_iter().for_each(|child| child.join().unwrap());
    1
}

/// Waits at a word that may have changed already.
pub(crate) fn futex() -> u32 {
    let word = Arc::new(AtomicU32::new(0));
    name(&*word, "word");
    let waits = Arc::clone(&word);
    let a = thread::spawn(move || {
        futex::wait(&waits, 0);
        waits.load(SeqCst)
    });
    let b = thread::spawn(move || {
        word.store(1, SeqCst);
        futex::wake(&word, 1)
    });
    a.join().unwrap() * 10 + u32::try_from(b.join().unwrap()).unwrap()
}

/// Nobody goes on before both have come.
pub(crate) fn barrier() -> (bool, bool) {
    let gate = Arc::new(Barrier::new(2));
    name(&*gate, "gate");
    let come = || {
        let gate = Arc::clone(&gate);
        thread::spawn(move || gate.wait().is_leader())
    };
    let (a, b) = (come(), come());
    (a.join().unwrap(), b.join().unwrap())
}

/// Messages until all who send are gone.
pub(crate) fn channel() -> Vec<char> {
    let (sender, receiver) = mpsc::channel();
    name(&receiver, "jobs");
    let send = |letter: char| {
        let sender = sender.clone();
        thread::spawn(move || sender.send(letter).unwrap())
    };
    let children = [send('A'), send('B')];
    drop(sender);
    let seen = receiver.iter().collect();
    children.into_iter().for_each(|child| child.join().unwrap());
    seen
}

/// A channel that is asked, and one that is full or closed.
pub(crate) fn try_channel() -> (bool, bool) {
    let (sender, receiver) = mpsc::sync_channel(1);
    name(&receiver, "jobs");
    let sends = thread::spawn(move || {
        let full = sender.send(1).is_ok() && sender.try_send(2).is_err();
        (full, sender)
    });
    let early = receiver.try_recv().is_err();
    drop(receiver);
    let (full, _sender) = sends.join().unwrap();
    (early, full)
}

/// A message that is taken from hand to hand.
pub(crate) fn rendezvous() -> u32 {
    let (sender, receiver) = mpsc::sync_channel(0);
    name(&receiver, "hand");
    let sends = thread::spawn(move || sender.send(7).unwrap());
    let seen = receiver.recv().unwrap();
    sends.join().unwrap();
    seen
}

/// Parks, and is let go on.
pub(crate) fn park() -> u32 {
    let word = Arc::new(AtomicU32::new(0));
    name(&*word, "word");
    let mine = Arc::clone(&word);
    let parks = thread::spawn(move || {
        thread::park();
        mine.load(SeqCst)
    });
    let other = parks.thread().clone();
    let unparks = thread::spawn(move || {
        other.unpark();
        word.store(1, SeqCst);
        other.unpark();
    });
    unparks.join().unwrap();
    parks.join().unwrap()
}

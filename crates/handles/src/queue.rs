//! A queue between processes, as a model: items that lie in the kernel.
//!
//! The contents are under a lock of their own, as they are in the kernel. How many there
//! are is one word beside it, for those who only look.

use std::collections::VecDeque;
use std::fmt;

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{Condvar, Mutex, MutexGuard, fold, name};

// ANCHOR: queue
/// A queue from which each item is taken once, in the order in which they were put in.
pub struct Queue<T> {
    /// How many items there are. It changes under the lock of the contents.
    items: AtomicU32,
    inside: Mutex<Contents<T>>,
    changed: Condvar,
    most: u32,
}

struct Contents<T> {
    items: VecDeque<T>,
    /// How many sleep until there are more items or fewer, or are about to.
    asleep: usize,
}
// ANCHOR_END: queue

type Inside<'a, T> = MutexGuard<'a, Contents<T>>;

impl<T> Queue<T> {
    /// A queue with room for any number of items.
    #[must_use]
    pub fn new() -> Queue<T> {
        Queue::bounded(u32::MAX)
    }

    /// A queue with room for so many items.
    #[must_use]
    pub fn bounded(most: u32) -> Queue<T> {
        let queue = Queue {
            items: AtomicU32::new(0),
            inside: Mutex::new(Contents {
                items: VecDeque::new(),
                asleep: 0,
            }),
            changed: Condvar::new(),
            most,
        };
        fold(&queue.inside);
        name(&queue.inside, "inside");
        name(&queue.changed, "change");
        queue.named("queue")
    }

    /// The queue, called by this name in witnesses.
    #[must_use]
    pub fn named(self, called: &'static str) -> Queue<T> {
        name(&self.items, called);
        self
    }

    // ANCHOR: put
    /// Waits until there is room, and puts an item in.
    ///
    /// # Synchronization
    ///
    /// It happens before the call that takes the item.
    #[track_caller]
    pub fn put(&self, item: T) {
        let mut inside = self.contents();
        while inside.items.len() >= self.most as usize {
            inside = self.sleep(inside);
        }
        inside.items.push_back(item);
        self.items.fetch_add(1, SeqCst);
        self.changed(&inside);
    }
    // ANCHOR_END: put

    // ANCHOR: get
    /// Waits until there is an item, and takes it.
    ///
    /// # Synchronization
    ///
    /// The `put` of the item happens before it.
    #[track_caller]
    pub fn get(&self) -> T {
        let mut inside = self.contents();
        loop {
            if let Some(item) = inside.items.pop_front() {
                self.items.fetch_sub(1, SeqCst);
                self.changed(&inside);
                return item;
            }
            inside = self.sleep(inside);
        }
    }
    // ANCHOR_END: get

    /// Takes an item if there is one.
    #[track_caller]
    pub fn try_get(&self) -> Option<T> {
        let mut inside = self.contents();
        let item = inside.items.pop_front();
        if item.is_some() {
            self.items.fetch_sub(1, SeqCst);
            self.changed(&inside);
        } else {
            // So that a witness shows the look.
            self.items.load(SeqCst);
        }
        item
    }

    #[track_caller]
    fn contents(&self) -> Inside<'_, T> {
        self.inside.lock().expect("nobody panics with it")
    }

    /// Gives the contents back, and sleeps until they have changed.
    #[track_caller]
    fn sleep<'a>(&'a self, mut inside: Inside<'a, T>) -> Inside<'a, T> {
        inside.asleep += 1;
        let mut inside = self.changed.wait(inside).expect("nobody panics with it");
        inside.asleep -= 1;
        inside
    }

    #[track_caller]
    fn changed(&self, inside: &Inside<'_, T>) {
        if inside.asleep > 0 {
            self.changed.notify_all();
        }
    }

    // ANCHOR: looks
    /// How many items there are. The answer may be old before it is read.
    #[must_use]
    #[track_caller]
    pub fn len(&self) -> u32 {
        self.items.load(SeqCst)
    }

    /// Whether there are none. The answer may be old before it is read.
    #[must_use]
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    // ANCHOR_END: looks
}

impl<T> Default for Queue<T> {
    fn default() -> Queue<T> {
        Queue::new()
    }
}

impl<T> fmt::Debug for Queue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue").finish_non_exhaustive()
    }
}

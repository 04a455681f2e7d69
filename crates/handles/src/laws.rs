//! The laws of what a queue needs beside its contents: its places, and the count of what
//! is unfinished.
#![allow(
    clippy::missing_panics_doc,
    reason = "a law panics only where its own processes do"
)]

use super::places::Places;
use super::queue::Queue;
use super::room::Room;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{Arc, name, thread};
use super::unfinished::Unfinished;

/// A queue with one place.
pub trait Narrow: Send + Sync + 'static {
    /// An empty one.
    fn new() -> Self;
    /// Waits until there is a place, and puts an item in.
    fn put(&self, item: u32);
    /// Takes an item, and then frees its place.
    fn get(&self) -> u32;
    /// Takes an item and dies.
    fn get_and_die(&self) -> u32;
    /// How many items there are.
    fn count(&self) -> u32;
}

/// A queue with one place, which is a permit.
#[derive(Debug)]
pub struct ByPlaces {
    items: Queue<u32>,
    places: Places,
}

impl ByPlaces {
    /// Frees the place, and takes the item then.
    pub fn get_late(&self) -> u32 {
        self.places.give_back().unwrap();
        self.items.get()
    }
}

impl Narrow for ByPlaces {
    fn new() -> ByPlaces {
        ByPlaces {
            items: Queue::new(),
            places: Places::new(1).unwrap(),
        }
    }

    // ANCHOR: by_places
    fn put(&self, item: u32) {
        self.places.take();
        self.items.put(item);
    }

    fn get(&self) -> u32 {
        let item = self.items.get();
        self.places.give_back().unwrap();
        item
    }
    // ANCHOR_END: by_places

    fn get_and_die(&self) -> u32 {
        self.items.get()
    }

    fn count(&self) -> u32 {
        self.items.len()
    }
}

/// A queue with one place, each of whose items says how many were put in before it.
#[derive(Debug)]
pub struct ByRoom {
    items: Queue<(u32, u64)>,
    room: Room,
}

impl Narrow for ByRoom {
    fn new() -> ByRoom {
        ByRoom {
            items: Queue::new(),
            room: Room::new(Some(1)),
        }
    }

    // ANCHOR: by_room
    fn put(&self, item: u32) {
        while !self.room.claim_now(|| self.items.is_empty()) {
            thread::yield_now();
        }
        self.items.put((item, self.room.stamp()));
        self.room.put();
    }

    fn get(&self) -> u32 {
        let (item, stamp) = self.items.get();
        self.room.taken(stamp);
        item
    }
    // ANCHOR_END: by_room

    fn get_and_die(&self) -> u32 {
        self.items.get().0
    }

    fn count(&self) -> u32 {
        self.items.len()
    }
}

/// *The bound*: a queue never has more items than places. There is an item in a queue with
/// one place. A writer puts another one in; two readers take one each, the first of them
/// in the given way. Returns whether the writer saw more than one item.
pub fn more_than_places<Q: Narrow>(first: fn(&Q) -> u32) -> bool {
    let queue = Arc::new(Q::new());
    queue.put(1);
    let writer = {
        let queue = Arc::clone(&queue);
        thread::spawn(move || {
            queue.put(2);
            queue.count() > 1
        })
    };
    let reader = {
        let queue = Arc::clone(&queue);
        thread::spawn(move || first(&queue))
    };
    reader.join().unwrap();
    queue.get();
    writer.join().unwrap()
}

/// *All done*: who waits until nothing is unfinished sees all that was done. Two processes
/// have one item each; the second ends it in the given way. Returns how many items were
/// worked on when the wait was over.
pub fn all_done(second: fn(&Unfinished)) -> u32 {
    let shared = Arc::new((Unfinished::new(), AtomicU32::new(0)));
    name(&shared.1, "worked on");
    let ends: [fn(&Unfinished); 2] = [ends, second];
    let workers = ends.map(|ends| {
        shared.0.add();
        let shared = Arc::clone(&shared);
        thread::spawn(move || {
            shared.1.fetch_add(1, SeqCst);
            ends(&shared.0);
        })
    });
    shared.0.wait();
    let seen = shared.1.load(SeqCst);
    for worker in workers {
        worker.join().unwrap();
    }
    seen
}

/// Says that the item is done.
pub fn ends(unfinished: &Unfinished) {
    unfinished.done().unwrap();
}

/// Dies before it says so.
pub fn dies(_unfinished: &Unfinished) {}

/// *Once an item*: two processes say that the same item is done. Returns how many of them
/// are believed.
pub fn done_twice() -> usize {
    let unfinished = Arc::new(Unfinished::new());
    unfinished.add();
    let both = [(); 2].map(|()| {
        let unfinished = Arc::clone(&unfinished);
        thread::spawn(move || unfinished.done().is_ok())
    });
    let believed = both.map(|process| usize::from(process.join().unwrap()));
    believed.iter().sum()
}

//! The room of a queue, in every interleaving: never more items than places, and readers
//! that die take none along.

use std::time::Duration;

use handles::shuttle::queue::Queue;
use handles::shuttle::room::Room;
use handles::shuttle::sync::time::Deadline;
use handles::shuttle::sync::{Arc, thread};
use verdict::{Check, Part, Verdict, explain, interleavings};

/// A queue of stamps with a room beside it.
struct Roomy {
    items: Queue<u64>,
    room: Room,
}

impl Roomy {
    /// As many items as places.
    fn full(places: u32) -> Arc<Roomy> {
        let roomy = Arc::new(Roomy {
            items: Queue::new(),
            room: Room::new(Some(places)),
        });
        while roomy.try_put() {}
        roomy
    }

    fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    fn try_put(&self) -> bool {
        self.put_if(self.room.claim_now(|| self.is_empty()))
    }

    /// A deadline of a model may pass at once, or never.
    fn put_in_time(&self) -> bool {
        let deadline = Deadline::after(Duration::from_millis(1));
        self.put_if(self.room.claim_until(deadline, || self.is_empty()))
    }

    fn try_put_without_a_look(&self) -> bool {
        self.put_if(self.room.try_claim())
    }

    fn put_if(&self, claimed: bool) -> bool {
        if claimed {
            self.items.put(self.room.stamp());
            self.room.put();
        }
        claimed
    }

    fn get(&self) {
        let stamp = self.items.get();
        self.room.taken(stamp);
    }

    /// Takes an item and dies.
    fn get_and_die(&self) {
        self.items.get();
    }

    /// Frees the place, and takes the item then.
    fn get_late(&self) {
        self.room.taken(0);
        self.items.get();
    }
}

/// A way to take an item.
type Get = fn(&Roomy);

/// Two writers try to put an item each into a full queue, in this way, while a reader
/// takes one in that way. Returns the most items that a writer saw after its own, if any
/// could put one in.
fn most_seen(put: fn(&Roomy) -> bool, get: Get) -> Option<u32> {
    let queue = Roomy::full(1);
    let reader = {
        let queue = Arc::clone(&queue);
        thread::spawn(move || get(&queue))
    };
    let write = move |queue: &Roomy| put(queue).then(|| queue.items.len());
    let writer = {
        let queue = Arc::clone(&queue);
        thread::spawn(move || write(&queue))
    };
    let mine = write(&queue);
    reader.join().expect("it panics nowhere");
    mine.max(writer.join().expect("it panics nowhere"))
}

/// Two readers empty a queue with two places, in these ways. Then an item is put in, in
/// this way, and taken; and then it is filled. Returns how many items fit.
fn fit(gets: [Get; 2], put: fn(&Roomy) -> bool) -> u32 {
    let queue = Roomy::full(2);
    let readers = gets.map(|get| {
        let queue = Arc::clone(&queue);
        thread::spawn(move || get(&queue))
    });
    for reader in readers {
        reader.join().expect("it panics nowhere");
    }
    // The next item tells what became of those before it.
    if put(&queue) {
        queue.get();
    }
    while put(&queue) {}
    queue.items.len()
}

fn law(name: &str, part: Part, twin: &str, wrong: Part) {
    let certificate = Check::new(name).part(part).control(twin, wrong).run();
    println!("{name}: {} executions", certificate.parts[0].executions);
    let verdict = certificate.verdict;
    assert_eq!(verdict, Verdict::Verified, "{}", explain(&certificate));
}

const ONE: &str = "1 place, 1 item, 2 writers, 1 reader";

#[test]
fn never_more_items_than_places() {
    law(
        "never more items than places",
        interleavings(ONE, || most_seen(Roomy::try_put, Roomy::get)).only([None, Some(0), Some(1)]),
        "a place that comes back before its item is taken",
        interleavings(ONE, || most_seen(Roomy::try_put, Roomy::get_late)).only([
            None,
            Some(0),
            Some(1),
        ]),
    );
}

#[test]
fn nor_when_a_reader_dies() {
    law(
        "never more items than places, and the reader dies",
        interleavings(ONE, || most_seen(Roomy::try_put, Roomy::get_and_die)).only([None, Some(1)]),
        "a place that comes back before its item is taken",
        interleavings(ONE, || most_seen(Roomy::try_put, Roomy::get_late)).only([None, Some(1)]),
    );
}

#[test]
fn nor_for_those_who_wait() {
    let bounds = "1 place, 1 item, 1 writer that waits, 1 reader";
    let body = |get: Get| {
        let queue = Roomy::full(1);
        let writer = {
            let queue = Arc::clone(&queue);
            thread::spawn(move || queue.put_in_time() && queue.items.len() > 1)
        };
        get(&queue);
        writer.join().expect("it panics nowhere")
    };
    law(
        "who waits is let in when there is a place",
        interleavings(bounds, move || body(Roomy::get)).only([false]),
        "a place that comes back before its item is taken",
        interleavings(bounds, move || body(Roomy::get_late)).only([false]),
    );
}

#[test]
fn the_dead_take_no_places_along() {
    let bounds = "2 places, 2 items, 2 readers";
    let (lives, dies): (Get, Get) = (Roomy::get, Roomy::get_and_die);
    for gets in [[dies, dies], [lives, dies], [lives, lives]] {
        law(
            "two places, whoever took the items",
            interleavings(bounds, move || fit(gets, Roomy::try_put)).only([2]),
            "nobody looks whether the queue is empty",
            interleavings(bounds, || {
                fit([Roomy::get_and_die; 2], Roomy::try_put_without_a_look)
            })
            .only([2]),
        );
    }
}

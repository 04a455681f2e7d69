//! The programs around the counters: processes that count, and buyers that buy.

use super::sync::{Arc, thread};
use super::{atomic, check_and_act, check_then_act, compare_exchange, locked, racy};

/// What every counter of this chapter can do.
pub trait Counter: Send + Sync + 'static {
    /// A counter that starts here.
    fn new(start: u32) -> Self;
    /// Adds one.
    fn increment(&self);
    /// The total so far.
    fn get(&self) -> u32;
}

// ANCHOR: total
/// Lets `processes` processes each increment one counter `increments` times, and
/// returns the total when all have ended.
///
/// # Panics
///
/// If one of the processes panicked.
pub fn total<C: Counter>(start: u32, processes: usize, increments: usize) -> u32 {
    let counter = Arc::new(C::new(start));
    let workers: Vec<_> = (0..processes)
        .map(|_| {
            let counter = Arc::clone(&counter);
            thread::spawn(move || {
                for _ in 0..increments {
                    counter.increment();
                }
            })
        })
        .collect();
    for worker in workers {
        worker.join().unwrap();
    }
    counter.get()
}
// ANCHOR_END: total

/// What both kinds of tickets can do.
pub trait Tickets: Send + Sync + 'static {
    /// So many tickets.
    fn new(tickets: i32) -> Self;
    /// Sells one, if one is left. Returns whether it did.
    fn buy(&self) -> bool;
    /// How many are left.
    fn left(&self) -> i32;
}

// ANCHOR: sold
/// Lets `buyers` processes each try to buy one of the tickets. Returns how many
/// were sold, and how many are left.
pub fn sold<T: Tickets>(tickets: i32, buyers: usize) -> (usize, i32) {
    let tickets = Arc::new(T::new(tickets));
    let buyers: Vec<_> = (0..buyers)
        .map(|_| {
            let tickets = Arc::clone(&tickets);
            thread::spawn(move || tickets.buy())
        })
        .collect();
    let sold = buyers
        .into_iter()
        .filter_map(|buyer| buyer.join().ok())
        .filter(|sold| *sold)
        .count();
    (sold, tickets.left())
}
// ANCHOR_END: sold

macro_rules! counters {
    ($($module:ident)+) => {
        $(
            impl Counter for $module::Counter {
                fn new(start: u32) -> Self {
                    $module::Counter::new(start)
                }
                fn increment(&self) {
                    self.increment();
                }
                fn get(&self) -> u32 {
                    self.get()
                }
            }
        )+
    };
}

macro_rules! tickets {
    ($($module:ident)+) => {
        $(
            impl Tickets for $module::Tickets {
                fn new(tickets: i32) -> Self {
                    $module::Tickets::new(tickets)
                }
                fn buy(&self) -> bool {
                    self.buy()
                }
                fn left(&self) -> i32 {
                    self.left()
                }
            }
        )+
    };
}

counters! { racy atomic locked compare_exchange }
tickets! { check_then_act check_and_act }

//! Says what became of it by an enum, and then by a truth value.

use super::sync::atomic::{AtomicI32, Ordering::SeqCst};
use super::sync::name;

#[derive(Debug)]
pub struct Tickets {
    left: AtomicI32,
}

impl Tickets {
    pub fn new(tickets: i32) -> Tickets {
        let left = AtomicI32::new(tickets);
        name(&left, "left");
        Tickets { left }
    }

    pub fn buy(&self) -> bool {
        matches!(self.attempt(), Sale::Sold { .. })
    }

    fn attempt(&self) -> Sale {
        let taken = self
            .left
            .fetch_update(SeqCst, SeqCst, |left| (left > 0).then_some(left - 1));
        match taken {
            Ok(before) => Sale::Sold { left: before - 1 },
            Err(_) => Sale::SoldOut,
        }
    }

    pub fn left(&self) -> i32 {
        self.left.load(SeqCst)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Sale {
    Sold { left: i32 },
    SoldOut,
}

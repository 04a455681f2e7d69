//! Act first, then check: one step counts the buyer, and the number it returns
//! says whether there was a ticket. Nothing has to be undone, because the tickets
//! left are worked out from the number of buyers.

use super::sync::atomic::{AtomicI32, Ordering::SeqCst};
use super::sync::name;

/// Tickets for sale.
#[derive(Debug)]
pub struct Tickets {
    tickets: i32,
    buyers: AtomicI32,
}

impl Tickets {
    /// So many tickets.
    pub fn new(tickets: i32) -> Tickets {
        let buyers = AtomicI32::new(0);
        name(&buyers, "buyers");
        Tickets { tickets, buyers }
    }

    /// Sells one, if one is left. Returns whether it did.
    pub fn buy(&self) -> bool {
        self.buyers.fetch_add(1, SeqCst) < self.tickets
    }

    /// How many are left.
    pub fn left(&self) -> i32 {
        (self.tickets - self.buyers.load(SeqCst)).max(0)
    }
}

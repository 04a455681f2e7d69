//! No lock: one step looks, takes the book and counts it.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;

/// A shelf.
#[derive(Debug)]
pub struct Shelf {
    books: AtomicU32,
}

impl Shelf {
    /// A shelf with so many books.
    pub fn new(books: u32) -> Shelf {
        let books = AtomicU32::new(books);
        name(&books, "books");
        Shelf { books }
    }

    /// Takes a book, if one is there. Returns whether it did.
    pub fn take(&self) -> bool {
        self.books
            .fetch_update(SeqCst, SeqCst, |seen| seen.checked_sub(1))
            .is_ok()
    }

    /// How many are left.
    pub fn left(&self) -> u32 {
        self.books.load(SeqCst)
    }
}

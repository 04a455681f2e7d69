//! Books on a shelf that several readers take from at the same time.
//!
//! The number of books has a lock, and each access takes it. Yet there is a schedule
//! in which two books are taken and one is counted.

use super::synchronized::value::Value;

/// A shelf.
#[derive(Debug)]
pub struct Shelf {
    books: Value<u32>,
}

impl Shelf {
    /// A shelf with so many books.
    pub fn new(books: u32) -> Shelf {
        Shelf {
            books: Value::new(books).named("books"),
        }
    }

    /// Takes a book, if one is there. Returns whether it did.
    pub fn take(&self) -> bool {
        // TODO(you): count every book that is taken.
        let seen = self.books.get();
        if seen == 0 {
            return false;
        }
        self.books.set(seen - 1);
        true
    }

    /// How many are left.
    pub fn left(&self) -> u32 {
        self.books.get()
    }
}

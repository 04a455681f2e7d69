//! Misconception: it is the write that needs the lock. What is written was read
//! before the lock was held, and may be old.

use super::locks::guard::hold;
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
        let seen = self.books.get();
        if seen == 0 {
            return false;
        }
        let _guard = hold(self.books.get_lock());
        self.books.set(seen - 1);
        true
    }

    /// How many are left.
    pub fn left(&self) -> u32 {
        self.books.get()
    }
}

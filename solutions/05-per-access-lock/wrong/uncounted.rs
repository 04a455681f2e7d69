//! Misconception: a number under a lock is safe, whatever is done to it. The lock is
//! held; who finds one book left takes it and leaves it there.

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
        let _guard = hold(self.books.get_lock());
        let seen = self.books.get();
        if seen > 1 {
            self.books.set(seen - 1);
        }
        seen > 0
    }

    /// How many are left.
    pub fn left(&self) -> u32 {
        self.books.get()
    }
}

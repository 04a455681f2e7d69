//! A look without the lock, and a second one under it: what was seen before counts
//! only if it still holds.

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
        loop {
            let seen = self.books.get();
            if seen == 0 {
                return false;
            }
            let _guard = hold(self.books.get_lock());
            if self.books.get() == seen {
                self.books.set(seen - 1);
                return true;
            }
        }
    }

    /// How many are left.
    pub fn left(&self) -> u32 {
        self.books.get()
    }
}

//! Misconception: the lock is needed while something is read or written, and not
//! in between. Between the two holds another reader comes in.

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
        let guard = hold(self.books.get_lock());
        let seen = self.books.get();
        drop(guard);
        if seen == 0 {
            return false;
        }
        let guard = hold(self.books.get_lock());
        self.books.set(seen - 1);
        drop(guard);
        true
    }

    /// How many are left.
    pub fn left(&self) -> u32 {
        self.books.get()
    }
}

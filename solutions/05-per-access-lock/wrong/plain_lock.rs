//! Misconception: any lock can be held around `get` and `set`. They take it again,
//! and this one is not recursive: the reader waits for itself.

use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::synchronized::value::Value;

/// A shelf.
#[derive(Debug)]
pub struct Shelf {
    books: Value<u32, Lock>,
}

impl Shelf {
    /// A shelf with so many books.
    pub fn new(books: u32) -> Shelf {
        Shelf {
            books: Value::with_lock(books, Lock::new()).named("books"),
        }
    }

    /// Takes a book, if one is there. Returns whether it did.
    pub fn take(&self) -> bool {
        let _guard = hold(self.books.get_lock());
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

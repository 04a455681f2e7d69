//! A bare value and one lock beside it, which need not be recursive: the accesses
//! take none.

use super::locks::guard::hold;
use super::locks::lock::Lock;
use super::synchronized::raw_value::RawValue;

/// A shelf.
#[derive(Debug)]
pub struct Shelf {
    books: RawValue<u32>,
    lock: Lock,
}

impl Shelf {
    /// A shelf with so many books.
    pub fn new(books: u32) -> Shelf {
        Shelf {
            books: RawValue::new(books).named("books"),
            lock: Lock::new(),
        }
    }

    /// Takes a book, if one is there. Returns whether it did.
    pub fn take(&self) -> bool {
        let _guard = hold(&self.lock);
        let seen = self.books.get();
        if seen == 0 {
            return false;
        }
        self.books.set(seen - 1);
        true
    }

    /// How many are left.
    pub fn left(&self) -> u32 {
        let _guard = hold(&self.lock);
        self.books.get()
    }
}

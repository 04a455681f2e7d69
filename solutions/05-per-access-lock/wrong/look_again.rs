//! Misconception: looking a second time, just before the write, is as good as a
//! lock. Somebody can come in after the second look, too.

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

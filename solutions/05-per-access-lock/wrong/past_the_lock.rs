//! Misconception: `get_obj` is the faster way to the same value. It is the way past
//! its lock.

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
        let books = self.books.get_obj();
        let seen = books.get();
        if seen > 0 {
            books.set(seen - 1);
        }
        seen > 0
    }

    /// How many are left.
    pub fn left(&self) -> u32 {
        self.books.get()
    }
}

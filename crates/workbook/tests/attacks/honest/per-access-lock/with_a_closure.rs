//! The lock is held while a closure runs.

use super::locks::guard::hold;
use super::synchronized::value::Value;

#[derive(Debug)]
pub struct Shelf {
    books: Value<u32>,
}

impl Shelf {
    pub fn new(books: u32) -> Shelf {
        let books = Value::new(books).named("books");
        Shelf { books }
    }

    pub fn take(&self) -> bool {
        self.locked(|| match self.books.get().checked_sub(1) {
            Some(rest) => {
                self.books.set(rest);
                true
            }
            None => false,
        })
    }

    fn locked<R>(&self, f: impl FnOnce() -> R) -> R {
        let _guard = hold(self.books.get_lock());
        f()
    }

    pub fn left(&self) -> u32 {
        self.books.get()
    }
}

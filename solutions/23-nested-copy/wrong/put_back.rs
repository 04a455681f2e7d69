//! Misconception: to change a copy and to put it back is to change the list. Between the two
//! calls another process can do the same.

use super::manager::channel::{Channel, ListProxy};
use ::manager::Makes;

/// What every process is started with.
pub type Given = ListProxy<Vec<u32>>;

/// Puts a table of two empty rows into the server.
pub fn new(manager: &Channel) -> Given {
    manager.list([vec![], vec![]]).unwrap()
}

/// Appends a number to a row, which is 0 or 1.
pub fn add(table: &Given, row: i64, number: u32) {
    let mut numbers = table.get(row).unwrap();
    numbers.push(number);
    table.set(row, &numbers).unwrap();
}

/// All rows.
pub fn rows(table: &Given) -> Vec<Vec<u32>> {
    table.to_vec().unwrap()
}

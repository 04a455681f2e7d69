//! A table in a server whose rows are lists of the server, too. What lies in the table are
//! proxies of them, and a copy of a proxy stands for the same list.

use super::manager::channel::{Channel, ListProxy};
use ::manager::Makes;

/// What every process is started with.
pub type Given = ListProxy<ListProxy<u32>>;

/// Puts a table of two empty rows into the server.
pub fn new(manager: &Channel) -> Given {
    let rows = [0, 1].map(|_| manager.list([]).unwrap());
    manager.list(rows).unwrap()
}

/// Appends a number to a row, which is 0 or 1.
pub fn add(table: &Given, row: i64, number: u32) {
    let numbers = table.get(row).unwrap();
    numbers.append(&number).unwrap();
}

/// All rows.
pub fn rows(table: &Given) -> Vec<Vec<u32>> {
    let rows = table.to_vec().unwrap();
    rows.iter().map(|row| row.to_vec().unwrap()).collect()
}

//! Misconception: with nested proxies nothing can be lost. Here a process makes another list
//! with the number in it, and puts that in place of the one which the others still use.

use super::manager::channel::{Channel, ListProxy};
use ::manager::{Makes, Over};

/// What every process is started with.
pub type Given = ListProxy<ListProxy<u32>>;

/// Puts a table of two empty rows into the server.
pub fn new(manager: &Channel) -> Given {
    let rows = [0, 1].map(|_| manager.list([]).unwrap());
    manager.list(rows).unwrap()
}

/// Appends a number to a row, which is 0 or 1.
pub fn add(table: &Given, row: i64, number: u32) {
    let mut numbers = table.get(row).unwrap().to_vec().unwrap();
    numbers.push(number);
    let another = table.transport().list(numbers).unwrap();
    table.set(row, &another).unwrap();
}

/// All rows.
pub fn rows(table: &Given) -> Vec<Vec<u32>> {
    let rows = table.to_vec().unwrap();
    rows.iter().map(|row| row.to_vec().unwrap()).collect()
}

//! One list of the server, in which each number stands beside its row. To add is one call, and
//! the rows are made by whoever reads.

use super::manager::channel::{Channel, ListProxy};
use ::manager::Makes;

/// What every process is started with.
pub type Given = ListProxy<(i64, u32)>;

/// Puts a table of two empty rows into the server.
pub fn new(manager: &Channel) -> Given {
    manager.list([]).unwrap()
}

/// Appends a number to a row, which is 0 or 1.
pub fn add(table: &Given, row: i64, number: u32) {
    table.append(&(row, number)).unwrap();
}

/// All rows.
pub fn rows(table: &Given) -> Vec<Vec<u32>> {
    let all = table.to_vec().unwrap();
    let row = |wanted| all.iter().filter(move |(row, _)| *row == wanted);
    let numbers = |wanted| row(wanted).map(|(_, number)| *number).collect();
    vec![numbers(0), numbers(1)]
}

//! workbook
fn main() {}

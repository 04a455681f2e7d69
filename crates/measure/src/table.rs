//! A table that reads well in a terminal and is Markdown.

use std::fmt;

/// Rows of cells under a head. The first columns hold words, the others numbers.
#[derive(Clone, Debug)]
pub struct Table {
    words: usize,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table; so many of its columns hold words.
    #[must_use]
    pub fn new<const N: usize>(words: usize, head: [&str; N]) -> Table {
        Table {
            words,
            rows: vec![head.map(str::to_owned).to_vec()],
        }
    }

    /// Adds a row.
    pub fn push<const N: usize>(&mut self, row: [String; N]) {
        self.rows.push(row.to_vec());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.rows.first().map_or(0, Vec::len);
        let cells = |column: usize| self.rows.iter().filter_map(move |row| row.get(column));
        let widths: Vec<usize> = (0..columns)
            .map(|column| cells(column).map(|cell| cell.chars().count()).max())
            .map(|widest| widest.unwrap_or(0).max(3))
            .collect();
        for (at, row) in self.rows.iter().enumerate() {
            f.write_str("|")?;
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                if column < self.words {
                    write!(f, " {cell:<width$} |")?;
                } else {
                    write!(f, " {cell:>width$} |")?;
                }
            }
            writeln!(f)?;
            if at == 0 {
                f.write_str("|")?;
                for (column, width) in widths.iter().enumerate() {
                    let colon = if column < self.words { "-" } else { ":" };
                    write!(f, " {}{colon} |", "-".repeat(width - 1))?;
                }
                writeln!(f)?;
            }
        }
        Ok(())
    }
}

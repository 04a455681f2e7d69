//! What is wrong with the book, and where.

use std::fmt;

/// Where in the book: a file, as a path from the root of the workspace, and a
/// line of it, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Spot {
    pub(crate) file: String,
    pub(crate) line: Option<usize>,
}

impl Spot {
    /// This line of this file.
    pub(crate) fn new(file: impl Into<String>, line: usize) -> Spot {
        Spot {
            file: file.into(),
            line: Some(line),
        }
    }

    /// This file, no line in particular.
    pub(crate) fn file(file: impl Into<String>) -> Spot {
        Spot {
            file: file.into(),
            line: None,
        }
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.file),
            None => f.write_str(&self.file),
        }
    }
}

/// One thing that is wrong with the book.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Problem {
    pub(crate) spot: Option<Spot>,
    pub(crate) what: String,
}

impl Problem {
    /// This is wrong here.
    pub(crate) fn at(spot: Spot, what: impl Into<String>) -> Problem {
        Problem {
            spot: Some(spot),
            what: what.into(),
        }
    }

    /// This is wrong, and no file is to blame.
    pub(crate) fn nowhere(what: impl Into<String>) -> Problem {
        Problem {
            spot: None,
            what: what.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(spot) = &self.spot {
            write!(f, "{spot}: ")?;
        }
        // What follows the first line is indented, so that each problem is seen
        // to begin.
        f.write_str(&self.what.trim_end().replace('\n', "\n    "))
    }
}

/// Everything that is wrong with the book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Problems(Vec<Problem>);

impl Problems {
    /// Adds one.
    pub(crate) fn push(&mut self, problem: Problem) {
        if !self.0.contains(&problem) {
            self.0.push(problem);
        }
    }

    /// Whether nothing is wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Extend<Problem> for Problems {
    fn extend<I: IntoIterator<Item = Problem>>(&mut self, problems: I) {
        for problem in problems {
            self.push(problem);
        }
    }
}

impl FromIterator<Problem> for Problems {
    fn from_iter<I: IntoIterator<Item = Problem>>(problems: I) -> Self {
        let mut all = Problems::default();
        all.extend(problems);
        all
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.0 {
            writeln!(f, "error: {problem}")?;
        }
        match self.0.len() {
            1 => f.write_str("the book is not built: 1 problem"),
            n => write!(f, "the book is not built: {n} problems"),
        }
    }
}

//! The book: preprocessing, building, checking and serving it.

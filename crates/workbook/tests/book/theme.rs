//! Two templates of the theme are mdBook's, mended. When mdBook changes its own,
//! ours must be looked at.

use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

/// The hash that `UPSTREAM.md` gives for one of our templates.
fn noted(ours: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book/theme/UPSTREAM.md");
    let text = fs::read_to_string(path).expect("UPSTREAM.md");
    let row = text
        .lines()
        .find(|line| line.starts_with(&format!("| `{ours}` |")));
    let hash = row.and_then(|row| row.rsplit('`').nth(1));
    hash.expect("a row with a hash").to_owned()
}

fn hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_page_template_was_made_from_the_one_that_mdbook_has() {
    let folder = tempfile::tempdir().expect("a folder");
    mdbook_driver::MDBook::init(folder.path())
        .copy_theme(true)
        .build()
        .expect("mdbook makes a book");
    let upstream = fs::read(folder.path().join("theme/index.hbs")).expect("the template");
    assert_eq!(hash(&upstream), noted("index.hbs"));
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book/theme/index.hbs");
    assert_ne!(hash(&fs::read(ours).expect("ours")), noted("index.hbs"));
}

//! The corpus: what is in it, and writing it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;

use super::changes::change;
use super::session;

/// How many changed requests are in it.
const CHANGED: usize = 40;

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "corpus"]
        .iter()
        .collect()
}

/// What the corpus should be: the bytes of each file, by its name.
pub(crate) fn expected() -> BTreeMap<String, Vec<u8>> {
    let requests = session::requests();
    let mut dice = Pcg64::seed_from_u64(3);
    let changed = (0..CHANGED).map(|_| {
        let request = requests.choose(&mut dice).expect("there are some");
        change(&mut dice, request, &requests)
    });
    let changed: Vec<_> = changed.collect();
    let numbered = |name: &str, all: Vec<Vec<u8>>| {
        let name = name.to_owned();
        let named = move |(n, bytes)| (format!("{name}-{n:03}.bin"), bytes);
        (0..).zip(all).map(named)
    };
    let mut files: BTreeMap<String, Vec<u8>> = numbered("request", requests).collect();
    files.extend(numbered("changed", changed));
    #[cfg(target_os = "linux")]
    files.extend(connection());
    files
}

/// How a connection begins, with a key and nonces that everybody knows.
#[cfg(target_os = "linux")]
fn connection() -> impl Iterator<Item = (String, Vec<u8>)> {
    use super::raw::{FIRST, MARK, PART, another, fork_of, good_handshake, refusal};

    let hello = [MARK, &[1; PART][..]].concat();
    let (answer, welcome) = good_handshake(b"a key for the corpus", &hello, &[2; PART]);
    let files = [
        ("handshake-hello", hello),
        ("handshake-answer", answer),
        ("handshake-welcome", welcome),
        ("handshake-refusal", refusal()),
        ("opening-first", FIRST.to_vec()),
        ("opening-another", another([3; 16])),
        ("opening-fork-of", fork_of([3; 16])),
    ];
    files
        .into_iter()
        .map(|(name, bytes)| (format!("{name}.bin"), bytes))
}

/// What the corpus is.
pub(crate) fn found() -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(folder()).into_iter().flatten().flatten();
    let files = files.map(|file| {
        let name = file.file_name().into_string().expect("our names are text");
        (name, fs::read(file.path()).expect("it can be read"))
    });
    files.collect()
}

/// The requests in it, in the order of the session.
pub(crate) fn requests() -> Vec<Vec<u8>> {
    let is_request = |name: &str| !name.starts_with("handshake") && !name.starts_with("opening");
    let files = found().into_iter().filter(|(name, _)| is_request(name));
    let (changed, sent): (Vec<_>, Vec<_>) =
        files.partition(|(name, _)| name.starts_with("changed"));
    sent.into_iter()
        .chain(changed)
        .map(|(_, bytes)| bytes)
        .collect()
}

/// Writes it anew.
pub(crate) fn write() {
    let folder = folder();
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the folder can be made");
    let files = expected();
    for (name, bytes) in &files {
        fs::write(folder.join(name), bytes).expect("a file can be written");
    }
    println!("{} files in {}", files.len(), folder.display());
}

//! What may arrive before anybody has shown the key, or said who it is: the beginnings in
//! `tests/corpus`, as they were and changed at random.
//!
//! A seed pins the changes, and the number of rounds bounds them: a search, and no proof.

use std::fs;

use rand::{Rng, RngCore, SeedableRng};
use rand_pcg::Pcg64;

use super::frame::Frames;
use super::handshake::{ANSWER, Client, Server};
use super::opening::Opening;

const KEY: &[u8] = b"a key for the corpus";
const ROUNDS: u32 = 20_000;

/// All files of the corpus whose names begin so.
fn corpus(begin: &str) -> Vec<Vec<u8>> {
    let folder = [env!("CARGO_MANIFEST_DIR"), "/tests/corpus"].concat();
    let files = fs::read_dir(folder).expect("the corpus is there").flatten();
    let mut paths: Vec<_> = files.map(|file| file.path()).collect();
    paths.sort();
    let begins = |path: &std::path::PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with(begin))
    };
    let read = |path| fs::read(path).expect("it can be read");
    paths.into_iter().filter(begins).map(read).collect()
}

fn change(dice: &mut Pcg64, bytes: &mut Vec<u8>) {
    let place = dice.gen_range(0..=bytes.len());
    match dice.gen_range(0..4) {
        0 => bytes.truncate(place),
        1 => bytes.insert(place, dice.r#gen()),
        2 => bytes.extend_from_within(place..),
        _ => {
            if let Some(byte) = bytes.get_mut(place) {
                *byte ^= 1 << dice.gen_range(0..8);
            }
        }
    }
}

#[test]
fn a_handshake_that_is_changed_is_refused() {
    let recorded = corpus("handshake");
    assert_eq!(recorded.len(), 4);
    let mut dice = Pcg64::seed_from_u64(11);
    for round in 0..ROUNDS {
        let (server, hello) = Server::new(KEY).unwrap();
        let (client, answer) = Client::new(KEY, &hello).unwrap();
        let mut bytes = match round as usize % 5 {
            4 => answer.to_vec(),
            recording => recorded[recording].clone(),
        };
        // The last message is whatever it is: recorded, changed, or both.
        if round >= 4 {
            change(&mut dice, &mut bytes);
        }
        if bytes != answer {
            assert!(server.answer(&bytes).is_err(), "round {round}");
        }
        assert!(client.finish(&bytes).is_err(), "round {round}");
        // A hello proves nothing. It may be answered, and the answer fits that hello only.
        if let Ok((_, answer)) = Client::new(KEY, &bytes) {
            let (server, _) = Server::new(KEY).unwrap();
            assert!(server.answer(&answer).is_err(), "round {round}");
        }
    }
    // The control: the recorded hello is one that can be answered.
    let answered = recorded
        .iter()
        .filter(|bytes| Client::new(KEY, bytes).is_ok());
    assert!(answered.count() >= 1);
}

#[test]
fn an_opening_that_is_changed_is_another_or_none() {
    let recorded = corpus("opening");
    let mut dice = Pcg64::seed_from_u64(12);
    let mut garbled = 0;
    for bytes in &recorded {
        crate::protocol::decode::<Opening>(bytes).unwrap();
    }
    for round in 0..ROUNDS {
        let mut bytes = recorded[round as usize % recorded.len()].clone();
        change(&mut dice, &mut bytes);
        match crate::protocol::decode::<Opening>(&bytes) {
            // Its first number may be written longer than it need be. The token is as it came.
            Ok(opening) => {
                let written = postcard::to_stdvec(&opening).unwrap();
                assert!(bytes.ends_with(&written[1..]), "{bytes:?}");
            }
            Err(_) => garbled += 1,
        }
    }
    assert!(garbled > ROUNDS / 4, "{garbled} of {ROUNDS}");
}

#[test]
fn random_streams_are_cut_or_refused() {
    let mut dice = Pcg64::seed_from_u64(13);
    let (mut whole, mut refused) = (0, 0);
    for _ in 0..ROUNDS {
        let mut frames = Frames::new(ANSWER as u32);
        let mut stream = vec![0; dice.gen_range(0..200)];
        dice.fill_bytes(&mut stream);
        // A header that says little, now and then.
        if dice.r#gen() && stream.len() > 3 {
            stream[..4].copy_from_slice(&dice.gen_range(0..100_u32).to_le_bytes());
        }
        for piece in stream.chunks(dice.gen_range(1..80)) {
            frames.room().extend_from_slice(piece);
            loop {
                match frames.next() {
                    Ok(Some(frame)) => {
                        assert!(frame.len() <= ANSWER);
                        whole += 1;
                    }
                    Ok(None) => break,
                    Err(error) => {
                        assert!(error.length > ANSWER);
                        refused += 1;
                        break;
                    }
                }
            }
        }
    }
    assert!(
        whole > ROUNDS / 10 && refused > ROUNDS / 10,
        "{whole} {refused}"
    );
}

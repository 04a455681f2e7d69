//! Changes of bytes at random.

use rand::Rng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;

/// Bytes at which formats change their ways.
const EDGES: [u8; 6] = [0, 1, 0x7f, 0x80, 0xfe, 0xff];

/// These bytes, changed a few times; and with parts of those.
pub(crate) fn change(dice: &mut Pcg64, bytes: &[u8], others: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..dice.gen_range(1..4) {
        let place = dice.gen_range(0..=bytes.len());
        match dice.gen_range(0..7) {
            0 => bytes.truncate(place),
            1 => bytes.insert(place, dice.r#gen()),
            2 => drop(bytes.drain(place / 2..place)),
            3 => bytes.extend_from_within(place / 2..place),
            4 => {
                let other = others.choose(dice).expect("there are others");
                bytes.truncate(place);
                bytes.extend_from_slice(&other[place.min(other.len())..]);
            }
            kind => {
                if let Some(byte) = bytes.get_mut(place) {
                    let edge = *EDGES.choose(dice).expect("there are some");
                    *byte = if kind == 5 {
                        edge
                    } else {
                        byte.wrapping_add(1)
                    };
                }
            }
        }
    }
    bytes
}

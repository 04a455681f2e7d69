//! A part of a class, to be graded on a machine of its own.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The `part`th of `of` parts of a class, from 1. Who is in it follows from the student's
/// name alone, so it stays when others come and go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shard {
    part: u64,
    of: u64,
}

impl Shard {
    /// Whether a student is in it.
    pub(crate) fn has(self, student: &str) -> bool {
        let hash: [u8; 32] = Sha256::digest(student).into();
        let drawn = hash.iter().take(8);
        let drawn = drawn.fold(0, |drawn, byte| drawn << 8 | u64::from(*byte));
        drawn % self.of == self.part - 1
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Shard, String> {
        let parts = text.split_once('/');
        let parts = parts.and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)));
        match parts {
            Some((part, of)) if 1 <= part && part <= of => Ok(Shard { part, of }),
            _ => Err("a shard is written like 1/4: the first of four".to_owned()),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.part, self.of)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_shard_is_refused() {
        for text in ["0/3", "4/3", "1", "1/0", "0/0", "a/b", "-1/2", "1/2/3", ""] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
        assert_eq!("2/3".parse::<Shard>().unwrap().to_string(), "2/3");
    }

    proptest! {
        #[test]
        fn each_student_is_in_one_shard(student in ".*", of in 1..20_u64) {
            let has = |part: &u64| Shard { part: *part, of }.has(&student);
            prop_assert_eq!((1..=of).filter(has).count(), 1);
        }
    }

    #[test]
    fn no_shard_is_left_with_nearly_nobody() {
        let shard: Shard = "2/4".parse().unwrap();
        let in_it = (0..1000).filter(|n| shard.has(&format!("student-{n}")));
        assert!((200..300).contains(&in_it.count()));
    }
}

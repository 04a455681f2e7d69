//! Conversions between the pair and the structure.

use super::synchronized::structure::Struct;
use ::synchronized::Fields;

#[derive(Clone, Copy, Debug, Fields)]
#[fields(from = super::synchronized)]
pub struct Ends {
    pub low: i32,
    pub high: i32,
}

impl From<(i32, i32)> for Ends {
    fn from((low, high): (i32, i32)) -> Ends {
        Ends { low, high }
    }
}

impl From<Ends> for (i32, i32) {
    fn from(ends: Ends) -> (i32, i32) {
        (ends.low, ends.high)
    }
}

#[derive(Debug)]
pub struct Span {
    ends: Struct<Ends>,
}

impl Span {
    pub fn new(low: i32, high: i32) -> Span {
        let ends = Struct::new((low, high).into());
        Span { ends }
    }

    pub fn put(&self, low: i32, high: i32) {
        self.ends.assign(Ends::from((low, high)));
    }

    pub fn look(&self) -> (i32, i32) {
        self.ends.copy().into()
    }
}

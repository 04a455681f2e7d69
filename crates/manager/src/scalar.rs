//! Numbers that a server can calculate with.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{ProxyError, Refused};

/// A number, and of which type it is.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Number {
    /// A truth value: it cannot be added to.
    Bool(bool),
    /// A byte.
    U8(u8),
    /// An unsigned number of 16 bits.
    U16(u16),
    /// An unsigned number of 32 bits.
    U32(u32),
    /// An unsigned number of 64 bits.
    U64(u64),
    /// A signed byte.
    I8(i8),
    /// A signed number of 16 bits.
    I16(i16),
    /// A signed number of 32 bits.
    I32(i32),
    /// A signed number of 64 bits.
    I64(i64),
    /// A floating-point number of 32 bits.
    F32(f32),
    /// A floating-point number of 64 bits.
    F64(f64),
    /// A character.
    Char(char),
}

/// What a `Value` or an `Array` of a server can hold.
pub trait Scalar: Copy + Into<Number> + Send + Sync + 'static {
    /// The number, if it is of this type.
    fn from_number(number: Number) -> Option<Self>;
}

macro_rules! scalars {
    ($($type:ident $variant:ident),+; $($wrapping:ident)+; $($floating:ident)+) => {
        $(
            impl From<$type> for Number {
                fn from(value: $type) -> Number {
                    Number::$variant(value)
                }
            }

            impl Scalar for $type {
                fn from_number(number: Number) -> Option<$type> {
                    match number {
                        Number::$variant(value) => Some(value),
                        _ => None,
                    }
                }
            }
        )+

        /// The number alone.
        impl fmt::Debug for Number {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Number::$variant(number) => fmt::Debug::fmt(number, f),)+
                }
            }
        }

        impl Number {
            /// The name of its type.
            #[must_use]
            pub fn type_name(self) -> &'static str {
                match self {
                    $(Number::$variant(_) => stringify!($type),)+
                }
            }

            /// The other number, if it is of the same type.
            pub(crate) fn same_type(self, other: Number) -> Result<Number, Refused> {
                match (self, other) {
                    $((Number::$variant(_), Number::$variant(_)) => Ok(other),)+
                    _ => Err(Refused::WrongType {
                        holds: self.type_name().into(),
                        given: other.type_name().into(),
                    }),
                }
            }

            /// The sum. An integer wraps round, as an atomic one does.
            pub(crate) fn plus(self, other: Number) -> Result<Number, Refused> {
                match (self, other) {
                    $((Number::$wrapping(one), Number::$wrapping(other)) => {
                        Ok(Number::$wrapping(one.wrapping_add(other)))
                    })+
                    $((Number::$floating(one), Number::$floating(other)) => {
                        Ok(Number::$floating(one + other))
                    })+
                    _ => Err(Refused::WrongType {
                        holds: self.type_name().into(),
                        given: other.type_name().into(),
                    }),
                }
            }
        }
    };
}

scalars! {
    bool Bool, u8 U8, u16 U16, u32 U32, u64 U64, i8 I8, i16 I16, i32 I32, i64 I64,
    f32 F32, f64 F64, char Char;
    U8 U16 U32 U64 I8 I16 I32 I64;
    F32 F64
}

/// The number that arrived, if it is of this type.
pub(crate) fn typed<T: Scalar>(number: Number) -> Result<T, ProxyError> {
    T::from_number(number).ok_or(ProxyError::Garbled)
}

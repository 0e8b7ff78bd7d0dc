//! What goes into a statement: [`Value`] and the conversions to it.

use bytes::Bytes;
use domain::Timestamp;

use crate::error::{DbError, DbResult};

/// One argument of a statement. The same on both databases; PostgreSQL encodes it as the type that the statement wants.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// NULL, of any type.
    Null,
    /// Any integer column; ids and times too.
    I64(i64),
    /// A floating point column.
    F64(f64),
    /// BOOLEAN on PostgreSQL, 0 or 1 on SQLite.
    Bool(bool),
    /// Text.
    Text(String),
    /// BYTEA on PostgreSQL, BLOB on SQLite.
    Bytes(Bytes),
}

impl Value {
    /// Refuses what one of the two databases could not store, so that neither accepts what the other would not:
    /// PostgreSQL has no NUL in text, SQLite no NaN.
    pub(crate) fn check(&self) -> DbResult<()> {
        match self {
            Self::Text(text) if text.as_bytes().contains(&0) => Err(DbError::Argument(
                "a text with a NUL character cannot be stored".to_owned(),
            )),
            Self::F64(number) if number.is_nan() => Err(DbError::Argument("NaN cannot be stored".to_owned())),
            _ => Ok(()),
        }
    }

    /// About how much memory the value holds outside of itself.
    pub(crate) fn weight(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Bytes(bytes) => bytes.len(),
            _ => 0,
        }
    }

    /// The kind in words, for error messages: arguments may be personal data and are never shown.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::I64(_) => "an integer",
            Self::F64(_) => "a float",
            Self::Bool(_) => "a boolean",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
        }
    }
}

/// What can be an argument; see [`args!`](crate::args).
pub trait ToValue {
    /// The argument.
    fn to_value(self) -> Value;
}

/// The arguments of a statement: `args![conversation.id, &subject, None::<i64>]`.
///
/// Takes its items by value; put `&` before what must stay.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => {
        ::std::vec![$($crate::ToValue::to_value($value)),*]
    };
}

/// Types that convert by one expression, and the matching `From`.
macro_rules! to_value {
    ($($type:ty, $value:ident => $converted:expr;)*) => {$(
        impl ToValue for $type {
            fn to_value(self) -> Value {
                let $value = self;
                $converted
            }
        }

        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                value.to_value()
            }
        }
    )*};
}

to_value! {
    i64, value => Value::I64(value);
    i32, value => Value::I64(value.into());
    i16, value => Value::I64(value.into());
    u32, value => Value::I64(value.into());
    u16, value => Value::I64(value.into());
    u8, value => Value::I64(value.into());
    bool, value => Value::Bool(value);
    f64, value => Value::F64(value);
    f32, value => Value::F64(value.into());
    String, value => Value::Text(value);
    &str, value => Value::Text(value.to_owned());
    Vec<u8>, value => Value::Bytes(value.into());
    &[u8], value => Value::Bytes(Bytes::copy_from_slice(value));
    Bytes, value => Value::Bytes(value);
    Timestamp, value => Value::I64(value.micros());
}

macro_rules! ids_to_value {
    ($($name:ident)*) => {
        to_value! { $(domain::$name, value => Value::I64(value.get());)* }
    };
}
domain::for_each_id!(ids_to_value);

impl ToValue for Value {
    fn to_value(self) -> Value {
        self
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(self) -> Value {
        self.map_or(Value::Null, ToValue::to_value)
    }
}

impl<T: ToValue> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.to_value()
    }
}

/// A reference is copied: `args![&row.subject]` leaves the row whole.
impl<T: ToValue + Clone> ToValue for &T {
    fn to_value(self) -> Value {
        self.clone().to_value()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn args_take_owned_borrowed_and_missing_values() {
        let subject = "Đơn hàng".to_owned();
        let missing: Option<&str> = None;
        let some = Some("a".to_owned());
        let values = args![
            domain::ConversationId(7),
            &subject,
            missing,
            &some,
            true,
            Timestamp(5),
            3_u32
        ];
        assert_eq!(
            values,
            vec![
                Value::I64(7),
                Value::Text(subject),
                Value::Null,
                Value::Text("a".into()),
                Value::Bool(true),
                Value::I64(5),
                Value::I64(3),
            ]
        );
    }

    #[test]
    fn what_one_database_cannot_store_is_refused() {
        assert!(Value::Text("a\0b".into()).check().is_err());
        assert!(Value::F64(f64::NAN).check().is_err());
        assert!(Value::F64(f64::INFINITY).check().is_ok());
        assert!(Value::Bytes(Bytes::from_static(b"a\0b")).check().is_ok());
    }
}

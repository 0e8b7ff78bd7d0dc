//! Values on PostgreSQL's wire: encoded as the type that the server asks for, decoded by the type that it sends.

use std::error::Error;

use bytes::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::row::{ValueError, ValueRef};
use crate::value::Value;

type WireError = Box<dyn Error + Sync + Send>;

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, WireError> {
        match (self, ty) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::I64(value), &Type::INT8) => value.to_sql(ty, out),
            (Self::I64(value), &Type::INT4) => i32::try_from(*value)?.to_sql(ty, out),
            (Self::I64(value), &Type::INT2) => i16::try_from(*value)?.to_sql(ty, out),
            // SQLite would take an integer where a float is wanted.
            (Self::I64(value), &Type::FLOAT8) => (*value as f64).to_sql(ty, out),
            (Self::F64(value), &Type::FLOAT8) => value.to_sql(ty, out),
            (Self::F64(value), &Type::FLOAT4) => (*value as f32).to_sql(ty, out),
            (Self::Bool(value), &Type::BOOL) => value.to_sql(ty, out),
            (
                Self::Text(value),
                &Type::TEXT | &Type::VARCHAR | &Type::BPCHAR | &Type::NAME | &Type::UNKNOWN,
            ) => value.as_str().to_sql(ty, out),
            (Self::Bytes(value), &Type::BYTEA) => value.as_ref().to_sql(ty, out),
            (value, ty) => {
                let kind = value.kind();
                Err(format!(
                    "{kind} where {ty} is wanted; CAST the placeholder where its type is guessed wrong"
                )
                .into())
            }
        }
    }

    fn accepts(_: &Type) -> bool {
        // Decided by `to_sql`, where the value is known.
        true
    }

    to_sql_checked!();
}

/// A column's value of whatever type.
struct Raw<'a>(ValueRef<'a>);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, WireError> {
        Ok(Self(match *ty {
            Type::INT8 => ValueRef::I64(i64::from_sql(ty, raw)?),
            Type::INT4 => ValueRef::I64(i32::from_sql(ty, raw)?.into()),
            Type::INT2 => ValueRef::I64(i16::from_sql(ty, raw)?.into()),
            Type::FLOAT8 => ValueRef::F64(f64::from_sql(ty, raw)?),
            Type::FLOAT4 => ValueRef::F64(f32::from_sql(ty, raw)?.into()),
            Type::BOOL => ValueRef::Bool(bool::from_sql(ty, raw)?),
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN => {
                ValueRef::Text(<&str>::from_sql(ty, raw)?)
            }
            Type::BYTEA => ValueRef::Bytes(raw),
            // SUM of BIGINT and AVG are NUMERIC here, and something else on SQLite.
            _ => {
                return Err(
                    format!("{ty} is not portable, CAST it to BIGINT, DOUBLE PRECISION or TEXT").into(),
                );
            }
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, WireError> {
        Ok(Self(ValueRef::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// The value of a column.
pub(crate) fn value_at(row: &tokio_postgres::Row, index: usize) -> Result<ValueRef<'_>, ValueError> {
    let raw = row.try_get::<_, Raw<'_>>(index);
    raw.map(|Raw(value)| value).map_err(|error| {
        let cause = error
            .source()
            .map_or_else(|| error.to_string(), ToString::to_string);
        ValueError(cause)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_encoded_in_the_width_that_is_asked_for() {
        let mut out = BytesMut::new();
        Value::I64(258).to_sql(&Type::INT4, &mut out).unwrap();
        assert_eq!(&out[..], [0, 0, 1, 2]);
        assert!(Value::I64(1 << 40).to_sql(&Type::INT4, &mut out).is_err());
        assert!(Value::I64(1).to_sql(&Type::TEXT, &mut out).is_err());
        assert!(matches!(
            Value::Null.to_sql(&Type::BYTEA, &mut out),
            Ok(IsNull::Yes)
        ));
    }
}

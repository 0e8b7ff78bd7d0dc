//! What comes out of a statement: [`Row`], and how structs, tuples and single values are read from it.

use std::cell::Cell;

use bytes::Bytes;
use domain::Timestamp;

use crate::error::{DbError, DbResult};

/// A value as the database returned it, borrowed from the row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ValueRef<'a> {
    /// NULL.
    Null,
    /// An integer of any width.
    I64(i64),
    /// A floating point number.
    F64(f64),
    /// A boolean; SQLite has none and returns 0 or 1.
    Bool(bool),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
}

/// A value that is not what the reader expects; becomes [`DbError::Decode`] with the column's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueError(pub String);

impl ValueError {
    /// "expected an integer, found text". Never shows the value itself, which may be personal data.
    #[must_use]
    pub fn unexpected(expected: &str, found: ValueRef<'_>) -> Self {
        let found = match found {
            ValueRef::Null => "NULL",
            ValueRef::I64(_) => "an integer",
            ValueRef::F64(_) => "a float",
            ValueRef::Bool(_) => "a boolean",
            ValueRef::Text(_) => "text",
            ValueRef::Bytes(_) => "bytes",
        };
        Self(format!("expected {expected}, found {found}"))
    }
}

/// What can be read from one column.
pub trait FromValue: Sized {
    /// Converts the column's value.
    ///
    /// # Errors
    /// When the value is of another kind or out of range.
    fn from_value(value: ValueRef<'_>) -> Result<Self, ValueError>;
}

/// What can be read from one row: derive it for structs; tuples and single values have it.
pub trait FromRow: Sized + Send + 'static {
    /// Lists the columns that [`from_row`](Self::from_row) takes with [`Row::next`], in its order. They are found once
    /// per statement. An implementation that only uses [`Row::get`] lists none.
    fn columns(columns: &mut Columns) {
        let _ = columns;
    }

    /// Reads the row.
    ///
    /// # Errors
    /// When a column is missing or holds something else.
    fn from_row(row: &Row<'_>) -> DbResult<Self>;
}

/// The columns that a [`FromRow`] type reads.
#[derive(Debug, Default)]
pub struct Columns {
    wanted: Vec<Wanted>,
    positions: usize,
}

#[derive(Debug)]
enum Wanted {
    Named(&'static str),
    Position(usize),
}

impl Columns {
    /// The column of this name.
    pub fn named(&mut self, name: &'static str) {
        self.wanted.push(Wanted::Named(name));
    }

    /// The next column from the left that no earlier call of this took.
    pub fn positional(&mut self) {
        self.wanted.push(Wanted::Position(self.positions));
        self.positions += 1;
    }
}

/// Where each wanted column stands in the statement's result.
#[derive(Debug, Default)]
pub(crate) struct Plan(Vec<usize>);

impl Plan {
    /// Finds what `T` wants among the names. Done before the first row, so that a wrong name shows on empty tables too.
    pub(crate) fn of<'a, T: FromRow>(
        names: impl ExactSizeIterator<Item = &'a str> + Clone,
    ) -> DbResult<Self> {
        let mut columns = Columns::default();
        T::columns(&mut columns);
        let found = columns.wanted.iter().map(|wanted| match wanted {
            Wanted::Named(name) => {
                let mut places = names
                    .clone()
                    .enumerate()
                    .filter(|(_, candidate)| candidate == name);
                match (places.next(), places.next()) {
                    (Some((index, _)), None) => Ok(index),
                    (None, _) => Err(DbError::decode(name, "the statement does not return this column")),
                    (Some(_), Some(_)) => {
                        Err(DbError::decode(name, "the statement returns this column twice"))
                    }
                }
            }
            Wanted::Position(index) if *index < names.len() => Ok(*index),
            Wanted::Position(index) => {
                let message = format!("the statement returns only {} columns", names.len());
                Err(DbError::decode(&format!("#{index}"), message))
            }
        });
        found.collect::<DbResult<Vec<_>>>().map(Self)
    }
}

/// Where a row's values come from.
#[derive(Clone, Copy)]
pub(crate) enum Source<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

/// One row of a result.
pub struct Row<'a> {
    source: Source<'a>,
    plan: &'a Plan,
    next: Cell<usize>,
}

impl<'a> Row<'a> {
    pub(crate) const fn new(source: Source<'a>, plan: &'a Plan) -> Self {
        Self {
            source,
            plan,
            next: Cell::new(0),
        }
    }

    /// Reads the next of the columns listed by [`FromRow::columns`].
    ///
    /// # Errors
    /// When the value does not convert.
    pub fn next<T: FromValue>(&self) -> DbResult<T> {
        let place = self.next.get();
        self.next.set(place + 1);
        match self.plan.0.get(place) {
            Some(index) => self.at(*index),
            None => Err(DbError::decode(
                &format!("#{place}"),
                "read but not listed by FromRow::columns",
            )),
        }
    }

    /// Reads the next column as `Raw` and converts it.
    ///
    /// # Errors
    /// When one of the two conversions fails.
    pub fn next_from<Raw, T>(&self) -> DbResult<T>
    where
        Raw: FromValue,
        T: TryFrom<Raw>,
        T::Error: std::fmt::Display,
    {
        let raw = self.next::<Raw>()?;
        T::try_from(raw).map_err(|error| DbError::decode(&self.last_name(), error.to_string()))
    }

    /// Like [`next_from`](Self::next_from), NULL as `None`.
    ///
    /// # Errors
    /// When one of the two conversions fails.
    pub fn next_from_optional<Raw, T>(&self) -> DbResult<Option<T>>
    where
        Raw: FromValue,
        T: TryFrom<Raw>,
        T::Error: std::fmt::Display,
    {
        let raw = self.next::<Option<Raw>>()?;
        raw.map(T::try_from)
            .transpose()
            .map_err(|error| DbError::decode(&self.last_name(), error.to_string()))
    }

    /// Reads the column of this name. Compares names on every call; derived code does not.
    ///
    /// # Errors
    /// When there is no such column or the value does not convert.
    pub fn get<T: FromValue>(&self, name: &str) -> DbResult<T> {
        let index = match self.source {
            Source::Sqlite(row) => row.as_ref().column_names().position(|column| column == name),
            Source::Postgres(row) => row.columns().iter().position(|column| column.name() == name),
        };
        self.at(index.ok_or_else(|| DbError::decode(name, "the statement does not return this column"))?)
    }

    /// Reads the column at this place, from 0.
    ///
    /// # Errors
    /// When there is no such column or the value does not convert.
    pub fn at<T: FromValue>(&self, index: usize) -> DbResult<T> {
        let value = match self.source {
            Source::Sqlite(row) => crate::sqlite::value_at(row, index),
            Source::Postgres(row) => crate::postgres::value_at(row, index),
        };
        value
            .and_then(T::from_value)
            .map_err(|ValueError(message)| DbError::decode(&self.name(index), message))
    }

    fn last_name(&self) -> String {
        let place = self.next.get().saturating_sub(1);
        self.plan
            .0
            .get(place)
            .map_or_else(|| format!("#{place}"), |index| self.name(*index))
    }

    fn name(&self, index: usize) -> String {
        let name = match self.source {
            Source::Sqlite(row) => row.as_ref().column_name(index).ok(),
            Source::Postgres(row) => row.columns().get(index).map(tokio_postgres::Column::name),
        };
        name.map_or_else(|| format!("#{index}"), str::to_owned)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: ValueRef<'_>) -> Result<Self, ValueError> {
        match value {
            ValueRef::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }
}

impl<T: FromValue + Send + 'static> FromRow for Option<T> {
    fn columns(columns: &mut Columns) {
        columns.positional();
    }

    fn from_row(row: &Row<'_>) -> DbResult<Self> {
        row.next()
    }
}

/// Reads a single column, alone in a row or as part of one.
macro_rules! from_value {
    ($($type:ty, $expected:literal, $($pattern:pat => $converted:expr),+;)*) => {$(
        impl FromValue for $type {
            fn from_value(value: ValueRef<'_>) -> Result<Self, ValueError> {
                match value {
                    $($pattern => Ok($converted),)+
                    other => Err(ValueError::unexpected($expected, other)),
                }
            }
        }

        single_column!($type);
    )*};
}

macro_rules! single_column {
    ($type:ty) => {
        impl FromRow for $type {
            fn columns(columns: &mut Columns) {
                columns.positional();
            }

            fn from_row(row: &Row<'_>) -> DbResult<Self> {
                row.next()
            }
        }
    };
}

from_value! {
    i64, "an integer", ValueRef::I64(value) => value;
    // SQLite returns 3 for a float that was stored as 3 and computed as an integer.
    f64, "a float", ValueRef::F64(value) => value, ValueRef::I64(value) => value as f64;
    bool, "a boolean", ValueRef::Bool(value) => value, ValueRef::I64(0) => false, ValueRef::I64(1) => true;
    String, "text", ValueRef::Text(value) => value.to_owned();
    Vec<u8>, "bytes", ValueRef::Bytes(value) => value.to_vec();
    Bytes, "bytes", ValueRef::Bytes(value) => Self::copy_from_slice(value);
    Timestamp, "an integer", ValueRef::I64(value) => Self(value);
}

macro_rules! checked_integers {
    ($($type:ty)*) => {$(
        impl FromValue for $type {
            fn from_value(value: ValueRef<'_>) -> Result<Self, ValueError> {
                let wide = i64::from_value(value)?;
                Self::try_from(wide)
                    .map_err(|_| ValueError(format!("{wide} does not fit {}", stringify!($type))))
            }
        }

        single_column!($type);
    )*};
}
checked_integers!(i32 u32 i16 u16 u8 u64 usize);

macro_rules! ids_from_value {
    ($($name:ident)*) => {
        from_value! { $(domain::$name, "an integer", ValueRef::I64(value) => Self(value);)* }
    };
}
domain::for_each_id!(ids_from_value);

macro_rules! tuples {
    ($(($($name:ident)+))*) => {$(
        impl<$($name: FromValue + Send + 'static),+> FromRow for ($($name,)+) {
            fn columns(columns: &mut Columns) {
                // Once per element.
                $(let _ = stringify!($name); columns.positional();)+
            }

            fn from_row(row: &Row<'_>) -> DbResult<Self> {
                Ok(($(row.next::<$name>()?,)+))
            }
        }
    )*};
}
tuples! {
    (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H)
    (A B C D E F G H I) (A B C D E F G H I J) (A B C D E F G H I J K) (A B C D E F G H I J K L)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Two;

    impl FromRow for Two {
        fn columns(columns: &mut Columns) {
            columns.named("b");
            columns.named("a");
        }

        fn from_row(_: &Row<'_>) -> DbResult<Self> {
            Ok(Self)
        }
    }

    #[test]
    fn columns_are_found_by_name_in_any_order() {
        assert_eq!(
            Plan::of::<Two>(["a", "x", "b"].into_iter()).unwrap().0,
            vec![2, 0]
        );
    }

    #[test]
    fn missing_and_ambiguous_columns_are_told_before_the_first_row() {
        let missing = Plan::of::<Two>(["a"].into_iter()).unwrap_err();
        assert!(missing.to_string().contains("column b"), "{missing}");
        let twice = Plan::of::<Two>(["a", "b", "a"].into_iter()).unwrap_err();
        assert!(twice.to_string().contains("twice"), "{twice}");
        assert!(Plan::of::<(i64, i64)>(["a"].into_iter()).is_err());
    }

    #[test]
    fn integers_are_checked_and_booleans_come_in_both_forms() {
        assert_eq!(u32::from_value(ValueRef::I64(7)), Ok(7));
        assert!(u32::from_value(ValueRef::I64(-1)).is_err());
        assert_eq!(bool::from_value(ValueRef::I64(1)), Ok(true));
        assert!(bool::from_value(ValueRef::I64(2)).is_err());
        assert!(i64::from_value(ValueRef::F64(1.0)).is_err());
        assert_eq!(Option::<i64>::from_value(ValueRef::Null), Ok(None));
    }
}

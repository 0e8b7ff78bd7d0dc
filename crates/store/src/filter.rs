//! Conditions put together at run time, with their arguments in step.

use db::Value;

/// A growing `WHERE` clause. Texts are constants of the program, values always arguments.
#[derive(Debug, Default)]
pub struct Filter {
    conditions: Vec<String>,
    args: Vec<Value>,
}

impl Filter {
    /// Begins with arguments that stand before the `WHERE` clause.
    #[must_use]
    pub const fn after(args: Vec<Value>) -> Self {
        Self {
            conditions: Vec::new(),
            args,
        }
    }

    /// Adds a condition; each `?` in it becomes the placeholder of the next of `values`.
    pub fn and(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        let mut text = String::with_capacity(condition.len() + 8);
        let mut values = values.into_iter();
        for piece in condition.split_inclusive('?') {
            match (
                piece.strip_suffix('?'),
                piece.ends_with('?').then(|| values.next()).flatten(),
            ) {
                (Some(before), Some(value)) => {
                    self.args.push(value);
                    text.push_str(before);
                    text.push('$');
                    text.push_str(&self.args.len().to_string());
                }
                _ => text.push_str(piece),
            }
        }
        debug_assert!(values.next().is_none(), "more values than places in {condition}");
        self.conditions.push(text);
    }

    /// Adds `column IN (...)`; an empty list matches nothing.
    pub fn is_in(&mut self, column: &str, values: impl IntoIterator<Item = Value>) {
        let values: Vec<Value> = values.into_iter().collect();
        if values.is_empty() {
            self.conditions.push("1 = 0".to_owned());
        } else {
            self.and(
                &format!("{column} IN ({})", vec!["?"; values.len()].join(", ")),
                values,
            );
        }
    }

    /// Adds an argument that stands after the clause; returns its placeholder.
    pub fn arg(&mut self, value: impl Into<Value>) -> String {
        self.args.push(value.into());
        format!("${}", self.args.len())
    }

    /// ` WHERE …`, or nothing.
    #[must_use]
    pub fn clause(&self) -> String {
        if self.conditions.is_empty() {
            String::new()
        } else {
            format!(" WHERE {}", self.conditions.join(" AND "))
        }
    }

    /// Begins another clause of the same statement: the arguments stay.
    pub fn clear(&mut self) {
        self.conditions.clear();
    }

    /// The arguments, in the order of their placeholders.
    #[must_use]
    pub fn into_args(self) -> Vec<Value> {
        self.args
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_follow_their_values() {
        let mut filter = Filter::after(vec![Value::I64(9)]);
        filter.and("a = ?", [Value::I64(1)]);
        filter.and("(b, c) < (?, ?)", [Value::I64(2), Value::I64(3)]);
        filter.is_in("d", [Value::I64(4), Value::I64(5)]);
        filter.is_in("e", []);
        let limit = filter.arg(50_i64);
        assert_eq!(
            filter.clause(),
            " WHERE a = $2 AND (b, c) < ($3, $4) AND d IN ($5, $6) AND 1 = 0"
        );
        assert_eq!(limit, "$7");
        assert_eq!(filter.into_args().len(), 7);
    }
}

//! Roles and their permissions.

use db::{DbResult, Executor, FromRow, args};
use domain::{BuiltInRole, Permission, Permissions, RoleId};

/// A role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Key.
    pub id: RoleId,
    /// Which of the roles that come with the product it is, none for own ones.
    pub key: Option<BuiltInRole>,
    /// Name.
    pub name: String,
    /// What it may do.
    pub permissions: Permissions,
    /// Whether it sees every inbox.
    pub all_inboxes: bool,
    /// Whether personal data of customers is masked for it.
    pub mask_personal_data: bool,
}

#[derive(FromRow)]
struct RoleRow {
    id: RoleId,
    #[row(try_from = "String")]
    key: Option<BuiltInRole>,
    name: String,
    all_inboxes: bool,
    mask_personal_data: bool,
    permissions: Option<String>,
}

impl From<RoleRow> for Role {
    fn from(row: RoleRow) -> Self {
        Self {
            id: row.id,
            key: row.key,
            name: row.name,
            permissions: read_permissions(row.permissions.as_deref()),
            all_inboxes: row.all_inboxes,
            mask_personal_data: row.mask_personal_data,
        }
    }
}

/// Permissions from their names with spaces between. Names that this version does not know are left out: whoever wrote them was
/// newer, and what is not known cannot be allowed.
#[must_use]
pub fn read_permissions(names: Option<&str>) -> Permissions {
    names
        .unwrap_or_default()
        .split_ascii_whitespace()
        .filter_map(|name| name.parse::<Permission>().ok())
        .collect()
}

/// All roles, those of the product first.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl Executor) -> DbResult<Vec<Role>> {
    let rows: Vec<RoleRow> = db
        .all(
            "SELECT r.id, r.key, r.name, r.all_inboxes, r.mask_personal_data,
                    (SELECT string_agg(p.permission, ' ') FROM role_permission p WHERE p.role_id = r.id) AS permissions
               FROM role r ORDER BY CASE WHEN r.key IS NULL THEN 1 ELSE 0 END, r.id",
            args![],
        )
        .await?;
    Ok(rows.into_iter().map(Role::from).collect())
}

/// One role.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl Executor, id: RoleId) -> DbResult<Option<Role>> {
    let row: Option<RoleRow> = db
        .opt(
            "SELECT r.id, r.key, r.name, r.all_inboxes, r.mask_personal_data,
                    (SELECT string_agg(p.permission, ' ') FROM role_permission p WHERE p.role_id = r.id) AS permissions
               FROM role r WHERE r.id = $1",
            args![id],
        )
        .await?;
    Ok(row.map(Role::from))
}

/// The key of a role that comes with the product.
///
/// # Errors
/// When the database fails.
pub async fn find_built_in(db: &impl Executor, role: BuiltInRole) -> DbResult<Option<RoleId>> {
    db.opt("SELECT id FROM role WHERE key = $1", args![role.as_str()])
        .await
}

/// Holds back everybody else who changes who is an owner, until the transaction ends: two owners who deactivate each other at once
/// would otherwise leave none.
///
/// # Errors
/// When the database fails.
pub async fn lock_owners(tx: &impl Executor) -> DbResult<()> {
    let sql = format!("SELECT id FROM role WHERE key = $1 {}", tx.dialect().for_update());
    tx.opt::<RoleId>(&sql, args![BuiltInRole::Owner.as_str()]).await?;
    Ok(())
}

/// Makes an own role.
///
/// # Errors
/// `UniqueViolation` when the name is taken.
pub async fn insert(tx: &impl Executor, new: &Role, folded: &str) -> DbResult<RoleId> {
    let id = tx
        .one(
            "INSERT INTO role (key, name, name_folded, all_inboxes, mask_personal_data) VALUES (NULL, $1, $2, $3, $4)
             RETURNING id",
            args![&new.name, folded, new.all_inboxes, new.mask_personal_data],
        )
        .await?;
    replace_permissions(tx, id, new.permissions).await?;
    Ok(id)
}

/// Makes a role of the product if it is not there.
///
/// # Errors
/// When the database fails.
pub async fn insert_built_in(tx: &impl Executor, role: BuiltInRole, folded: &str) -> DbResult<()> {
    tx.exec(
        "INSERT INTO role (key, name, name_folded, all_inboxes, mask_personal_data) VALUES ($1, $2, $3, $4, FALSE)
         ON CONFLICT (key) DO NOTHING",
        args![role.as_str(), role.title(), folded, role.all_inboxes()],
    )
    .await?;
    Ok(())
}

/// Changes everything but the key; false when there is no such role.
///
/// # Errors
/// `UniqueViolation` when the name is taken.
pub async fn update(tx: &impl Executor, role: &Role, folded: &str) -> DbResult<bool> {
    let sql = "UPDATE role SET name = $2, name_folded = $3, all_inboxes = $4, mask_personal_data = $5 WHERE id = $1";
    let args = args![
        role.id,
        &role.name,
        folded,
        role.all_inboxes,
        role.mask_personal_data
    ];
    if tx.exec(sql, args).await? == 0 {
        return Ok(false);
    }
    replace_permissions(tx, role.id, role.permissions).await?;
    Ok(true)
}

async fn replace_permissions(tx: &impl Executor, id: RoleId, permissions: Permissions) -> DbResult<()> {
    tx.exec("DELETE FROM role_permission WHERE role_id = $1", args![id])
        .await?;
    for permission in permissions.iter() {
        tx.exec(
            "INSERT INTO role_permission (role_id, permission) VALUES ($1, $2)",
            args![id, permission.as_str()],
        )
        .await?;
    }
    Ok(())
}

/// Deletes a role; false when there is none.
///
/// # Errors
/// `ForeignKeyViolation` when an agent has it.
pub async fn delete(tx: &impl Executor, id: RoleId) -> DbResult<bool> {
    Ok(tx.exec("DELETE FROM role WHERE id = $1", args![id]).await? > 0)
}

/// How many agents have the role, inactive ones included.
///
/// # Errors
/// When the database fails.
pub async fn count_agents(db: &impl Executor, id: RoleId) -> DbResult<i64> {
    db.one("SELECT COUNT(*) FROM agent WHERE role_id = $1", args![id])
        .await
}

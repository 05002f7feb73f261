namespace Cluster.Transactions.Postgres;

/// <summary>How what a transaction reads in PostgreSQL is kept apart from what others write there; PostgreSQL's own levels.</summary>
public enum PostgresIsolation
{
    /// <summary>Each command sees what is committed when it begins. What is read <c>FOR SHARE</c> or <c>FOR UPDATE</c> stays as it is until the transaction is over.</summary>
    ReadCommitted,

    /// <summary>All commands see the same snapshot; a write over something newer fails, and the transaction is run again.</summary>
    RepeatableRead,

    /// <summary>Serializable among the transactions of this database.</summary>
    Serializable,
}

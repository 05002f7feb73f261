using Microsoft.Extensions.Logging;

namespace Cluster.Transactions.Postgres;

internal static partial class PostgresTransactionRecoveryLog
{
    [LoggerMessage(LogLevel.Information, "The prepared transaction {Name} was left behind and is {Outcome} now.")]
    public static partial void Recovered(this ILogger logger, string name, string outcome);

    [LoggerMessage(LogLevel.Warning, "Prepared transactions of database {Database} can't be looked after for now; it is tried again.")]
    public static partial void RecoveryInterrupted(this ILogger logger, Exception failure, string database);
}

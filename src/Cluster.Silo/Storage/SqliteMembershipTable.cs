using System.Globalization;
using Cluster.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Cluster.Silo.Storage;

/// <summary>
/// Orleans' membership table in the embedded database. A change of a member and the step of the table's version are one transaction, and happen only
/// from the version that the writer has read: the table is changed by compare-and-swap.
/// </summary>
internal sealed class SqliteMembershipTable(SqliteClusterDatabase database, IOptions<ClusterOptions> cluster, TimeProvider time) : IMembershipTable
{
    /// <summary>A local cluster takes a new identity at each start; what earlier ones left is kept this long.</summary>
    private static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    private readonly string _clusterId = cluster.Value.ClusterId;

    public Task InitializeMembershipTable(bool tryInitTableVersion) =>
        tryInitTableVersion
            ? database.WriteAsync(connection =>
            {
                DropAbandonedClusters(connection);
                return connection.Execute("INSERT INTO ClusterVersion (ClusterId, Version) VALUES ($1, 0) ON CONFLICT DO NOTHING", _clusterId);
            })
            : Task.CompletedTask;

    public Task<MembershipTableData> ReadAll() => database.ReadAsync(connection => new MembershipTableData(
        connection.Query(SqliteMembershipRow.Read, $"SELECT {SqliteMembershipRow.Columns} FROM ClusterMember WHERE ClusterId = $1", _clusterId),
        ReadVersion(connection)));

    public Task<MembershipTableData> ReadRow(SiloAddress key) => database.ReadAsync(connection => new MembershipTableData(
        connection.Query(
            SqliteMembershipRow.Read,
            $"SELECT {SqliteMembershipRow.Columns} FROM ClusterMember WHERE ClusterId = $1 AND Address = $2",
            _clusterId,
            key.ToParsableString()),
        ReadVersion(connection)));

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => database.WriteAsync(connection =>
        connection.Scalar<long>(
            "SELECT COUNT(*) FROM ClusterMember WHERE ClusterId = $1 AND Address = $2", _clusterId, entry.SiloAddress.ToParsableString()) == 0
        && TryStepVersion(connection, tableVersion)
        && SqliteMembershipRow.Write(connection, _clusterId, entry, tableVersion.Version));

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => database.WriteAsync(connection =>
        connection.Scalar<long>(
            "SELECT COUNT(*) FROM ClusterMember WHERE ClusterId = $1 AND Address = $2 AND ETag = $3",
            _clusterId,
            entry.SiloAddress.ToParsableString(),
            ParseETag(etag)) == 1
        && TryStepVersion(connection, tableVersion)
        && SqliteMembershipRow.Write(connection, _clusterId, entry, tableVersion.Version));

    public Task UpdateIAmAlive(MembershipEntry entry) => database.WriteAsync(connection => connection.Execute(
        "UPDATE ClusterMember SET IAmAliveTime = $3 WHERE ClusterId = $1 AND Address = $2",
        _clusterId,
        entry.SiloAddress.ToParsableString(),
        entry.IAmAliveTime.Ticks));

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => database.WriteAsync(connection => connection.Execute(
        "DELETE FROM ClusterMember WHERE ClusterId = $1 AND Status <> $2 AND MAX(IAmAliveTime, StartTime) < $3",
        _clusterId,
        (int)SiloStatus.Active,
        beforeDate.UtcTicks));

    public Task DeleteMembershipTableEntries(string clusterId) => database.WriteAsync(connection =>
        connection.Execute("DELETE FROM ClusterMember WHERE ClusterId = $1", clusterId)
        + connection.Execute("DELETE FROM ClusterVersion WHERE ClusterId = $1", clusterId));

    private void DropAbandonedClusters(SqliteConnection connection)
    {
        foreach (var abandoned in connection.Query(
            row => row.GetString(0),
            "SELECT ClusterId FROM ClusterMember WHERE ClusterId <> $1 GROUP BY ClusterId HAVING MAX(MAX(IAmAliveTime, StartTime)) < $2",
            _clusterId,
            (time.GetUtcNow() - Retention).UtcTicks))
        {
            connection.Execute("DELETE FROM ClusterMember WHERE ClusterId = $1", abandoned);
            connection.Execute("DELETE FROM ClusterVersion WHERE ClusterId = $1", abandoned);
        }
    }

    private TableVersion ReadVersion(SqliteConnection connection)
    {
        var version = (int)connection.Scalar<long>("SELECT Version FROM ClusterVersion WHERE ClusterId = $1", _clusterId);
        return new TableVersion(version, version.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Takes the table from the version whose tag the writer holds to the one it asks for.</summary>
    private bool TryStepVersion(SqliteConnection connection, TableVersion next) => connection.Execute(
        "UPDATE ClusterVersion SET Version = $2 WHERE ClusterId = $1 AND Version = $3", _clusterId, next.Version, ParseETag(next.VersionEtag)) == 1;

    /// <summary>No row has a tag below zero, so a tag that was not given out here matches nothing.</summary>
    private static long ParseETag(string etag) => long.TryParse(etag, CultureInfo.InvariantCulture, out var value) ? value : -1;
}

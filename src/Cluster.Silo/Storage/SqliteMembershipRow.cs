using System.Globalization;
using System.Text.Json;
using Cluster.Storage;
using Microsoft.Data.Sqlite;
using Orleans.Runtime;

namespace Cluster.Silo.Storage;

/// <summary>A silo's entry as a row of the table ClusterMember.</summary>
internal static class SqliteMembershipRow
{
    public const string Columns =
        "Address, ETag, Status, ProxyPort, HostName, SiloName, RoleName, UpdateZone, FaultZone, SuspectTimes, StartTime, IAmAliveTime";

    public static Tuple<MembershipEntry, string> Read(SqliteDataReader row) => Tuple.Create(
        new MembershipEntry
        {
            SiloAddress = SiloAddress.FromParsableString(row.GetString(0)),
            Status = (SiloStatus)row.GetInt32(2),
            ProxyPort = row.GetInt32(3),
            HostName = row.GetString(4),
            SiloName = row.GetString(5),
            RoleName = row.IsDBNull(6) ? null : row.GetString(6),
            UpdateZone = row.GetInt32(7),
            FaultZone = row.GetInt32(8),
            SuspectTimes = ReadSuspectTimes(row.GetString(9)),
            StartTime = new DateTime(row.GetInt64(10), DateTimeKind.Utc),
            IAmAliveTime = new DateTime(row.GetInt64(11), DateTimeKind.Utc),
        },
        row.GetInt64(1).ToString(CultureInfo.InvariantCulture));

    public static bool Write(SqliteConnection connection, string clusterId, MembershipEntry entry, int version) => connection.Execute(
        $"INSERT OR REPLACE INTO ClusterMember (ClusterId, {Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        clusterId,
        entry.SiloAddress.ToParsableString(),
        version,
        (int)entry.Status,
        entry.ProxyPort,
        entry.HostName ?? "",
        entry.SiloName ?? "",
        entry.RoleName,
        entry.UpdateZone,
        entry.FaultZone,
        WriteSuspectTimes(entry.SuspectTimes),
        entry.StartTime.Ticks,
        entry.IAmAliveTime.Ticks) == 1;

    private static string WriteSuspectTimes(List<Tuple<SiloAddress, DateTime>>? votes) => JsonSerializer.Serialize(
        (votes ?? []).Select(vote => new Vote(vote.Item1.ToParsableString(), vote.Item2.Ticks)));

    private static List<Tuple<SiloAddress, DateTime>> ReadSuspectTimes(string json) =>
        [.. JsonSerializer.Deserialize<Vote[]>(json)!.Select(vote =>
            Tuple.Create(SiloAddress.FromParsableString(vote.Silo), new DateTime(vote.Ticks, DateTimeKind.Utc)))];

    private sealed record Vote(string Silo, long Ticks);
}

using Cluster.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Cluster.Silo.Storage;

/// <summary>Orleans' reminder table in the embedded database.</summary>
internal sealed class SqliteReminderTable(SqliteClusterDatabase database, IOptions<ClusterOptions> cluster) : IReminderTable
{
    private const string Select = "SELECT GrainId, Name, StartAt, Period, ETag FROM Reminder WHERE ServiceId = $1 AND ";

    private readonly string _serviceId = cluster.Value.ServiceId;

    public async Task<ReminderTableData> ReadRows(GrainId grainId) => new(
        await database.ReadAsync(connection => connection.Query(Read, Select + "GrainId = $2", _serviceId, grainId.ToString())));

    public async Task<ReminderTableData> ReadRows(uint begin, uint end)
    {
        // The hashes lie on a ring: a range whose begin is not below its end goes through zero.
        var range = begin < end ? "GrainHash > $2 AND GrainHash <= $3" : "(GrainHash > $2 OR GrainHash <= $3)";
        return new(await database.ReadAsync(connection => connection.Query(Read, Select + range, _serviceId, (long)begin, (long)end)));
    }

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => database.ReadAsync(connection =>
        connection.Query(Read, Select + "GrainId = $2 AND Name = $3", _serviceId, grainId.ToString(), reminderName).SingleOrDefault());

    public Task<string?> UpsertRow(ReminderEntry entry) => database.WriteAsync<string?>(connection =>
    {
        var etag = Guid.NewGuid().ToString("N");
        connection.Execute(
            "INSERT OR REPLACE INTO Reminder (ServiceId, GrainId, Name, GrainHash, StartAt, Period, ETag) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            _serviceId,
            entry.GrainId.ToString(),
            entry.ReminderName,
            (long)entry.GrainId.GetUniformHashCode(),
            entry.StartAt.Ticks,
            entry.Period.Ticks,
            etag);
        return etag;
    });

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => database.WriteAsync(connection => connection.Execute(
        "DELETE FROM Reminder WHERE ServiceId = $1 AND GrainId = $2 AND Name = $3 AND ETag = $4", _serviceId, grainId.ToString(), reminderName, eTag) == 1);

    public Task TestOnlyClearTable() => database.WriteAsync(connection => connection.Execute("DELETE FROM Reminder WHERE ServiceId = $1", _serviceId));

    private static ReminderEntry Read(SqliteDataReader row) => new()
    {
        GrainId = GrainId.Parse(row.GetString(0)),
        ReminderName = row.GetString(1),
        StartAt = new DateTime(row.GetInt64(2), DateTimeKind.Utc),
        Period = new TimeSpan(row.GetInt64(3)),
        ETag = row.GetString(4),
    };
}

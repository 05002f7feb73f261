using System.Text.Json.Serialization;

namespace Cluster.Simulation.Histories;

/// <summary>
/// One operation of one client, as a line of a history. Times are nanoseconds of one clock, <see cref="StartNs"/> taken before the call
/// and <see cref="EndNs"/> after it.
/// </summary>
internal sealed record HistoryEntry
{
    [JsonPropertyName("client")]
    public required int Client { get; init; }

    [JsonPropertyName("key"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    /// <summary>read, write, cas, acquire, try, renew, release, break, guarded, txn.</summary>
    [JsonPropertyName("op")]
    public required string Op { get; init; }

    /// <summary>What was to be written; what a compare-and-set expected, and what it was to write.</summary>
    [JsonPropertyName("arg"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonConverter(typeof(ArgumentJson))]
    public IReadOnlyList<long>? Arg { get; init; }

    /// <summary>What was read, or what a compare-and-set found; absent for an absent register.</summary>
    [JsonPropertyName("value"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Value { get; init; }

    [JsonPropertyName("token"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Token { get; init; }

    [JsonPropertyName("lease_ns"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? LeaseNs { get; init; }

    /// <summary>x (exclusive), s (shared) or u (upgradeable).</summary>
    [JsonPropertyName("mode"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Mode { get; init; }

    [JsonPropertyName("permits"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Permits { get; init; }

    /// <summary>What a transaction did, in order.</summary>
    [JsonPropertyName("ops"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TransactionStep>? Ops { get; init; }

    [JsonPropertyName("start_ns")]
    public required long StartNs { get; init; }

    [JsonPropertyName("end_ns")]
    public required long EndNs { get; init; }

    [JsonPropertyName("ok"), JsonConverter(typeof(OutcomeJson))]
    public required Outcome Ok { get; init; }
}

using System.Text.Json.Serialization;

namespace Cluster.Simulation.Histories;

/// <summary>What a transaction did with one key, as <c>["r","x",1]</c> is in a history.</summary>
/// <param name="Kind">r (read), w (write), append, or add to a number.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">The number that was read, written, appended or added; null when a list was read.</param>
/// <param name="List">The list that was read.</param>
[JsonConverter(typeof(TransactionStepJson))]
internal sealed record TransactionStep(string Kind, string Key, long? Value, IReadOnlyList<int>? List = null);

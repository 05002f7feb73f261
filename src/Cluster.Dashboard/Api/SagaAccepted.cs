namespace Cluster.Dashboard.Api;

/// <summary>A saga that was accepted. It is durable: it ends completed or compensated, whichever silo dies.</summary>
/// <param name="Id">The saga's identity, for /api/sagas/{id}.</param>
/// <param name="IsNew">Whether this call started it; false when there was a saga of that identity.</param>
internal sealed record SagaAccepted(string Id, bool IsNew);

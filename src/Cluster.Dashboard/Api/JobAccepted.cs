namespace Cluster.Dashboard.Api;

/// <summary>A job that was accepted. It is durable: it goes on and ends once, whichever silo dies.</summary>
/// <param name="Id">The job's identity, for /api/jobs/{id}.</param>
internal sealed record JobAccepted(string Id);

namespace Cluster.Silo.Data.Jobs;

/// <summary>The job cannot succeed; the message says why.</summary>
internal sealed class JobErrorException(string message) : Exception(message);

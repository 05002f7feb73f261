namespace Cluster.Silo.Data.Jobs;

/// <summary>Another activation has taken the job over under a later epoch; this one must stop and change nothing.</summary>
internal sealed class DriverFencedException(string message, Exception? innerException = null) : Exception(message, innerException);

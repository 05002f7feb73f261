namespace Cluster.Silo.Data.Hosting;

/// <summary>An output that a task needs cannot be fetched any more. The task's report names it; the attempt is not to blame.</summary>
internal sealed class OutputLostException : Exception;

namespace Cluster.Silo.Data.Hosting;

/// <summary>A job's mapper or reducer cannot be loaded or configured. Never worth a retry.</summary>
internal sealed class JobCodeException(string message, Exception? innerException = null) : Exception(message, innerException);

namespace Cluster.Silo.Data.Results;

/// <summary>The result file cannot be written. The message names it. Never worth a retry.</summary>
internal sealed class ResultException(string message, Exception? innerException = null) : Exception(message, innerException);

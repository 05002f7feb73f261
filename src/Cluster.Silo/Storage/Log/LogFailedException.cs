namespace Cluster.Silo.Storage.Log;

/// <summary>
/// A write or sync failed and the log takes no more records until it is opened again. Whether the records of the failed batch are on
/// the disk is not known: recovery decides.
/// </summary>
internal sealed class LogFailedException(string path, Exception innerException)
    : IOException($"The log in {path} failed and is closed for appends until it is opened again: {innerException.Message}", innerException);

namespace Cluster.Silo.Data.Input;

/// <summary>An input is missing, unreadable, or not what it was when the job was planned. The message names the path. Never worth a retry.</summary>
internal sealed class InputException(string message, Exception? innerException = null) : Exception(message, innerException);

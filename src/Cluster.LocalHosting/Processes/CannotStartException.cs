namespace Cluster.LocalHosting.Processes;

/// <summary>A resource, or the application, cannot be started, and trying again would not help; the message says why and what would.</summary>
internal sealed class CannotStartException(string message, Exception? innerException = null) : Exception(message, innerException);

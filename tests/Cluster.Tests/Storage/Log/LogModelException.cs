namespace Cluster.Tests.Storage.Log;

/// <summary>The log did something that its model does not allow.</summary>
internal sealed class LogModelException(string message) : Exception(message);

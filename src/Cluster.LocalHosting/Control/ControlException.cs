using System.Net;

namespace Cluster.LocalHosting.Control;

/// <summary>The AppHost refused a request, or none could be reached; the message says what was wrong and what would be right.</summary>
public sealed class ControlException(string message, Exception? innerException = null, HttpStatusCode? status = null)
    : Exception(message, innerException)
{
    /// <summary>What the AppHost answered, or null when none could be reached.</summary>
    public HttpStatusCode? Status { get; } = status;
}

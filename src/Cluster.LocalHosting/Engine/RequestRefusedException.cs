namespace Cluster.LocalHosting.Engine;

/// <summary>A request to the engine cannot be met; the message says what is wrong and what would be right.</summary>
/// <param name="statusCode">The HTTP status that says it: 400, 404 or 409.</param>
/// <param name="message">For people.</param>
internal sealed class RequestRefusedException(int statusCode, string message) : Exception(message)
{
    public int StatusCode { get; } = statusCode;
}

namespace Cluster;

/// <summary>
/// A call got no answer before its deadline. It may have taken effect, may take effect later, or never:
/// a time-out never means that it did not happen. Read the state before you repeat a call that is not safe to repeat.
/// </summary>
[GenerateSerializer, Alias("Cluster.OutcomeUnknownException")]
public sealed class OutcomeUnknownException : ClusterException
{
    /// <summary>Creates the exception.</summary>
    public OutcomeUnknownException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}

namespace Cluster.Registers;

/// <summary>A register holds a value that cannot be read as the type that was asked for: it was written as another type.</summary>
[GenerateSerializer, Alias("Cluster.Registers.RegisterTypeException")]
public sealed class RegisterTypeException : ClusterException
{
    /// <summary>Creates the exception.</summary>
    public RegisterTypeException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

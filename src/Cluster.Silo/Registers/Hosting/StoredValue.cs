namespace Cluster.Silo.Registers.Hosting;

/// <summary>A value as replicas keep it: a byte that tells the layout, then the client's bytes.</summary>
internal static class StoredValue
{
    private const byte Plain = 0;

    /// <summary>Null stands for an absent value and stays null.</summary>
    public static byte[]? Wrap(byte[]? value) => value is null ? null : [Plain, .. value];

    public static byte[]? Unwrap(byte[]? stored) => stored switch
    {
        null => null,
        [Plain, .. var value] => value,
        _ => throw new FormatException($"A register holds a value of layout {(stored.Length == 0 ? "none" : stored[0])}, which this version does not know."),
    };
}

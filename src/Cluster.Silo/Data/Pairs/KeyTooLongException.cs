using System.Text;

namespace Cluster.Silo.Data.Pairs;

/// <summary>A mapper emitted a key that is longer than a job allows.</summary>
internal sealed class KeyTooLongException(string message) : Exception(message)
{
    private const int Shown = 32;

    public static void ThrowIfLong(ReadOnlySpan<byte> key)
    {
        if (key.Length > Key.MaxLength)
        {
            throw new KeyTooLongException(
                $"A key of {key.Length:N0} bytes begins with '{Encoding.UTF8.GetString(key[..Shown])}'; a key may have at most {Key.MaxLength:N0} bytes.");
        }
    }
}

using System.Security.Cryptography;
using System.Text;

namespace Cluster.Locks.Local;

/// <summary>The name of a lock as a name of a file: something a person can read, and the hash that makes it unique, also where case does not count.</summary>
internal static class LockFileName
{
    private const int ReadablePart = 40;
    private const int HashBytes = 16;

    public static string Of(string name)
    {
        var file = new StringBuilder(ReadablePart + 1 + (2 * HashBytes));
        foreach (var character in name.AsSpan(0, Math.Min(name.Length, ReadablePart)))
            file.Append(char.IsAsciiLetterOrDigit(character) ? character : '-');
        return file.Append('-').Append(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, HashBytes))).ToString();
    }
}
